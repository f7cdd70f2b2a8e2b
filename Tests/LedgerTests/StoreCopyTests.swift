import Foundation
import Ledger
import Testing
import Vocabulary

@Suite(.serialized) struct `Copying a store` {
    /// Every pair of stores that this machine has.
    static let pairs = StoreUnderTest.available.flatMap { from in
        StoreUnderTest.available.map { Pair(from: from, to: $0) }
    }

    struct Pair: Sendable, CustomTestStringConvertible {
        let from: StoreUnderTest
        let to: StoreUnderTest
        var testDescription: String { "\(from.rawValue) to \(to.rawValue)" }
    }

    private func fill(_ store: any Store) async throws {
        try await store.write { session in
            for id in 1...250 {
                try Thing.insert(id, amount: id * 7, note: id % 3 == 0 ? nil : "事项 \(id)", in: session)
            }
            try session.execute(.setThing, [.bytes([0, 255, 7]), .real(0.1), .integer(1), .integer(5)])
            for id in 1...3 { try session.execute(.insertPart, [.integer(1), .integer(2), .integer(id)]) }
            try ReferenceTexts.add(kind: "k", name: "n", body: "正文", at: Instant(microseconds: 1), in: session)
        }
    }

    @Test(arguments: pairs) func `moves every row and proves both equal`(pair: Pair) async throws {
        try await pair.from.withStore { source in
            try await pair.to.withStore { target in
                try await fill(source)
                let rows = try await StoreCopy.copy(from: source, to: target)
                // With the row in which the history tree keeps its size.
                #expect(rows == 255)
                let tables = try await StoreCopy.compare(source, target)
                #expect(tables.filter { !$0.isEqual }.map(\.table) == [])
                #expect(tables.first { $0.table == "thing" }?.rowsCopied == 250)
                #expect(try await target.amount(of: 250) == 1_750)
            }
        }
    }

    @Test(arguments: pairs) func `one changed value is found`(pair: Pair) async throws {
        try await pair.from.withStore { source in
            try await pair.to.withStore { target in
                try await fill(source)
                _ = try await StoreCopy.copy(from: source, to: target)
                _ = try await target.write { try Thing.change(77, from: 539, to: 540, in: $0) }
                let wrong = try await StoreCopy.compare(source, target).filter { !$0.isEqual }.map(\.table)
                #expect(wrong == ["thing"])
            }
        }
    }

    @Test(arguments: pairs) func `a target that holds rows is refused and left alone`(pair: Pair) async throws {
        try await pair.from.withStore { source in
            try await pair.to.withStore { target in
                try await fill(source)
                try await target.write { try Thing.insert(1, amount: 3, in: $0) }
                await #expect(throws: StoreCopy.Failure.notEmpty(table: "thing")) {
                    _ = try await StoreCopy.copy(from: source, to: target)
                }
                #expect(try await target.things == [1])
            }
        }
    }

    @Test func `stores of different versions are refused`() async throws {
        try await StoreUnderTest.sqlite.withStore { source in
            try await StoreUnderTest.sqlite.withStore { target in
                try await source.migrate(Duty.migrations)
                await #expect(throws: StoreCopy.Failure.shapeDiffers(table: "duty")) {
                    _ = try await StoreCopy.copy(from: source, to: target)
                }
            }
        }
    }
}

extension Statement {
    fileprivate static let setThing = Statement(
        "UPDATE thing SET raw = $1, ratio = $2 WHERE shard_key = $3 AND id = $4")
}
