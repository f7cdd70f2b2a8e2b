import FEEL

/// Finds a source for every atom: evaluates it once for each different value, by the interpreter, so that both mean the same.
struct FeatureBuilder {
    let population: Population
    private(set) var features: [Feature] = []
    /// Atoms that no compiled source can tell.
    private(set) var interpreted: [Int] = []

    /// Combinations of values that are worth evaluating beforehand.
    private static let combinations = 65_536

    /// The atoms as texts, for a report.
    let texts: [String]

    /// - Parameter whole: the atoms from here on are whole rules, for the interpreter.
    init(_ population: Population, _ atoms: [FormulaReader.Atom], wholeFrom whole: Int = .max) {
        self.population = population
        texts = atoms.map { "\($0.expression.syntax)" }
        var byColumn: [String: [Int]] = [:]
        var order: [String] = []
        for (place, atom) in atoms.enumerated() {
            if place >= whole {
                addInterpreted(place, atom)
            } else if atom.columns.count == 1 {
                if byColumn[atom.columns[0]] == nil { order.append(atom.columns[0]) }
                byColumn[atom.columns[0], default: []].append(place)
            } else {
                addJoint(place, atom)
            }
        }
        for name in order {
            guard let column = population.columns[name], let places = byColumn[name] else { continue }
            addSingle(column, places.map { ($0, atoms[$0]) })
        }
    }

    private func truth(_ expression: Expression, _ values: [String: Value]) -> UInt8 {
        Truths(expression.evaluate { values[$0] ?? population.constants[$0] ?? .null }.boolean).code
    }

    // MARK: One column

    private mutating func addSingle(_ column: Column, _ atoms: [(place: Int, atom: FormulaReader.Atom)]) {
        switch column.storage {
        case .bytes(let cells, let dictionary):
            let truths = atoms.map { entry in
                (entry.place, dictionary.map { truth(entry.atom.expression, [column.name: $0]) })
            }
            features.append(
                Feature(
                    source: .bytes(cells), cardinality: dictionary.count,
                    truths: Dictionary(truths, uniquingKeysWith: { $1 })))
        case .shorts(let cells, let dictionary): addShorts(column.name, cells, dictionary, atoms)
        case .integers(let cells, let scale): addIntegers(column.name, cells, scale, atoms)
        case .values: for entry in atoms { addInterpreted(entry.place, entry.atom) }
        }
    }

    /// Values that no atom tells apart share a bucket; where that makes too many, the atoms are split.
    private mutating func addShorts(
        _ name: String, _ cells: Cells<UInt16>, _ dictionary: [Value], _ atoms: [(place: Int, atom: FormulaReader.Atom)]
    ) {
        let truths = atoms.map { entry in dictionary.map { truth(entry.atom.expression, [name: $0]) } }
        var open = atoms.indices[...]
        while !open.isEmpty {
            var taken = open.count
            while true {
                let chosen = open.prefix(taken)
                var buckets: [[UInt8]: UInt8] = [:]
                var signatures: [[UInt8]] = []
                var bucket: [UInt8] = []
                for code in dictionary.indices {
                    let signature = chosen.map { truths[$0][code] }
                    if let known = buckets[signature] {
                        bucket.append(known)
                        continue
                    }
                    guard signatures.count < 256 else { break }
                    buckets[signature] = UInt8(signatures.count)
                    bucket.append(UInt8(signatures.count))
                    signatures.append(signature)
                }
                guard bucket.count == dictionary.count else {
                    // One atom has three truths, so this ends.
                    taken = max(1, taken / 2)
                    continue
                }
                let byAtom = chosen.enumerated().map { index, atom in (atoms[atom].place, signatures.map { $0[index] })
                }
                features.append(
                    Feature(
                        source: .shorts(cells, bucket: bucket), cardinality: signatures.count,
                        truths: Dictionary(byAtom, uniquingKeysWith: { $1 })))
                open = open.dropFirst(taken)
                break
            }
        }
    }

