/// A formula as clauses that all have to hold; each holds where one of its products has a code it accepts.
struct Clauses {
    typealias Clause = [Int: [Bool]]

    private(set) var clauses: [Clause] = []

    /// Clauses with alternatives in several products; each needs a layer.
    var joint: Int { clauses.count { $0.count > 1 } }

    /// More than this is not worth a layer each.
    static let limit = 256

    /// - Returns: nil when the formula has too many clauses.
    init?(_ formula: Formula, _ accepted: (_ atom: Int, _ truths: Truths) -> (product: Int, codes: [Bool])) {
        switch formula {
        case .constant(true): break
        case .constant(false): clauses = [[:]]
        case .leaf(let atom, let truths):
            let (product, codes) = accepted(atom, truths)
            add([product: codes])
        case .all(let parts):
            for part in parts {
                guard let inner = Clauses(part, accepted) else { return nil }
                for clause in inner.clauses { add(clause) }
                guard clauses.count <= Self.limit else { return nil }
            }
        case .any(let parts):
            var open: [Clause] = [[:]]
            for part in parts {
                guard let inner = Clauses(part, accepted) else { return nil }
                var next = Clauses()
                for left in open { for right in inner.clauses { next.add(Self.either(left, right)) } }
                open = next.clauses
                guard open.count <= Self.limit else { return nil }
            }
            clauses = open
        }
    }

    /// A formula as several sets of clauses of which one has to hold, each with few layers.
    ///
    /// - Returns: nil when there would be too many.
    static func alternatives(
        _ formula: Formula, _ accepted: (_ atom: Int, _ truths: Truths) -> (product: Int, codes: [Bool])
    ) -> [Clauses]? {
        let whole = Clauses(formula, accepted)
        if let whole, whole.joint <= 2 { return [whole] }
        if let parts = split(formula, accepted) {
            let sets = parts.compactMap { Clauses($0, accepted) }
            if sets.count == parts.count, sets.allSatisfy({ $0.joint <= 2 }) { return sets }
        }
        return whole.map { [$0] }
    }

    /// Bits of a word that one rule may take.
    private static let lanes = 48

    private static func split(
        _ formula: Formula, _ accepted: (_ atom: Int, _ truths: Truths) -> (product: Int, codes: [Bool])
    ) -> [Formula]? {
        switch formula {
        case .constant, .leaf: return [formula]
        case .any(let parts):
            var all: [Formula] = []
            for part in parts {
                guard let inner = split(part, accepted) else { return nil }
                all += inner
                guard all.count <= lanes else { return nil }
            }
            return all
        case .all(let parts):
            var plain: [Formula] = []
            var combined: [[Formula]] = [[]]
            for part in parts {
                if let clauses = Clauses(part, accepted), clauses.joint == 0 {
                    plain.append(part)
                    continue
                }
                guard let inner = split(part, accepted), combined.count * inner.count <= lanes else { return nil }
                combined = combined.flatMap { left in inner.map { left + [$0] } }
            }
            return combined.map { .every(plain + $0) }
        }
    }

    private init() {}

    /// Holds for nobody.
    static let never: Clauses = {
        var clauses = Clauses()
        clauses.clauses = [[:]]
        return clauses
    }()

    /// Adds a clause; clauses of one product become one, and what always holds is left out.
    private mutating func add(_ clause: Clause) {
        if clause.values.contains(where: { $0.allSatisfy(\.self) }) { return }
        let useful = clause.filter { $0.value.contains(true) }
        if useful.count == 1, let (product, codes) = useful.first,
            let place = clauses.firstIndex(where: { $0.count == 1 && $0[product] != nil }),
            let known = clauses[place][product]
        {
            clauses[place][product] = zip(known, codes).map { $0 && $1 }
        } else if !clauses.contains(useful) {
            clauses.append(useful)
        }
    }

    private static func either(_ left: Clause, _ right: Clause) -> Clause {
        left.merging(right) { a, b in zip(a, b).map { $0 || $1 } }
    }
}
