import FEEL
import Vocabulary
import Yams

/// Policies with their dated versions and decision tables.
extension EntryReader {
    func policy(_ reader: MappingReader) -> Policy {
        let versions = reader.mappings("versions", version)
        if versions.isEmpty { reader.missing("versions") }
        let hasPlace = reader.has("place")
        return Policy(
            code: .init(reader.text("code")), name: reader.bilingual("name"), summary: reader.bilingual("summary"),
            department: reader.reference("department", .department), audience: reader.choices("audience"),
            benefit: reader.choice("benefit"),
            place: hasPlace ? reader.reference("place", .element) : "residence_region",
            item: reader.optionalReference("item", .item), versions: versions)
    }

    private func version(_ reader: MappingReader) -> PolicyVersion {
        let source = source(reader)
        return PolicyVersion(
            name: reader.text("name"), regions: regions(reader), effective: period(reader), source: source,
            conditions: reader.mappings("conditions") { condition($0, of: source) }, table: table(reader, source),
            limits: limits(reader))
    }

    private func regions(_ reader: MappingReader) -> [RegionCode] {
        reader.texts("regions").compactMap { word in
            do throws(MalformedRegionCode) {
                return try RegionCode(parsing: word.text)
            } catch {
                reading.report("wrong-value", at: word.position, entry: word.entry, error.message)
                return nil
            }
        }
    }

    private func limits(_ reader: MappingReader) -> PolicyLimits {
        guard let limits = reader.optionalMapping("limits") else { return PolicyLimits() }
        defer { limits.close() }
        return PolicyLimits(
            months: limits.optionalInteger("months"), times: limits.optionalInteger("times"),
            note: limits.optionalBilingual("note"))
    }

    // MARK: The table

    private func table(_ reader: MappingReader, _ source: Source) -> PolicyTable {
        let word: PolicyTable.HitPolicyWord = reader.choice("hitPolicy", default: .unique)
        let inputs = reader.list("inputs").compactMap { input($0.node, at: $0.entry, reader) }
        if !reader.has("rows") { reader.missing("rows") }
        return PolicyTable(
            hitPolicy: word == .unique ? .unique : .first, inputs: inputs,
            rows: reader.mappings("rows") { row($0, inputs, source) },
            otherwise: reader.optionalMapping("otherwise").map { otherwise in
                defer { otherwise.close() }
                return PolicyTable.Refusal(
                    because: otherwise.bilingual("because"), citation: citation(otherwise, of: source))
            })
    }

    /// An input is its element's code alone, or a name with an expression.
    private func input(_ node: Node, at entry: String, _ parent: MappingReader) -> PolicyTable.Input? {
        if case .scalar(let scalar) = node {
            return parent.expression(scalar, at: entry, .input).map { .init(name: scalar.string, value: $0) }
        }
        guard let reader = MappingReader.read(node, at: entry, in: file, reading) else { return nil }
        defer { reader.close() }
        if !reader.has("value") { reader.missing("value") }
        return PolicyTable.Input(
            name: reader.text("name"), value: reader.expression("value", .input) ?? Rules.null)
    }

    private func row(_ reader: MappingReader, _ inputs: [PolicyTable.Input], _ source: Source) -> PolicyTable.Row {
        let when = reader.optionalMapping("when")
        defer { when?.close() }
        return PolicyTable.Row(
            cells: inputs.map { input in when?.cell(input) }, eligible: reader.boolean("eligible", default: true),
            amount: reader.expression("amount", .amount), because: reader.bilingual("because"),
            citation: citation(reader, of: source))
    }

    /// `citation` in full, or an `article` of the version's own text.
    func citation(_ reader: MappingReader, of source: Source) -> Source {
        if reader.has("citation") { return Self.source(reader, "citation") }
        guard let article = reader.optionalText("article") else { return source }
        return Source(title: source.title, article: article, url: source.url, confidence: source.confidence)
    }

    private func condition(_ reader: MappingReader, of source: Source) -> Condition {
        if !reader.has("holds") { reader.missing("holds") }
        return Condition(
            expression: reader.expression("holds") ?? Rules.null, message: reader.bilingual("message"),
            citation: citation(reader, of: source), force: reader.choice("force", default: .blocking),
            code: reader.optionalText("code"))
    }
}

extension MappingReader {
    /// The tests of one input in a row; nil for `-`, an absent cell, and one that cannot be read.
    fileprivate func cell(_ input: PolicyTable.Input) -> UnaryTests? {
        guard let scalar = scalar(input.name) else { return nil }
        let place = ScalarPlace(scalar, in: file)
        do {
            let tests = try UnaryTests(parsing: scalar.string)
            if let applied = tests.applied(to: input.value) {
                reading.expressions.append(
                    .init(
                        expression: applied, use: .cell, scalar: place, entry: path(input.name), subject: input.value))
            }
            return tests.cell == nil ? nil : tests
        } catch {
            reading.report(
                "bad-expression", at: place.position(line: error.line, column: error.column), entry: path(input.name),
                Rules.message(of: error))
            return nil
        }
    }
}

extension PolicyTable {
    /// The word for a hit policy in catalog files. Policies give one row's answer, so the collecting ones are left out.
    enum HitPolicyWord: String, CaseIterable { case unique, first }
}
