import Synchronization

/// Serial numbers without gaps worth mentioning, for case numbers.
///
/// A number series is a hot row, so numbers are leased in blocks by small transactions of their own and handed out from memory.
/// A crash skips the rest of a block; no number is ever given twice.
public final class Serials: Sendable {
    private struct Block {
        /// Numbers leased and not given out; a block leased ahead stands behind the one in use.
        var ranges: [Range<Int>]
        var size: Int
        var isRenewing = false

        var left: Int { ranges.reduce(0) { $0 + $1.count } }

        mutating func take() -> Int? {
            guard let first = ranges.first else { return nil }
            if first.count == 1 { ranges.removeFirst() } else { ranges[0] = first.lowerBound + 1..<first.upperBound }
            return first.lowerBound
        }
    }

    private let store: any Store
    private let blocks = Mutex<[String: Block]>([:])
    private let firstBlock: Int
    private let largestBlock: Int

    public init(store: any Store, firstBlock: Int = 8, largestBlock: Int = 512) {
        self.store = store
        self.firstBlock = firstBlock
        self.largestBlock = largestBlock
    }

    /// The next number of each series, counted from 1. A series may be named more than once.
    public func next(_ series: [String]) async throws -> [Int] {
        var given = [Int?](repeating: nil, count: series.count)
        while true {
            let missing = take(series, into: &given)
            if missing.isEmpty { return given.map { $0 ?? 0 } }
            try await lease(missing)
        }
    }

    /// Leases the next block of each of these series that is nearly used up, so that those who come later need not wait.
    /// Nothing is lost when it fails: who finds a block empty leases again, and is told what is wrong.
    public func renew(_ series: [String]) async {
        let low = blocks.withLock { blocks in
            var low: [String: Int] = [:]
            for name in series {
                guard var block = blocks[name], block.left * 3 <= block.size, !block.isRenewing else { continue }
                block.isRenewing = true
                blocks[name] = block
                low[name] = min(largestBlock, block.size * 2)
            }
            return low
        }
        if low.isEmpty { return }
        do {
            try await lease(low)
        } catch {
            blocks.withLock { blocks in
                for name in low.keys { blocks[name]?.isRenewing = false }
            }
        }
    }

    /// Fills what the leased blocks hold, and returns the series that need a new block with its size.
    private func take(_ series: [String], into given: inout [Int?]) -> [String: Int] {
        blocks.withLock { blocks in
            var missing: [String: Int] = [:]
            for (index, name) in series.enumerated() where given[index] == nil {
                if let number = blocks[name]?.take() {
                    given[index] = number
                } else {
                    missing[name] = min(largestBlock, (blocks[name]?.size ?? firstBlock / 2) * 2)
                }
            }
            return missing
        }
    }

    private func lease(_ wanted: [String: Int]) async throws {
        // One order for everybody, so that two nodes never wait for each other in a circle.
        let ordered = wanted.sorted { $0.key < $1.key }
        let starts = try await store.write { session in
            try ordered.map { name, size in
                let shard = Directory.place(of: Array(name.utf8.suffix(8)))
                let key: [SQLValue] = [.integer(shard), .text(name)]
                try session.execute(.takeSerials, key + [.integer(size)])
                guard let taken = try session.first(.serialsTaken, key, { $0.int(0) }) else {
                    throw StorageFailure.corrupt("the series \(name) vanished")
                }
                return taken - size + 1
            }
        }
        blocks.withLock { blocks in
            for ((name, size), start) in zip(ordered, starts) {
                let ranges = blocks[name]?.ranges ?? []
                blocks[name] = Block(ranges: ranges + [start..<start + size], size: size)
            }
        }
    }
}

extension Statement {
    static let takeSerials = Statement(
        """
        INSERT INTO serial (shard_key, series, taken) VALUES ($1, $2, $3)
        ON CONFLICT (shard_key, series) DO UPDATE SET taken = serial.taken + excluded.taken
        """)
    static let serialsTaken = Statement("SELECT taken FROM serial WHERE shard_key = $1 AND series = $2")
}
