/// A condition in two values, over leaves that each ask for the truth of one atom.
///
/// Three-valued logic is gone at this point: "`a or b` is true" asks whether `a` is true or `b` is true, and "`not(a)` is true"
/// asks whether `a` is false, so every leaf says which of the three truths it accepts.
indirect enum Formula: Hashable {
    case constant(Bool)
    case leaf(atom: Int, accepts: Truths)
    case all([Formula])
    case any([Formula])

    /// All of some formulas, without what says nothing.
    static func every(_ parts: [Formula]) -> Formula {
        if parts.contains(.constant(false)) { return .constant(false) }
        let rest = parts.filter { $0 != .constant(true) }
        return rest.isEmpty ? .constant(true) : rest.count == 1 ? rest[0] : .all(rest)
    }

    /// Any of some formulas, without what says nothing.
    static func either(_ parts: [Formula]) -> Formula {
        if parts.contains(.constant(true)) { return .constant(true) }
        let rest = parts.filter { $0 != .constant(false) }
        return rest.isEmpty ? .constant(false) : rest.count == 1 ? rest[0] : .any(rest)
    }

    /// One formula where a condition holds and another where it does not.
    static func choice(_ holds: Formula, _ fails: Formula, then: Formula, else otherwise: Formula) -> Formula {
        guard fails == holds.negated else { return .either([.every([holds, then]), .every([fails, otherwise])]) }
        switch (then, otherwise) {
        // The first rule of a table that matches decides: what stands before needs to be denied only where it says no.
        case (.constant(true), _): return .either([holds, otherwise])
        case (.constant(false), _): return .every([fails, otherwise])
        case (_, .constant(true)): return .either([fails, then])
        case (_, .constant(false)): return .every([holds, then])
        default: return .either([.every([holds, then]), .every([fails, otherwise])])
        }
    }

    var negated: Formula {
        switch self {
        case .constant(let value): .constant(!value)
        case .leaf(let atom, let accepts): .leaf(atom: atom, accepts: accepts.symmetricDifference(.all))
        case .all(let parts): .any(parts.map(\.negated))
        case .any(let parts): .all(parts.map(\.negated))
        }
    }
}

/// Some of null, false and true.
struct Truths: OptionSet, Hashable {
    let rawValue: UInt8

    static let null = Truths(rawValue: 1)
    static let no = Truths(rawValue: 2)
    static let yes = Truths(rawValue: 4)
    static let all: Truths = [.null, .no, .yes]

    /// The one truth a code stands for: 0 null, 1 false, 2 true.
    init(code: UInt8) { rawValue = 1 << code }
    init(rawValue: UInt8) { self.rawValue = rawValue }
    init(_ truth: Bool?) { self = truth.map { $0 ? .yes : .no } ?? .null }

    /// 0 null, 1 false, 2 true.
    var code: UInt8 { UInt8(rawValue.trailingZeroBitCount) }
}
