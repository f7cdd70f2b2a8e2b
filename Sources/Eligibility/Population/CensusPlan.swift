import FEEL

/// Rules compiled for one population: which lookups decide which rules.
///
/// A rule is a bit of a 64-bit word. A product of columns has a table that gives, for each of its at most 256 codes, the word of
/// the rules this code does not rule out; the words of all products are intersected. So a person costs one lookup for each
/// product and 64 rules, however many conditions these have. A condition that may hold for reasons from different products
/// takes a layer of its own, whose words are united before they are intersected.
struct CensusPlan {
    /// As many rules as fit into a word. A rule takes one bit, or one for each of its alternatives and one above them for the answer.
    struct Pass {
        /// The rule whose answer a bit is; nil for alternatives and bits nobody needs.
        var rules: [Int?]
        /// The bits of alternatives, of the answers above them, and of rules without alternatives.
        var alternatives: UInt64
        var answers: UInt64
        var plain: UInt64
        var start: UInt64
        var tables: [LookupTable]
        var layers: [Layer]
    }

    /// The word of each code of a product.
    struct LookupTable {
        let product: Int
        let words: Cells<UInt64>

        init(_ product: Int, _ words: [UInt64]) {
            self.product = product
            self.words = Cells(count: words.count) { words[$0] }
        }
    }

    struct Layer {
        /// The rules that have no condition here.
        var free: UInt64
        var tables: [LookupTable]
    }

    let count: Int
    let features: [Feature]
    let packing: Packing
    private(set) var passes: [Pass] = []
    /// The conditions that run in the interpreter, by rule.
    private(set) var interpreted: [(rule: String, condition: String)] = []

    init(_ rules: [PopulationRule], _ population: Population) {
        count = population.count
        var reader = FormulaReader(population)
        var formulas = rules.map { reader.formula($0) }
        var builder = FeatureBuilder(population, reader.atoms)
        let plain = PackedFeatures(formulas, builder.features)
        // A rule whose clauses are too many is asked as a whole.
        let whole = formulas.indices.filter { plain.alternatives(of: formulas[$0]) == nil }
        if !whole.isEmpty {
            var atoms = reader.atoms
            for rule in whole {
                let conditions = rules[rule].conditions
                var parts: [Formula] = []
                for condition in conditions {
                    parts.append(.leaf(atom: atoms.count, accepts: .yes))
                    atoms.append(FormulaReader.Atom(expression: condition, columns: condition.names.sorted()))
                }
                formulas[rule] = .all(parts)
            }
            builder = FeatureBuilder(population, atoms, wholeFrom: reader.atoms.count)
        }
        features = builder.features
        let chosen = whole.isEmpty ? plain : PackedFeatures(formulas, features)
        packing = chosen.packing
        let interpretedAtoms = Set(builder.interpreted)
        for (rule, formula) in zip(rules, formulas) {
            for atom in formula.atoms.intersection(interpretedAtoms).sorted() {
                interpreted.append((rule.name, builder.texts[atom]))
            }
        }
        var open: [(rule: Int, sets: [Clauses])] = []
        var bits = 0
        for rule in rules.indices {
            let sets = chosen.alternatives(of: formulas[rule]) ?? [Clauses.never]
            let needed = sets.count == 1 ? 1 : sets.count + 1
            if bits + needed > 64 {
                passes.append(Pass(open))
                (open, bits) = ([], 0)
            }
            open.append((rule, sets))
            bits += needed
        }
        passes.append(Pass(open))
    }
}

extension CensusPlan.Pass {
    /// - Parameter entries: rules that fit into one word together.
    fileprivate init(_ entries: [(rule: Int, sets: [Clauses])]) {
        rules = Array(repeating: nil, count: 64)
        (alternatives, answers, plain) = (0, 0, 0)
        var lanes: [(bit: UInt64, clauses: Clauses)] = []
        var next = 0
        for (rule, sets) in entries {
            for clauses in sets {
                let bit = UInt64(1) << UInt64(next)
                lanes.append((bit, clauses))
                if sets.count == 1 { plain |= bit } else { alternatives |= bit }
                next += 1
            }
            if sets.count != 1 {
                answers |= UInt64(1) << UInt64(next)
                next += 1
            }
            rules[next - 1] = rule
        }
        let all = alternatives | plain
        start = all
        var tables: [Int: [UInt64]] = [:]
        var layers: [(free: UInt64, tables: [Int: [UInt64]])] = []
        for (bit, clauses) in lanes {
            var depth = 0
            for clause in clauses.clauses {
                if clause.isEmpty {
                    start &= ~bit
                } else if clause.count == 1, let (product, codes) = clause.first {
                    let known = tables[product] ?? Array(repeating: all, count: 256)
                    tables[product] = known.enumerated().map { code, word in
                        code < codes.count && codes[code] ? word : word & ~bit
                    }
                } else {
                    if layers.count == depth { layers.append((all, [:])) }
                    layers[depth].free &= ~bit
                    for (product, codes) in clause {
                        let known = layers[depth].tables[product] ?? Array(repeating: 0, count: 256)
                        layers[depth].tables[product] = known.enumerated().map { code, word in
                            code < codes.count && codes[code] ? word | bit : word
                        }
                    }
                    depth += 1
                }
            }
        }
        func sorted(_ tables: [Int: [UInt64]]) -> [CensusPlan.LookupTable] {
            tables.sorted { $0.key < $1.key }.map { CensusPlan.LookupTable($0.key, $0.value) }
        }
        self.tables = sorted(tables)
        self.layers = layers.map { CensusPlan.Layer(free: $0.free, tables: sorted($0.tables)) }
    }
}

/// Features packed into products, and what a formula asks of them.
private struct PackedFeatures {
    let features: [Feature]
    let packing: Packing
    /// The feature of each atom.
    private let home: [Int: Int]

    init(_ formulas: [Formula], _ features: [Feature]) {
        self.features = features
        var home: [Int: Int] = [:]
        for (place, feature) in features.enumerated() { for atom in feature.truths.keys { home[atom] = place } }
        self.home = home
        var groups: Set<Set<Int>> = []
        for formula in formulas { formula.collectAlternatives(into: &groups) }
        packing = Packing(features, keepingTogether: groups.map { Set($0.compactMap { home[$0] }) })
    }

    func alternatives(of formula: Formula) -> [Clauses]? { Clauses.alternatives(formula, accepted) }

    /// The codes of an atom's product that have one of these truths.
    private func accepted(_ atom: Int, _ accepts: Truths) -> (product: Int, codes: [Bool]) {
        guard let place = home[atom], let truths = features[place].truths[atom] else { return (0, [false]) }
        let (product, stride) = packing.places[place]
        let size = features[place].cardinality
        let codes = (0..<packing.products[product].cardinality).map { code in
            accepts.contains(Truths(code: truths[code / stride % size]))
        }
        return (product, codes)
    }
}

extension Formula {
    var atoms: Set<Int> {
        switch self {
        case .constant: []
        case .leaf(let atom, _): [atom]
        case .all(let parts), .any(let parts): parts.reduce(into: []) { $0.formUnion($1.atoms) }
        }
    }

    /// The atoms of each disjunction.
    fileprivate func collectAlternatives(into groups: inout Set<Set<Int>>) {
        switch self {
        case .constant, .leaf: break
        case .all(let parts): for part in parts { part.collectAlternatives(into: &groups) }
        case .any: groups.insert(atoms)
        }
    }
}
