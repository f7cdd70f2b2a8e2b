/// A condition in two values, over leaves that each ask for the truth of one atom.
///
/// Three-valued logic is gone at this point: "`a or b` is true" asks whether `a` is true or `b` is true, and "`not(a)` is true"
/// asks whether `a` is false, so every leaf says which of the three truths it accepts.
indirect enum Formula: Hashable {
    case constant(Bool)
    case leaf(atom: Int, accepts: Truths)
    case all([Formula])
    case any([Formula])

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
