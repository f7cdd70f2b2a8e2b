import Dispatch
import FEEL
import Synchronization

/// Rules over everybody at once: compiled into lookups over columns, run in blocks on all cores.
///
/// ```swift
/// let census = Census([PopulationRule("subsidy", [rule])], over: population)
/// census.counts()        // [412] people
/// census.entitled()[0]   // their rows
/// ```
///
/// The answer for every person is that of the interpreter, `null` included. What cannot be compiled is told in
/// ``interpreted`` and runs in the interpreter.
public struct Census: Sendable {
    private let plan: CensusPlan
    public let rules: [PopulationRule]

    /// The conditions that run in the interpreter, with the name of their rule.
    public var interpreted: [(rule: String, condition: String)] { plan.interpreted }

    /// How the rules were compiled, in numbers: lookups for each person, and further layers of alternatives.
    public var shape: (products: Int, layers: Int, passes: Int) {
        (plan.packing.products.count, plan.passes.reduce(0) { $0 + $1.layers.count }, plan.passes.count)
    }

    public init(_ rules: [PopulationRule], over population: Population) {
        self.rules = rules
        plan = CensusPlan(rules, population)
    }

    /// How many people each rule holds for.
    public func counts(threads: Int = 2) -> [Int] {
        let total = Mutex(Array(repeating: 0, count: rules.count))
        eachThread(threads) { worker, blocks in
            let sums = UnsafeMutablePointer<Int>.allocate(capacity: 64 * max(1, plan.passes.count))
            sums.initialize(repeating: 0, count: 64 * max(1, plan.passes.count))
            defer { sums.deallocate() }
            for rows in blocks {
                worker.run(rows) { pass, words in Kernels.count(words, rows.count, into: sums + pass * 64) }
            }
            total.withLock { total in
                for (number, pass) in plan.passes.enumerated() {
                    for (bit, rule) in pass.rules.enumerated() {
                        if let rule { total[rule] += sums[number * 64 + bit] }
                    }
                }
            }
        }
        return total.withLock { $0 }
    }

    /// The rows each rule holds for, in order.
    public func entitled(threads: Int = 2) -> [[Int]] {
        let found = Mutex([(block: Int, rows: [[Int]])]())
        eachThread(threads) { worker, blocks in
            var mine = Array(repeating: [Int](), count: rules.count)
            let first = blocks.first?.lowerBound ?? 0
            for rows in blocks {
                worker.run(rows) { pass, words in
                    let rules = plan.passes[pass].rules
                    for row in 0..<rows.count {
                        var word = words[row]
                        while word != 0 {
                            if let rule = rules[word.trailingZeroBitCount] { mine[rule].append(rows.lowerBound + row) }
                            word &= word &- 1
                        }
                    }
                }
            }
            let result = mine
            found.withLock { $0.append((first, result)) }
        }
        let parts = found.withLock { $0 }.sorted { $0.block < $1.block }
        return rules.indices.map { rule in parts.flatMap { $0.rows[rule] } }
    }

    /// Gives each thread one run of neighbouring blocks.
    private func eachThread(_ threads: Int, _ body: @Sendable (CensusWorker, [Range<Int>]) -> Void) {
        let blocks = stride(from: 0, to: plan.count, by: Kernels.block).map { $0..<min($0 + Kernels.block, plan.count) }
        let share = (blocks.count + threads - 1) / max(1, threads)
        guard share > 0 else { return }
        let parts = stride(from: 0, to: blocks.count, by: share).map {
            Array(blocks[$0..<min($0 + share, blocks.count)])
        }
        DispatchQueue.concurrentPerform(iterations: parts.count) { part in
            body(CensusWorker(plan), parts[part])
        }
    }
}
