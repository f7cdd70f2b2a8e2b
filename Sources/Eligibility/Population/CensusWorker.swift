import FEEL

/// One thread's memory for running a plan over blocks of rows.
final class CensusWorker {
    private let plan: CensusPlan
    private var steps: [[Step]] = []
    private let words: UnsafeMutablePointer<UInt64>
    private let others: UnsafeMutablePointer<UInt64>
    /// One block of codes for each product, and one for a feature on its way.
    private let codes: UnsafeMutablePointer<UInt8>
    private let ranks: UnsafeMutablePointer<Int32>
    private var current: [UnsafePointer<UInt8>] = []

    /// A member of a product, with its buckets multiplied by the stride.
    private struct Step {
        let source: AtomSource
        let stride: UInt8
        let scaled: [UInt8]
    }

    init(_ plan: CensusPlan) {
        self.plan = plan
        words = .allocate(capacity: Kernels.block)
        others = .allocate(capacity: Kernels.block)
        codes = .allocate(capacity: Kernels.block * (plan.packing.products.count + 1))
        ranks = .allocate(capacity: Kernels.block * 2)
        steps = plan.packing.products.map { product in
            product.members.map { member in
                let source = plan.features[member.feature].source
                let stride = UInt8(truncatingIfNeeded: member.stride)
                var scaled: [UInt8] = []
                if case .shorts(_, let bucket) = source { scaled = bucket.map { $0 &* stride } }
                return Step(source: source, stride: stride, scaled: scaled)
            }
        }
        current = plan.packing.products.indices.map { UnsafePointer(codes + $0 * Kernels.block) }
    }

    deinit {
        words.deallocate()
        others.deallocate()
        codes.deallocate()
        ranks.deallocate()
    }

    /// Runs all passes over one block and hands each pass's words to `take`, with its number.
    func run(_ rows: Range<Int>, _ take: (_ pass: Int, UnsafePointer<UInt64>) -> Void) {
        precondition(rows.lowerBound >= 0 && rows.upperBound <= plan.count && rows.count <= Kernels.block)
        for product in steps.indices { prepare(product, rows) }
        for (number, pass) in plan.passes.enumerated() {
            Kernels.fill(words, rows.count, pass.start)
            intersect(pass.tables, rows.count)
            for layer in pass.layers { intersect(layer, rows.count) }
            if pass.alternatives != 0 {
                Kernels.unite(words, rows.count, pass.alternatives, answers: pass.answers, plain: pass.plain)
            }
            take(number, words)
        }
    }

    private func intersect(_ tables: [CensusPlan.LookupTable], _ count: Int) {
        var place = 0
        func table(_ offset: Int) -> UnsafePointer<UInt64> { UnsafePointer(tables[place + offset].words.start) }
        func code(_ offset: Int) -> UnsafePointer<UInt8> { current[tables[place + offset].product] }
        while tables.count - place >= 4 {
            Kernels.intersect(
                words, count, table(0), code(0), table(1), code(1), table(2), code(2), table(3), code(3))
            place += 4
        }
        if tables.count - place >= 2 {
            Kernels.intersect(words, count, table(0), code(0), table(1), code(1))
            place += 2
        }
        if tables.count > place { Kernels.intersect(words, count, table(0), code(0)) }
    }

    /// Clauses with alternatives in several products.
    private func intersect(_ layer: CensusPlan.Layer, _ count: Int) {
        let tables = layer.tables
        if tables.count == 2 {
            Kernels.intersect(
                words, count, free: layer.free, tables[0].words.start, current[tables[0].product],
                either: tables[1].words.start, current[tables[1].product])
            return
        }
        Kernels.fill(others, count, layer.free)
        for table in tables { Kernels.unite(others, count, table.words.start, current[table.product]) }
        Kernels.intersect(words, count, others)
    }

    // MARK: Codes