    /// Between two amounts that any atom names nothing changes, so one amount stands for all of them.
    private mutating func addIntegers(
        _ name: String, _ cells: Cells<Int32>, _ scale: Int, _ atoms: [(place: Int, atom: FormulaReader.Atom)]
    ) {
        var cuts: Set<Int32> = [.min + 1]
        var compiled: [(place: Int, atom: FormulaReader.Atom)] = []
        for entry in atoms {
            guard let named = CriticalNumbers(name, in: entry.atom.expression.syntax)?.numbers,
                let points = Self.points(named, scale), cuts.union(points).count < 255
            else {
                addInterpreted(entry.place, entry.atom)
                continue
            }
            cuts.formUnion(points)
            compiled.append(entry)
        }
        guard !compiled.isEmpty else { return }
        let sorted = cuts.sorted()
        // Bucket 0 is null, bucket n begins at the n-th cut.
        let representatives = [Value.null] + sorted.map { Column.value($0, scale: scale) }
        let truths = compiled.map { entry in
            (entry.place, representatives.map { truth(entry.atom.expression, [name: $0]) })
        }
        features.append(
            Feature(
                source: .integers(cells, cuts: sorted), cardinality: representatives.count,
                truths: Dictionary(truths, uniquingKeysWith: { $1 })))
    }

    private static func points(_ numbers: [Decimal128], _ scale: Int) -> [Int32]? {
        var points: [Int32] = []
        for number in numbers {
            guard let floor = number.floor(scale: scale), let first = Int32(exactly: floor), first < .max,
                first > .min + 1
            else { return nil }
            points += number.integer(scale: scale) == nil ? [first + 1] : [first, first + 1]
        }
        return points
    }

    // MARK: Several columns

    private mutating func addJoint(_ place: Int, _ atom: FormulaReader.Atom) {
        if let source = ranks(atom) {
            features.append(Feature(source: source, cardinality: 3, truths: [place: [0, 1, 2]]))
        } else if let source = combination(atom) {
            features.append(Feature(source: source, cardinality: 3, truths: [place: [0, 1, 2]]))
        } else {
            addInterpreted(place, atom)
        }
    }

    private mutating func addInterpreted(_ place: Int, _ atom: FormulaReader.Atom) {
        interpreted.append(place)
        let inputs = atom.expression.inputs
        features.append(
            Feature(
                source: .interpreted(
                    atom.expression, inputs.map { population.constants[$0] == nil ? population.columns[$0] : nil },
                    constants: inputs.map { population.constants[$0] }),
                cardinality: 3, truths: [place: [0, 1, 2]]))
    }

    /// A comparison whose two sides each read one column: every value of both sides gets its rank among all.
    private func ranks(_ atom: FormulaReader.Atom) -> AtomSource? {
        guard atom.columns.count == 2,
            case .comparison(let operation, let left, let right) = atom.expression.syntax.form
        else { return nil }
        guard let a = side(atom.expression.part(left)), let b = side(atom.expression.part(right)), a.column !== b.column
        else { return nil }
        let all = Set(a.values + b.values).subtracting([.null])
        // One kind with a total order; other kinds are equal in ways of their own.
        guard let first = all.first, all.allSatisfy({ $0.isOrdered(like: first) }) else { return nil }
        let sorted = all.sorted { ($0.order(to: $1) ?? 0) < 0 }
        var rank: [Value: Int32] = [.null: -1]
        var last: Int32 = 0
        for (index, value) in sorted.enumerated() {
            if index > 0, sorted[index - 1].order(to: value) != 0 { last += 1 }
            rank[value] = last
        }
        return .ranks(
            .init(column: a.column, ranks: a.values.map { rank[$0] ?? -1 }), operation,
            .init(column: b.column, ranks: b.values.map { rank[$0] ?? -1 }))
    }

    private func side(_ part: Expression) -> (column: Column, values: [Value])? {
        let names = part.names.filter { population.constants[$0] == nil && population.columns[$0] != nil }
        guard names.count == 1, let name = names.first, let column = population.columns[name],
            let dictionary = column.dictionary
        else { return nil }
        let values = dictionary.map { value in
            part.evaluate { $0 == name ? value : population.constants[$0] ?? .null }
        }
        return (column, values)
    }

    private func combination(_ atom: FormulaReader.Atom) -> AtomSource? {
        var strides: [(column: Column, stride: Int)] = []
        var total = 1
        for name in atom.columns {
            guard let column = population.columns[name], let dictionary = column.dictionary else { return nil }
            strides.append((column, total))
            total *= dictionary.count
            guard total <= Self.combinations else { return nil }
        }
        let truths = (0..<total).map { index in
            var values: [String: Value] = [:]
            for (column, stride) in strides {
                guard let dictionary = column.dictionary else { continue }
                values[column.name] = dictionary[index / stride % dictionary.count]
            }
            return truth(atom.expression, values)
        }
        return .combination(strides, truths: truths)
    }
}

extension Value {
    /// Whether both are of one kind whose values all have an order.
    fileprivate func isOrdered(like other: Value) -> Bool {
        switch (self, other) {
        case (.number, .number), (.string, .string), (.date, .date): true
        default: false
        }
    }
}
