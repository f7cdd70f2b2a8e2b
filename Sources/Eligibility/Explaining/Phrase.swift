import Catalog
import FEEL
import Vocabulary

/// Says a condition of the rule language in plain Chinese and English: `age >= 18` is “年龄至少 18”, “Age is at least 18”.
struct Phrase {
    let catalog: Catalog

    func words(_ syntax: FEEL.Syntax) -> Bilingual {
        switch syntax.form {
        case .name(let name):
            let label = catalog.name(of: name)
            return Bilingual("“\(label.zh)”为是", "“\(label.en)” is yes")
        case .comparison(let operation, let left, let right):
            if case .name(let name) = left.form { return comparison(name, operation, right) }
            if case .name(let name) = right.form { return comparison(name, operation.turned, left) }
            let isDay = duration(inside: left) != nil || duration(inside: right) != nil
            let (a, verb, b) = (term(left), operation.words(isDay: isDay), term(right))
            return Bilingual("\(a.zh)\(verb.zh)\(b.zh)", "\(a.en) \(verb.en) \(b.en)")
        case .membership(let value, let tests):
            if case .name(let name) = value.form { return membership(name, tests) }
            if let truth = truth(tests) { return truth ? words(value) : denied(value) }
        case .conjunction(let parts): return joined(parts, Bilingual("，并且", ", and "))
        case .disjunction(let parts): return joined(parts, Bilingual("，或者", ", or "))
        case .between(let value, let lower, let upper):
            if case .name(let name) = value.form {
                let (label, from, to) = (catalog.name(of: name), operand(lower, of: name), operand(upper, of: name))
                return Bilingual(
                    "\(label.zh)在 \(from.zh) 到 \(to.zh) 之间", "\(label.en) is between \(from.en) and \(to.en)")
            }
        case .invocation(let function, let arguments):
            if case .name("not") = function.form, let inner = arguments.first?.value {
                return denied(inner)
            }
            if case .name("list contains") = function.form, arguments.count == 2,
                case .name(let name) = arguments[0].value.form
            {
                let (label, value) = (catalog.name(of: name), operand(arguments[1].value, of: name))
                return Bilingual("\(label.zh)包括\(value.zh)", "\(label.en) includes \(value.en)")
            }
        default: break
        }
        return Bilingual(
            zh: syntax.text { catalog.name(of: $0).zh }, en: syntax.text { catalog.name(of: $0).en })
    }

    private func isDay(_ name: String) -> Bool {
        name == Circumstances.dayName || catalog.elements[ElementCode(name)]?.type.ruleType == .date
    }

    private func denied(_ syntax: FEEL.Syntax) -> Bilingual {
        if case .name(let name) = syntax.form {
            let label = catalog.name(of: name)
            return Bilingual("“\(label.zh)”为否", "“\(label.en)” is no")
        }
        let words = words(syntax)
        return Bilingual("并非：\(words.zh)", "not: \(words.en)")
    }

    private func joined(_ parts: [FEEL.Syntax], _ separator: Bilingual) -> Bilingual {
        let words = parts.map { self.words($0) }
        return Bilingual(
            zh: words.map(\.zh).joined(separator: separator.zh), en: words.map(\.en).joined(separator: separator.en))
    }

    /// The truth that a table's cell asks for; nil for anything else.
    private func truth(_ tests: [FEEL.Syntax.Test]) -> Bool? {
        guard tests.count == 1, case .expression(let operand) = tests[0],
            case .literal(.boolean(let truth)) = operand.form
        else { return nil }
        return truth
    }

    private func comparison(_ name: String, _ operation: FEEL.Syntax.Comparison, _ right: FEEL.Syntax) -> Bilingual {
        let label = catalog.name(of: name)
        if case .literal(.null) = right.form {
            if operation == .equal { return Bilingual("没有“\(label.zh)”", "there is no “\(label.en)”") }
            if operation == .notEqual { return Bilingual("已有“\(label.zh)”", "there is a “\(label.en)”") }
        }
        let value = operand(right, of: name)
        let verb = operation.words(isDay: isDay(name))
        return Bilingual("\(label.zh)\(verb.zh)\(value.zh)", "\(label.en) \(verb.en) \(value.en)")
    }

    private func membership(_ name: String, _ tests: [FEEL.Syntax.Test]) -> Bilingual {
        let label = catalog.name(of: name)
        let isDay = isDay(name)
        let choices = tests.map { test -> Bilingual in
            switch test {
            case .comparison(let operation, let operand):
                let (verb, value) = (operation.words(isDay: isDay), self.operand(operand, of: name))
                return Bilingual("\(verb.zh)\(value.zh)", "\(verb.en) \(value.en)")
            case .expression(let operand):
                let value = self.operand(operand, of: name)
                return Bilingual("是\(value.zh)", "is \(value.en)")
            }
        }
        return Bilingual(
            zh: label.zh + choices.map(\.zh).joined(separator: "，或"),
            en: label.en + " " + choices.map(\.en).joined(separator: ", or "))
    }