    private func prepare(_ product: Int, _ rows: Range<Int>) {
        let steps = steps[product]
        if steps.count == 1, case .bytes(let cells) = steps[0].source {
            current[product] = UnsafePointer(cells.start + rows.lowerBound)
            return
        }
        let out = codes + product * Kernels.block
        let spare = codes + plan.packing.products.count * Kernels.block
        for (place, step) in steps.enumerated() {
            switch step.source {
            case .bytes(let cells):
                put(cells.start + rows.lowerBound, rows.count, step.stride, place, out)
            case .shorts(let cells, _):
                step.scaled.withUnsafeBufferPointer { bucket in
                    guard let bucket = bucket.baseAddress else { return }
                    if place == 0 {
                        Kernels.look(cells.start + rows.lowerBound, rows.count, in: bucket, into: out)
                    } else {
                        Kernels.look(cells.start + rows.lowerBound, rows.count, in: bucket, addingTo: out)
                    }
                }
            case .integers(let cells, let cuts):
                Kernels.rank(cells.start + rows.lowerBound, rows.count, cuts, into: spare)
                put(spare, rows.count, step.stride, place, out)
            case .ranks(let left, let operation, let right):
                decode(left, rows, into: ranks)
                decode(right, rows, into: ranks + Kernels.block)
                compare(operation, rows.count, spare)
                put(spare, rows.count, step.stride, place, out)
            case .combination(let columns, let truths):
                for (number, (column, stride)) in columns.enumerated() {
                    index(column, rows, by: Int32(truncatingIfNeeded: stride), isFirst: number == 0)
                }
                truths.withUnsafeBufferPointer { Kernels.pick(ranks, rows.count, from: $0, into: spare) }
                put(spare, rows.count, step.stride, place, out)
            case .interpreted(let expression, let columns, let constants):
                for row in rows {
                    let values = zip(columns, constants).map { $0?[row] ?? $1 ?? .null }
                    spare[row - rows.lowerBound] = Truths(expression.evaluate(slots: values).boolean).code
                }
                put(spare, rows.count, step.stride, place, out)
            }
        }
    }

    private func put(
        _ codes: UnsafePointer<UInt8>, _ count: Int, _ stride: UInt8, _ place: Int, _ out: UnsafeMutablePointer<UInt8>
    ) {
        if place == 0 {
            Kernels.scale(codes, count, by: stride, into: out)
        } else {
            Kernels.add(codes, count, by: stride, to: out)
        }
    }

    private func decode(_ side: AtomSource.Ranked, _ rows: Range<Int>, into out: UnsafeMutablePointer<Int32>) {
        side.ranks.withUnsafeBufferPointer { table in
            guard let table = table.baseAddress else { return }
            switch side.column.storage {
            case .bytes(let cells, _): Kernels.ranks(cells.start + rows.lowerBound, rows.count, table, into: out)
            case .shorts(let cells, _): Kernels.ranks(cells.start + rows.lowerBound, rows.count, table, into: out)
            case .integers, .values: preconditionFailure("\(side.column.name) has no codes")
            }
        }
    }

    /// The place of each row's combination of values, one column after the other.
    private func index(_ column: Column, _ rows: Range<Int>, by stride: Int32, isFirst: Bool) {
        switch (column.storage, isFirst) {
        case (.bytes(let cells, _), true):
            Kernels.scale(cells.start + rows.lowerBound, rows.count, by: stride, into: ranks)
        case (.bytes(let cells, _), false):
            Kernels.add(cells.start + rows.lowerBound, rows.count, by: stride, to: ranks)
        case (.shorts(let cells, _), true):
            Kernels.scale(cells.start + rows.lowerBound, rows.count, by: stride, into: ranks)
        case (.shorts(let cells, _), false):
            Kernels.add(cells.start + rows.lowerBound, rows.count, by: stride, to: ranks)
        case (.integers, _), (.values, _): preconditionFailure("\(column.name) has no codes")
        }
    }

    private func compare(_ operation: Syntax.Comparison, _ count: Int, _ out: UnsafeMutablePointer<UInt8>) {
        let right = ranks + Kernels.block
        switch operation {
        case .less: Kernels.order(ranks, right, count, into: out) { $0 < $1 }
        case .lessOrEqual: Kernels.order(ranks, right, count, into: out) { $0 <= $1 }
        case .greater: Kernels.order(ranks, right, count, into: out) { $0 > $1 }
        case .greaterOrEqual: Kernels.order(ranks, right, count, into: out) { $0 >= $1 }
        case .equal: Kernels.equal(ranks, right, count, into: out, same: 2, other: 1)
        case .notEqual: Kernels.equal(ranks, right, count, into: out, same: 1, other: 2)
        }
    }
}

extension Column {
    /// The code of a row in the dictionary.
    func code(_ row: Int) -> Int {
        switch storage {
        case .bytes(let cells, _): Int(cells[row])
        case .shorts(let cells, _): Int(cells[row])
        case .integers, .values: preconditionFailure("\(name) has no codes")
        }
    }
}
