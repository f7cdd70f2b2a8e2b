extension BoxedExpression {
    /// The first child that is an expression.
    init?(firstIn element: XMLElement?) {
        guard let found = element?.children.lazy.compactMap({ BoxedExpression($0) }).first else { return nil }
        self = found
    }

    /// An element that is an expression; `nil` for any other.
    init?(_ element: XMLElement) {
        let type = element.typeRef
        switch element.name {
        case "literalExpression":
            // Without a text there is no expression.
            guard let text = element.child("text") else { return nil }
            self = .literal(
                text: text.text, language: element["expressionLanguage"], typeRef: type, line: text.line)
        case "decisionTable":
            self = .table(BoxedTable(element), typeRef: type)
        case "context":
            self = .context(element.children("contextEntry").map(Entry.init), typeRef: type)
        case "list":
            self = .list(element.children.compactMap { BoxedExpression($0) }, typeRef: type)
        case "relation":
            self = .relation(
                columns: element.children("column").map { Definitions.Variable($0) },
                rows: element.children("row").map { $0.children.compactMap { BoxedExpression($0) } }, typeRef: type)
        case "functionDefinition", "encapsulatedLogic":
            self = .function(
                parameters: element.children("formalParameter").map { Definitions.Variable($0) },
                body: BoxedExpression(firstIn: element),
                isExternal: !["FEEL", "F"].contains(element["kind"] ?? "FEEL"),
                typeRef: type)
        case "invocation":
            let bindings = element.children("binding")
            self = .invocation(
                BoxedExpression(firstIn: element),
                bindings: bindings.map { binding in
                    let parameter = binding.child("parameter").map { Definitions.Variable($0) }
                    return (parameter?.name ?? "", parameter?.typeRef, BoxedExpression(firstIn: binding))
                }, typeRef: type)
        case "conditional":
            self = .conditional(
                BoxedExpression(firstIn: element.child("if")), then: BoxedExpression(firstIn: element.child("then")),
                otherwise: BoxedExpression(firstIn: element.child("else")), typeRef: type)
        case "filter":
            self = .filter(
                BoxedExpression(firstIn: element.child("in")), match: BoxedExpression(firstIn: element.child("match")),
                typeRef: type)
        case "for":
            self = .iteration(
                variable: (element["iteratorVariable"] ?? "").trimmed,
                domain: BoxedExpression(firstIn: element.child("in")),
                body: BoxedExpression(firstIn: element.child("return")), typeRef: type)
        case "some", "every":
            self = .quantified(
                element.name == "some" ? .some : .every, variable: (element["iteratorVariable"] ?? "").trimmed,
                domain: BoxedExpression(firstIn: element.child("in")),
                condition: BoxedExpression(firstIn: element.child("satisfies")), typeRef: type)
        default:
            return nil
        }
    }
}

extension BoxedExpression.Entry {
    init(_ element: XMLElement) {
        variable = element.child("variable").map { Definitions.Variable($0) }
        value = BoxedExpression(firstIn: element)
    }
}

extension BoxedTable {
    init(_ element: XMLElement) {
        hitPolicy = element["hitPolicy"] ?? "UNIQUE"
        aggregation = element["aggregation"]
        outputLabel = element["outputLabel"]
        line = element.line
        inputs = element.children("input").map { input in
            let expression = input.child("inputExpression")
            return Input(
                label: input["label"], expression: expression?.child("text")?.text ?? "",
                typeRef: expression?.typeRef, values: input.child("inputValues")?.child("text")?.trimmedText,
                line: input.line)
        }
        outputs = element.children("output").map { output in
            Output(
                name: output["name"]?.trimmed, typeRef: output.typeRef,
                values: output.child("outputValues")?.child("text")?.trimmedText,
                defaultEntry: output.child("defaultOutputEntry").flatMap { entry in
                    entry.child("text").map {
                        .literal(text: $0.text, language: entry["expressionLanguage"], typeRef: nil, line: $0.line)
                    }
                })
        }
        rules = element.children("rule").map { rule in
            Rule(
                inputs: rule.children("inputEntry").map { ($0.child("text")?.text ?? "", $0.line) },
                outputs: rule.children("outputEntry").map { entry in
                    .literal(
                        text: entry.child("text")?.text ?? "", language: entry["expressionLanguage"],
                        typeRef: entry.typeRef, line: entry.line)
                },
                annotations: rule.children("annotationEntry").compactMap { $0.child("text")?.trimmedText },
                line: rule.line)
        }
    }
}