    /// What a fact is compared with.
    private func operand(_ syntax: FEEL.Syntax, of name: String) -> Bilingual {
        switch syntax.form {
        case .literal(let value): return catalog.words(for: value, of: ElementCode(name))
        case .list(let elements):
            let parts = elements.map { operand($0, of: name) }
            return Bilingual(zh: parts.map(\.zh).joined(separator: "或"), en: parts.map(\.en).joined(separator: " or "))
        case .range(let bounds):
            let lower = bounds.lower.map { operand($0, of: name) }
            let upper = bounds.upper.map { operand($0, of: name) }
            switch (lower, upper) {
            case (let lower?, let upper?):
                return Bilingual("在 \(lower.zh) 到 \(upper.zh) 之间", "between \(lower.en) and \(upper.en)")
            case (let lower?, nil): return Bilingual("\(lower.zh) 以上", "\(lower.en) or more")
            case (nil, let upper?): return Bilingual("\(upper.zh) 以下", "\(upper.en) or less")
            case (nil, nil): break
            }
        default: return term(syntax)
        }
        return term(syntax)
    }

    /// A value that is worked out: `graduated_on + @"P2Y"` is “毕业日期之后 2 年”.
    private func term(_ syntax: FEEL.Syntax) -> Bilingual {
        switch syntax.form {
        case .name(let name): return catalog.name(of: name)
        case .arithmetic(.add, let day, let span):
            if let span = duration(span) {
                let day = term(day)
                return Bilingual("\(day.zh)之后 \(span.zh)", "\(span.en) after \(day.en)")
            }
        case .arithmetic(.subtract, let day, let span):
            if let span = duration(span) {
                let day = term(day)
                return Bilingual("\(day.zh)之前 \(span.zh)", "\(span.en) before \(day.en)")
            }
        case .arithmetic(.multiply, let whole, let part):
            if case .literal(.number(let number)) = part.form {
                let whole = term(whole)
                return Bilingual("\(whole.zh)的 \(number) 倍", "\(number) times \(whole.en)")
            }
        default: break
        }
        return Bilingual(
            zh: syntax.text { catalog.name(of: $0).zh }, en: syntax.text { catalog.name(of: $0).en })
    }

    private func duration(inside syntax: FEEL.Syntax) -> Bilingual? {
        guard case .arithmetic(_, _, let span) = syntax.form else { return nil }
        return duration(span)
    }

    /// `@"P1Y6M"` is “1 年 6 个月”.
    private func duration(_ syntax: FEEL.Syntax) -> Bilingual? {
        guard case .literal(let value) = syntax.form else { return nil }
        func words(_ counts: [(Int, Bilingual, String)]) -> Bilingual {
            let named = counts.filter { $0.0 != 0 }
            return Bilingual(
                zh: named.map { "\($0.0) \($0.1.zh)" }.joined(separator: " "),
                en: named.map { "\($0.0) \($0.0 == 1 ? $0.1.en : $0.2)" }.joined(separator: " "))
        }
        switch value {
        case .monthsDuration(let span) where span.months > 0:
            let (years, months) = Int(span.months).quotientAndRemainder(dividingBy: 12)
            return words([(years, Bilingual("年", "year"), "years"), (months, Bilingual("个月", "month"), "months")])
        case .daysDuration(let span) where span.seconds > 0 && span.seconds % 86_400 == 0 && span.nanoseconds == 0:
            return words([(Int(span.seconds / 86_400), Bilingual("天", "day"), "days")])
        default: return nil
        }
    }
}

extension FEEL.Syntax.Comparison {
    fileprivate func words(isDay: Bool) -> Bilingual {
        switch self {
        case .equal: Bilingual("是", "is")
        case .notEqual: Bilingual("不是", "is not")
        case .less: isDay ? Bilingual("早于", "is before") : Bilingual("小于 ", "is less than")
        case .lessOrEqual: isDay ? Bilingual("不晚于", "is no later than") : Bilingual("至多 ", "is at most")
        case .greater: isDay ? Bilingual("晚于", "is after") : Bilingual("大于 ", "is more than")
        case .greaterOrEqual: isDay ? Bilingual("不早于", "is no earlier than") : Bilingual("至少 ", "is at least")
        }
    }

    /// The same seen from the other side.
    fileprivate var turned: FEEL.Syntax.Comparison {
        switch self {
        case .equal, .notEqual: self
        case .less: .greater
        case .lessOrEqual: .greaterOrEqual
        case .greater: .less
        case .greaterOrEqual: .lessOrEqual
        }
    }
}
