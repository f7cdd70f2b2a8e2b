import Synchronization

/// A regular expression as XPath and so FEEL define it, run by backtracking under the step limit of the evaluation.
struct Pattern: Sendable {
    struct Flags: Hashable, Sendable {
        /// `s`: the dot also matches the end of a line.
        var dotAll = false
        /// `m`: `^` and `$` match at every line.
        var multiline = false
        /// `i`
        var ignoresCase = false
        /// `x`: white space in the pattern means nothing.
        var extended = false
        /// `q`: every character of the pattern stands for itself.
        var literal = false

        init?(_ text: String) {
            for letter in text {
                switch letter {
                case "s": dotAll = true
                case "m": multiline = true
                case "i": ignoresCase = true
                case "x": extended = true
                case "q": literal = true
                default: return nil
                }
            }
        }
    }

    enum Step: Sendable {
        case set(CharacterSet)
        case start
        case end
        case backreference(Int)
        case save(Int)
        /// Goes on at the first place; if that fails, at the second.
        case fork(Int, Int)
        case jump(Int)
        /// Fails unless the position moved since the register was saved.
        case progress(Int)
        case done
    }

    let flags: Flags
    let groups: Int
    let steps: [Step]
    let registers: Int

    init?(_ text: String, flags: String) {
        guard let flags = Flags(flags) else { return nil }
        var parser = PatternParser(text, flags)
        guard let piece = try? parser.parse() else { return nil }
        var compiler = PatternCompiler(registers: 2 * (parser.groups + 1))
        compiler.emit(.save(0))
        compiler.emit(piece)
        compiler.emit(.save(1))
        compiler.emit(.done)
        guard !compiler.isTooLong else { return nil }
        self.flags = flags
        groups = parser.groups
        steps = compiler.steps
        registers = compiler.registers
    }

    private struct Key: Hashable {
        let text: String
        let flags: String
    }

    private static let cache = Mutex<[Key: Pattern?]>([:])

    /// A pattern, compiled once; `nil` for a malformed one.
    static func compiled(_ text: String, flags: String) -> Pattern? {
        let key = Key(text: text, flags: flags)
        if let known = cache.withLock({ $0[key] }) { return known }
        let pattern = Pattern(text, flags: flags)
        cache.withLock { cache in
            if cache.count >= 512 { cache.removeAll() }
            cache[key] = .some(pattern)
        }
        return pattern
    }
}

/// Turns pieces of a pattern into steps.
struct PatternCompiler {
    private(set) var steps: [Pattern.Step] = []
    private(set) var registers: Int
    private(set) var isTooLong = false

    init(registers: Int) { self.registers = registers }

    mutating func emit(_ step: Pattern.Step) {
        if steps.count >= 50_000 { isTooLong = true } else { steps.append(step) }
    }

    mutating func emit(_ piece: PatternParser.Piece) {
        guard !isTooLong else { return }
        switch piece {
        case .set(let set): emit(Pattern.Step.set(set))
        case .start: emit(Pattern.Step.start)
        case .end: emit(Pattern.Step.end)
        case .backreference(let group): emit(Pattern.Step.backreference(group))
        case .group(nil, let inside): emit(inside)
        case .group(let number?, let inside):
            emit(.save(2 * number))
            emit(inside)
            emit(.save(2 * number + 1))
        case .sequence(let pieces): for piece in pieces { emit(piece) }
        case .choice(let branches): choice(branches)
        case .repetition(let inside, let minimum, let maximum, let greedy):
            for _ in 0..<minimum where !isTooLong { emit(inside) }
            if let maximum {
                for _ in minimum..<maximum where !isTooLong { optional(inside, greedy: greedy) }
            } else {
                loop(inside, greedy: greedy)
            }
        }
    }

    private mutating func choice(_ branches: [PatternParser.Piece]) {
        var jumps: [Int] = []
        for (index, branch) in branches.enumerated() {
            if index == branches.count - 1 {
                emit(branch)
            } else {
                let fork = steps.count
                emit(.fork(fork + 1, 0))
                emit(branch)
                jumps.append(steps.count)
                emit(.jump(0))
                patch(fork, .fork(fork + 1, steps.count))
            }
        }
        for jump in jumps { patch(jump, .jump(steps.count)) }
    }

    private mutating func optional(_ inside: PatternParser.Piece, greedy: Bool) {
        let fork = steps.count
        emit(.jump(0))
        emit(inside)
        patch(fork, greedy ? .fork(fork + 1, steps.count) : .fork(steps.count, fork + 1))
    }

    private mutating func loop(_ inside: PatternParser.Piece, greedy: Bool) {
        let register = registers
        registers += 1
        let fork = steps.count
        emit(.jump(0))
        emit(.save(register))
        emit(inside)
        emit(.progress(register))
        emit(.jump(fork))
        patch(fork, greedy ? .fork(fork + 1, steps.count) : .fork(steps.count, fork + 1))
    }

    private mutating func patch(_ index: Int, _ step: Pattern.Step) {
        if index < steps.count { steps[index] = step }
    }
}
