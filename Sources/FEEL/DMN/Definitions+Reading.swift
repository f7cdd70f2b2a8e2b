extension Definitions {
    /// Reads a `.dmn` file.
    public init(reading bytes: some Collection<UInt8>) throws(MalformedDocument) {
        let root = try XMLReader.read(bytes)
        guard root.name == "definitions" else {
            throw MalformedDocument(message: "<\(root.name)> is no decision model", line: root.line, column: 1)
        }
        namespace = root["namespace"] ?? ""
        name = root["name"] ?? ""
        imports = root.children("import").map {
            Import(
                namespace: $0["namespace"] ?? "", name: $0["name"] ?? "", location: $0["locationURI"],
                type: $0["importType"] ?? "")
        }
        items = root.children("itemDefinition").map(ItemDefinition.init)
        inputs = root.children("inputData").map { InputData(id: $0["id"] ?? "", variable: Variable(of: $0)) }
        let decisions = root.children("decision")
        self.decisions = decisions.map { element in
            Decision(
                id: element["id"] ?? "", name: element["name"] ?? "", variable: Variable(of: element),
                requirements: requirements(of: element), logic: BoxedExpression(firstIn: element))
        }
        knowledge = root.children("businessKnowledgeModel").map { element in
            BusinessKnowledgeModel(
                id: element["id"] ?? "", name: element["name"] ?? "", variable: Variable(of: element),
                requirements: requirements(of: element),
                logic: element.child("encapsulatedLogic").flatMap { BoxedExpression($0) })
        }
        services = root.children("decisionService").map { element in
            DecisionService(
                id: element["id"] ?? "", name: element["name"] ?? "", variable: Variable(of: element),
                outputs: references("outputDecision", in: element),
                encapsulated: references("encapsulatedDecision", in: element),
                inputDecisions: references("inputDecision", in: element),
                inputData: references("inputData", in: element))
        }
    }
}

private func references(_ name: String, in element: XMLElement) -> [Definitions.Reference] {
    element.children(name).compactMap { $0["href"].map(Definitions.Reference.init) }
}

private func requirements(of element: XMLElement) -> [Definitions.Reference] {
    (element.children("informationRequirement") + element.children("knowledgeRequirement")).flatMap { requirement in
        ["requiredDecision", "requiredInput", "requiredKnowledge"].flatMap { references($0, in: requirement) }
    }
}

extension Definitions.Reference {
    /// `#id` or `namespace#id`
    init(_ href: String) {
        guard let mark = href.lastIndex(of: "#") else {
            self.init(namespace: nil, id: href)
            return
        }
        let namespace = String(href[..<mark])
        self.init(namespace: namespace.isEmpty ? nil : namespace, id: String(href[href.index(after: mark)...]))
    }
}

extension Definitions.Variable {
    /// The variable of an element, or its own name when it declares none.
    init(of element: XMLElement) {
        let variable = element.child("variable")
        self.init(
            name: (variable?["name"] ?? element["name"] ?? "").trimmed, typeRef: (variable ?? element).typeRef)
    }

    /// A parameter or a variable itself.
    init(_ element: XMLElement) {
        self.init(name: (element["name"] ?? "").trimmed, typeRef: element.typeRef)
    }
}

extension Definitions.ItemDefinition {
    init(_ element: XMLElement) {
        name = (element["name"] ?? "").trimmed
        typeRef = element.typeRef
        allowedValues = element.child("allowedValues")?.child("text")?.trimmedText
        typeConstraint = element.child("typeConstraint")?.child("text")?.trimmedText
        components = element.children("itemComponent").map(Definitions.ItemDefinition.init)
        isCollection = element["isCollection"] == "true" || element["isCollection"] == "1"
        function = element.child("functionItem").map { item in
            (
                parameters: item.children("parameters").map { ($0["name"] ?? "", $0.typeRef) },
                result: item["outputTypeRef"].map(item.withoutPrefix)
            )
        }
        line = element.line
    }
}

extension XMLElement {
    /// The type as attribute, or as child element before DMN 1.2.
    var typeRef: String? {
        guard let text = self["typeRef"] ?? child("typeRef")?.trimmedText, !text.isEmpty else { return nil }
        return withoutPrefix(text)
    }

    /// `feel:string` is `string`; before DMN 1.2 types were qualified names.
    func withoutPrefix(_ type: String) -> String {
        guard let colon = type.firstIndex(of: ":"), prefixes[String(type[..<colon])] != nil else { return type }
        return String(type[type.index(after: colon)...])
    }
}
