import Foundation
import Synchronization
import Testing

@testable import Vocabulary

@Suite struct `An identifier` {
    enum Letter {}

    @Test func `is a UUID of version 7`() throws {
        let text = Identifier<Letter>.new().description
        let bytes = Array(text.utf8)
        #expect(UUID(uuidString: text) != nil)
        #expect(bytes[14] == UInt8(ascii: "7"))
        #expect("89ab".utf8.contains(bytes[19]))
    }

    @Test func `carries the moment it was made`() {
        var generator = Seeded(1)
        let moment: Instant = "2024-06-07T10:32:00.123456Z"
        let identifier = Identifier<Letter>.new(at: moment, using: &generator)
        #expect(identifier.description.hasPrefix("018ff"))
        #expect(abs(identifier.moment.microseconds - moment.microseconds) <= 1)
    }

    @Test func `of a given moment and randomness is always the same`() {
        var first = Seeded(42)
        var second = Seeded(42)
        let one = Identifier<Letter>.new(at: "2024-06-07T10:32:00Z", using: &first)
        #expect(one == Identifier<Letter>.new(at: "2024-06-07T10:32:00Z", using: &second))
    }

    @Test func `of a later microsecond sorts later`() {
        var generator = Seeded(3)
        let start: Instant = "2024-06-07T10:32:00Z"
        let made = (0..<3000).map {
            Identifier<Letter>.new(at: start.adding(microseconds: Int64($0)), using: &generator)
        }
        #expect(made == made.sorted())
        #expect(Set(made.map(\.high)).count == made.count)
    }

    @Test func `is later than every one before it on its thread, and no two threads get the same`() {
        let all = Mutex<[[Identifier<Letter>]]>([])
        DispatchQueue.concurrentPerform(iterations: 4) { _ in
            let made = (0..<20_000).map { _ in Identifier<Letter>.new() }
            all.withLock { $0.append(made) }
        }
        let threads = all.withLock { $0 }
        #expect(threads.allSatisfy { zip($0, $0.dropFirst()).allSatisfy(<) })
        #expect(Set(threads.joined()).count == 80_000)
    }

    @Test func `comes back from its text and from its bytes`() throws {
        var generator = Seeded(5)
        for _ in 0..<2000 {
            let one = Identifier<Letter>(high: generator.next(), low: generator.next())
            #expect(try Identifier<Letter>(parsing: one.description) == one)
            #expect(try Identifier<Letter>(parsing: one.description.uppercased()) == one)
            #expect(Identifier<Letter>(bytes: one.bytes) == one)
            #expect(one.description.uppercased() == UUID(uuidString: one.description)?.uuidString)
        }
    }

    @Test func `sorts as its bytes do`() {
        var generator = Seeded(6)
        let made = (0..<500).map { _ in Identifier<Letter>(high: generator.next(), low: generator.next()) }
        #expect(made.sorted().map(\.bytes) == made.map(\.bytes).sorted { $0.lexicographicallyPrecedes($1) })
    }

    @Test func `shards by its high half`() {
        #expect(Identifier<Letter>(high: 0x018F_F0C2_7D1A_7C3E, low: 1).shardKey == 0x018F_F0C2_7D1A_7C3E)
    }

    @Test(arguments: [
        ("018ff0c2-7d1a-7c3e-9a51-2b6e0d4c8f1", nil), ("018ff0c2_7d1a-7c3e-9a51-2b6e0d4c8f10", 9),
        ("018ff0c2-7d1a-7c3e-9a51-2b6e0d4c8f1g", 36), ("018ff0c2-7d1a-7c3e-9a51-2b6e0d4c8f100", nil), ("", nil),
    ])
    func `is refused where it goes wrong`(text: String, position: Int?) {
        let error = #expect(throws: MalformedIdentifier.self) { try Identifier<Letter>(parsing: text) }
        #expect(error?.position == position)
    }

    @Test func `does not come from another number of bytes`() {
        #expect(Identifier<Letter>(bytes: [1, 2, 3]) == nil)
        #expect(Identifier<Letter>(bytes: [UInt8](repeating: 0, count: 17)) == nil)
    }
}
