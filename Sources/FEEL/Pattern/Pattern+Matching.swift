extension Pattern {
    /// Where a match and its groups lie: start and end of group `n` at `2n` and `2n + 1`, −1 for a group left out.
    typealias Match = [Int]

    private enum Undo {
        case resume(step: Int, position: Int)
        case restore(register: Int, value: Int)
    }

    /// The first match from a position on; the outer `nil` says that the evaluation was stopped.
    func firstMatch(in text: [Unicode.Scalar], from: Int, _ machine: inout Machine) -> Match?? {
        for start in from...text.count {
            guard let match = match(text, at: start, &machine) else { return nil }
            if let match { return .some(match) }
        }
        return .some(nil)
    }

    func firstMatch(in text: String, _ machine: inout Machine) -> Match?? {
        firstMatch(in: Array(text.unicodeScalars), from: 0, &machine)
    }

    private func match(_ text: [Unicode.Scalar], at start: Int, _ machine: inout Machine) -> Match?? {
        var registers = [Int](repeating: -1, count: registers)
        var undo: [Undo] = []
        var step = 0
        var position = start
        var work = 0
        while true {
            work += 1
            if work & 15 == 0, !machine.spend() { return nil }
            var fails = false
            switch steps[step] {
            case .set(let set):
                fails = position >= text.count || !set.contains(text[position], ignoringCase: flags.ignoresCase)
                position += 1
            case .start:
                fails = position != 0 && !(flags.multiline && position < text.count && text[position - 1] == "\n")
            case .end:
                fails = position != text.count && !(flags.multiline && text[position] == "\n")
            case .backreference(let group):
                if let next = repeats(group, registers, text, position) { position = next } else { fails = true }
            case .save(let register):
                undo.append(.restore(register: register, value: registers[register]))
                registers[register] = position
            case .progress(let register):
                fails = registers[register] == position
            case .fork(let first, let second):
                undo.append(.resume(step: second, position: position))
                step = first
                continue
            case .jump(let target):
                step = target
                continue
            case .done:
                return .some(Array(registers[..<(2 * (groups + 1))]))
            }
            if !fails {
                step += 1
                continue
            }
            var resumed = false
            while let last = undo.popLast() {
                switch last {
                case .restore(let register, let value): registers[register] = value
                case .resume(let next, let place):
                    step = next
                    position = place
                    resumed = true
                }
                if resumed { break }
            }
            if !resumed { return .some(nil) }
        }
    }

    /// Where the text of a group, repeated here, ends; a group left out is the empty text.
    private func repeats(_ group: Int, _ registers: [Int], _ text: [Unicode.Scalar], _ position: Int) -> Int? {
        let lower = registers[2 * group]
        let upper = registers[2 * group + 1]
        guard lower >= 0, upper >= lower else { return position }
        guard position + upper - lower <= text.count else { return nil }
        for offset in 0..<(upper - lower) {
            let wanted = CharacterSet.scalar(text[lower + offset])
            guard wanted.contains(text[position + offset], ignoringCase: flags.ignoresCase) else { return nil }
        }
        return position + upper - lower
    }

    /// All matches one behind the other; `nil` when the pattern matches the empty text, which XPath forbids here.
    private func matches(in text: [Unicode.Scalar], _ machine: inout Machine) -> [Match]? {
        guard case .some(.none) = firstMatch(in: [], from: 0, &machine) else { return nil }
        var found: [Match] = []
        var from = 0
        while from <= text.count {
            guard let next = firstMatch(in: text, from: from, &machine) else { return nil }
            guard let match = next else { break }
            guard match[1] > match[0] else {
                from = match[1] + 1
                continue
            }
            found.append(match)
            from = match[1]
        }
        return found
    }

    /// Replaces all matches; `$1` in the replacement is the first group, `$0` the whole match, `\$` and `\\` themselves.
    func replacing(in text: String, with replacement: String, _ machine: inout Machine) -> String? {
        guard let template = template(replacement) else { return nil }
        let scalars = Array(text.unicodeScalars)
        guard let matches = matches(in: scalars, &machine) else { return nil }
        var result = String.UnicodeScalarView()
        var end = 0
        for match in matches {
            result.append(contentsOf: scalars[end..<match[0]])
            for part in template {
                switch part {
                case .scalar(let scalar): result.append(scalar)
                case .group(let group):
                    if group <= groups, match[2 * group] >= 0 {
                        result.append(contentsOf: scalars[match[2 * group]..<match[2 * group + 1]])
                    }
                }
            }
            guard machine.spend(1 + template.count / 64) else { return nil }
            end = match[1]
        }
        result.append(contentsOf: scalars[end...])
        return String(result)
    }

    private enum TemplatePart {
        case scalar(Unicode.Scalar)
        case group(Int)
    }

    private func template(_ text: String) -> [TemplatePart]? {
        let scalars = Array(text.unicodeScalars)
        if flags.literal { return scalars.map { .scalar($0) } }
        var parts: [TemplatePart] = []
        var index = 0
        while index < scalars.count {
            let scalar = scalars[index]
            index += 1
            switch scalar {
            case "\\":
                guard index < scalars.count, scalars[index] == "\\" || scalars[index] == "$" else { return nil }
                parts.append(.scalar(scalars[index]))
                index += 1
            case "$":
                guard index < scalars.count, Lexer.isDigit(scalars[index]) else { return nil }
                var group = Int(scalars[index].value - 48)
                index += 1
                while index < scalars.count, Lexer.isDigit(scalars[index]),
                    group * 10 + Int(scalars[index].value - 48) <= groups
                {
                    group = group * 10 + Int(scalars[index].value - 48)
                    index += 1
                }
                parts.append(.group(group))
            default: parts.append(.scalar(scalar))
            }
        }
        return parts
    }

    /// The texts between the matches.
    func splitting(_ text: String, _ machine: inout Machine) -> [String]? {
        let scalars = Array(text.unicodeScalars)
        guard let matches = matches(in: scalars, &machine) else { return nil }
        var parts: [String] = []
        var end = 0
        func part(_ range: Range<Int>) -> String {
            var view = String.UnicodeScalarView()
            view.append(contentsOf: scalars[range])
            return String(view)
        }
        for match in matches {
            parts.append(part(end..<match[0]))
            end = match[1]
        }
        parts.append(part(end..<scalars.count))
        return parts
    }
}
