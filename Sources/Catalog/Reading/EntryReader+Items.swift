import FEEL
import Vocabulary
import Yams

extension EntryReader {
    func item(_ reader: MappingReader) -> Item {
        let visits = reader.has("baseline") ? nil : 0
        return Item(
            code: .init(reader.text("code")), name: reader.bilingual("name"), summary: reader.bilingual("summary"),
            standing: standing(reader), service: service(reader), legalLimit: reader.limit("legalLimit"),
            promisedLimit: reader.limit("promisedLimit"), thresholds: thresholds(reader),
            specialProcedures: reader.mappings("specialProcedures") { special in
                SpecialProcedure(
                    name: special.bilingual("name"), limit: special.limit("limit"), basis: special.text("basis"))
            },
            acceptCondition: reader.bilingual("acceptCondition"),
            conditions: reader.mappings("conditions", condition),
            fields: reader.list("fields").compactMap {
                field($0.node, at: $0.entry, reader)
            }, materials: reader.mappings("materials", materialUse), flow: reader.mappings("flow", stage),
            result: result(reader), effects: reader.mappings("effects", effect), commitment: commitment(reader),
            baseline: .init(visits: visits ?? baselineVisits(reader)), region: region(reader),
            effective: period(reader),
            source: source(reader))
    }

    private func baselineVisits(_ reader: MappingReader) -> Int {
        guard let baseline = reader.mapping("baseline") else { return 0 }
        defer { baseline.close() }
        return baseline.integer("visits")
    }

    private func thresholds(_ reader: MappingReader) -> Thresholds {
        guard let days = reader.optionalMapping("thresholds") else { return Thresholds(yellow: 3, red: 1) }
        defer { days.close() }
        return Thresholds(yellow: days.integer("yellow"), red: days.integer("red"))
    }

    private func condition(_ reader: MappingReader) -> Condition {
        if reader.has("policy") { return sharedCondition(reader) }
        if !reader.has("holds") { reader.missing("holds") }
        return Condition(
            expression: reader.expression("holds") ?? Rules.null, message: reader.bilingual("message"),
            citation: reader.has("citation") ? Self.source(reader, "citation") : nil,
            force: reader.choice("force", default: .blocking))
    }

    /// What a policy says; until the policies have been read, something in its place.
    private func sharedCondition(_ reader: MappingReader) -> Condition {
        let policy: PolicyCode = reader.reference("policy", .policy)
        let part: SharedCondition.Part
        if reader.has("amount") {
            part = .amount(reader.reference("amount", .element))
        } else if case .mapping? = reader.node("months"), let span = reader.mapping("months") {
            part = .span(from: span.reference("from", .element), to: span.reference("to", .element))
            span.close()
        } else if reader.has("months") {
            part = .months(reader.reference("months", .element))
        } else if reader.has("place") {
            part = .place(reader.expression("place", .input) ?? Rules.null)
        } else if reader.boolean("entitled", default: false) {
            part = .entitlement
        } else if reader.boolean("table", default: false) {
            part = .table
        } else {
            part = .condition(reader.text("condition"))
        }
        let force: Condition.Force = reader.choice("force", default: .blocking)
        reading.shared[reader.entry] = SharedCondition(
            policy: policy, part: part, when: reader.expression("when"), force: force)
        return Condition(expression: Rules.null, message: .init("", ""), force: force, policy: policy)
    }

    /// A field is its element's code alone, or a mapping that says when it is shown and required.
    private func field(_ node: Node, at entry: String, _ parent: MappingReader) -> FieldUse? {
        if case .scalar(let scalar) = node {
            parent.refer(to: scalar.string, .element, at: entry, position: file.position(scalar.mark))
            return FieldUse(element: .init(scalar.string))
        }
        guard let reader = MappingReader.read(node, at: entry, in: file, reading) else { return nil }
        defer { reader.close() }
        return FieldUse(
            element: reader.reference("element", .element), required: reader.requirement("required"),
            shown: reader.expression("when"))
    }

    private func materialUse(_ reader: MappingReader) -> MaterialUse {
        MaterialUse(
            material: reader.reference("material", .material), required: reader.requirement("required"),
            shown: reader.expression("when"), source: materialSource(reader),
            tolerable: reader.boolean("tolerable", default: false), tolerance: reader.optionalLimit("tolerance"))
    }

    private func materialSource(_ reader: MappingReader) -> MaterialSource {
        let word: MaterialSource.Word = reader.choice("source", default: .uploaded)
        switch word {
        case .uploaded: return .uploaded
        case .shared: return .shared(from: reader.reference("from", .department))
        case .licence: return .licence(from: reader.optionalReference("from", .department))
        case .commitment: return .commitment
        }
    }

    private func stage(_ reader: MappingReader) -> Stage {
        let actor: RoleCode = reader.reference("actor", .role)
        let kind: Stage.Kind = reader.choice("kind")
        return Stage(
            code: .init(reader.text("code")), name: reader.bilingual("name"), kind: kind,
            actor: actor.rawValue, department: reader.optionalReference("department", .department),
            limit: reader.optionalLimit("limit"),
            clockRuns: reader.boolean("clockRuns", default: kind != .publicize && kind != .external),
            when: reader.expression("when"))
    }

    private func result(_ reader: MappingReader) -> ResultKind {
        guard let result = reader.mapping("result") else {
            return ResultKind(code: "", name: .init("", ""), type: .document)
        }
        defer { result.close() }
        return ResultKind(
            code: result.text("code"), name: result.bilingual("name"), type: result.choice("type"),
            elements: result.references("elements", .element), sample: result.optionalText("sample"))
    }

    private func effect(_ reader: MappingReader) -> Effect {
        if !reader.has("value") { reader.missing("value") }
        return Effect(
            element: reader.reference("element", .element), value: reader.expression("value", .effect) ?? Rules.null,
            validity: .init(from: reader.expression("from", .effect), to: reader.expression("to", .effect)))
    }

    private func commitment(_ reader: MappingReader) -> CommitmentStatement? {
        guard let statement = reader.optionalMapping("commitment") else { return nil }
        defer { statement.close() }
        return CommitmentStatement(
            version: statement.text("version"), title: statement.bilingual("title"), text: statement.bilingual("text"),
            verifyWithin: statement.limit("verifyWithin"), consequence: statement.bilingual("consequence"))
    }
}

extension MaterialSource {
    /// The word for a source in catalog files.
    enum Word: String, CaseIterable { case uploaded, shared, licence, commitment }
}
