import FEEL
import Vocabulary
import Yams

extension MappingReader {
    /// The text of a scalar; anything else is reported.
    func scalar(_ key: String) -> Node.Scalar? {
        guard let node = node(key) else { return nil }
        guard case .scalar(let scalar) = node else {
            report("wrong-shape", at: key, .init("“\(key)”应为一个值", "“\(key)” must be a single value"))
            return nil
        }
        return scalar
    }

    func optionalText(_ key: String) -> String? { scalar(key)?.string }

    func text(_ key: String) -> String {
        if let text = optionalText(key) { return text }
        if !has(key) { missing(key) }
        return ""
    }

    func bilingual(_ key: String) -> Bilingual {
        guard let reader = mapping(key) else { return .init("", "") }
        defer { reader.close() }
        return .init(zh: reader.text("zh"), en: reader.text("en"))
    }

    func optionalBilingual(_ key: String) -> Bilingual? { has(key) ? bilingual(key) : nil }

    func integer(_ key: String, default fallback: Int? = nil) -> Int {
        guard let text = optionalText(key) else {
            if let fallback, !has(key) { return fallback }
            if !has(key) { missing(key) }
            return 0
        }
        guard let number = Int(text) else {
            report("wrong-value", at: key, .init("“\(text)”不是整数", "“\(text)” is not a whole number"))
            return 0
        }
        return number
    }

    func optionalInteger(_ key: String) -> Int? { has(key) ? integer(key) : nil }

    func boolean(_ key: String, default fallback: Bool) -> Bool {
        guard let text = optionalText(key) else { return fallback }
        switch text {
        case "true": return true
        case "false": return false
        default:
            report(
                "wrong-value", at: key, .init("应为 true 或 false，写的是“\(text)”", "must be true or false, not “\(text)”"),
                nearest: NearestName.of(text, among: ["true", "false"]))
            return fallback
        }
    }

    /// One of an enumeration's words: the name of a case, or its code.
    func choice<Choice: CaseIterable & RawRepresentable>(_ key: String, default fallback: Choice? = nil) -> Choice {
        guard let text = optionalText(key) else {
            if !has(key), fallback == nil { missing(key) }
            return fallback ?? Array(Choice.allCases)[0]
        }
        return choice(text, at: path(key), position: position(key))
    }

    func choice<Choice: CaseIterable & RawRepresentable>(
        _ text: String, at entry: String, position: FilePosition
    ) -> Choice {
        let words = ChoiceWords.of(Choice.self)
        let place = words.firstIndex { $0.name == text || $0.code == text }
        if let place { return Array(Choice.allCases)[place] }
        report(text, isNoneOf: words.map(\.name), at: entry, position: position)
        return Array(Choice.allCases)[0]
    }

    private func report(_ text: String, isNoneOf words: [String], at entry: String, position: FilePosition) {
        reading.report(
            "wrong-value", at: position, entry: entry,
            .init(
                "“\(text)”不在可选值内：\(words.joined(separator: "、"))",
                "“\(text)” is not one of: \(words.joined(separator: ", "))"),
            nearest: NearestName.of(text, among: words))
    }

    func choices<Choice: CaseIterable & RawRepresentable>(_ key: String) -> [Choice] {
        texts(key).map { choice($0.text, at: $0.entry, position: $0.position) }
    }

    /// The words of a list of single values.
    func texts(_ key: String) -> [(text: String, entry: String, position: FilePosition)] {
        list(key).compactMap { member in
            guard case .scalar(let scalar) = member.node else {
                reading.report(
                    "wrong-shape", at: file.position(member.node.mark), entry: member.entry,
                    .init("列表成员应为一个值", "a member of this list must be a single value"))
                return nil
            }
            return (scalar.string, member.entry, file.position(scalar.mark))
        }
    }

    func day(_ key: String) -> CalendarDay? {
        guard let text = optionalText(key) else { return nil }
        do {
            return try CalendarDay(parsing: text)
        } catch {
            report("wrong-value", at: key, error.message)
            return nil
        }
    }

    /// `instant`, `5 working-days` or `15 calendar-days`.
    func limit(_ key: String) -> Limit {
        if let limit = optionalLimit(key) { return limit }
        if !has(key) { missing(key) }
        return Limit(count: 0, unit: .workingDays)
    }

    func optionalLimit(_ key: String) -> Limit? {
        guard let text = optionalText(key) else { return nil }
        if text == "instant" { return Limit(count: 0, unit: .workingDays) }
        let parts = text.split(separator: " ")
        if parts.count == 2, let count = Int(parts[0]), (1...3650).contains(count) {
            switch parts[1] {
            case "working-day", "working-days": return Limit(count: count, unit: .workingDays)
            case "calendar-day", "calendar-days": return Limit(count: count, unit: .calendarDays)
            default: break
            }
        }
        report(
            "wrong-value", at: key,
            .init(
                "“\(text)”不是时限，应写 instant、5 working-days 或 15 calendar-days",
                "“\(text)” is not a limit; write instant, 5 working-days or 15 calendar-days"))
        return nil
    }

    /// An expression of the rule language; a mistake is reported at its own line and column.
    func expression(_ key: String, _ use: Reading.UsedExpression.Use = .condition) -> FEEL.Expression? {
        guard let scalar = scalar(key) else { return nil }
        return expression(scalar, at: path(key), use)
    }

    func expression(
        _ scalar: Node.Scalar, at entry: String, _ use: Reading.UsedExpression.Use
    ) -> FEEL.Expression? {
        let place = ScalarPlace(scalar, in: file)
        do {
            let expression = try FEEL.Expression(parsing: scalar.string)
            reading.expressions.append(.init(expression: expression, use: use, scalar: place, entry: entry))
            return expression
        } catch {
            reading.report(
                "bad-expression", at: place.position(line: error.line, column: error.column), entry: entry,
                Rules.message(of: error))
            return nil
        }
    }

    /// `true`, `false` or an expression that decides.
    func requirement(_ key: String) -> Requirement {
        switch optionalText(key) {
        case nil, "true": return .always
        case "false": return .never
        default: return expression(key).map(Requirement.when) ?? .always
        }
    }

    /// A code of another entry, which must exist somewhere in the catalog.
    func reference<Subject>(_ key: String, _ kind: EntryKind, as subject: Subject.Type = Subject.self) -> Code<Subject>
    {
        let text = text(key)
        if has(key), !text.isEmpty { refer(to: text, kind, at: path(key), position: position(key)) }
        return Code(text)
    }

    func optionalReference<Subject>(
        _ key: String, _ kind: EntryKind, as subject: Subject.Type = Subject.self
    ) -> Code<Subject>? {
        has(key) ? reference(key, kind) : nil
    }

    func references<Subject>(_ key: String, _ kind: EntryKind, as subject: Subject.Type = Subject.self) -> [Code<
        Subject
    >] {
        texts(key).map { word in
            refer(to: word.text, kind, at: word.entry, position: word.position)
            return Code(word.text)
        }
    }

    func refer(to code: String, _ kind: EntryKind, at entry: String, position: FilePosition) {
        reading.references.append(.init(kind: kind, code: code, position: position, entry: entry))
    }
}
