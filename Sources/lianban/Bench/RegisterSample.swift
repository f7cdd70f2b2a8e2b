import Foundation
import Ledger
import Registry
import Vocabulary

/// Fills an empty register with people in bulk: the rows that an import makes, without asking for each whether it is there.
struct RegisterSample {
    let samples: SampleApplications
    let register: Register
    let store: any Store

    private static let chunk = 1_000
    private static let asOf = Instant("2024-06-01", hour: 0, minute: 0)

    func fill(_ count: Int, progress: @escaping @Sendable (Int) -> Void) async throws {
        let ids = (0..<count).map { _ in Identifier<Subject>.new() }
        try await fillDirectory(ids, progress)
        try await fillSubjects(ids, progress)
    }

    /// Digests lie in their own order, so that the pages of the directory are written once each.
    private func fillDirectory(_ ids: [Identifier<Subject>], _ progress: @escaping @Sendable (Int) -> Void) async throws
    {
        let half = ids.count / 2
        async let first = digests(0..<half)
        async let second = digests(half..<ids.count)
        var order = try await first + second
        order.sort { $0.place < $1.place }
        for start in stride(from: 0, to: order.count, by: Self.chunk * 10) {
            let part = Array(order[start..<min(start + Self.chunk * 10, order.count)])
            try await store.write { session in
                for entry in part {
                    let id = ids[entry.serial]
                    try Directory.add(
                        .subject, entry.digest, shard: id.shardKey, target: id.bytes, at: Self.asOf, in: session)
                }
            }
            progress(start / 2)
        }
    }

    private func digests(_ serials: Range<Int>) async throws -> [(place: Int64, digest: [UInt8], serial: Int)] {
        serials.map { serial in
            let digest = register.index(of: samples.person(serial).number)
            return (Int64(bitPattern: digest.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }), digest, serial)
        }
    }

    private func fillSubjects(_ ids: [Identifier<Subject>], _ progress: @escaping @Sendable (Int) -> Void) async throws
    {
        var pending: Task<Void, any Error>?
        for start in stride(from: 0, to: ids.count, by: Self.chunk) {
            let people = try (start..<min(start + Self.chunk, ids.count)).map { try rows(of: $0, ids[$0]) }
            // The next people are sealed while these are written.
            try await pending?.value
            pending = Task { [store, register] in
                try await store.write { session in
                    for person in people {
                        try session.post(.sampleSubject, person.subject)
                        if let key = person.key { try Sealer.keep(key, in: session) }
                        for fact in person.facts { try session.post(.sampleFact, fact) }
                        try register.compareLater(person.id, in: session)
                    }
                }
            }
            if start % 100_000 == 0 { progress((ids.count + start) / 2) }
        }
        try await pending?.value
    }

    private typealias Rows = (id: Identifier<Subject>, subject: [SQLValue], key: [SQLValue]?, facts: [[SQLValue]])

    private func rows(of serial: Int, _ id: Identifier<Subject>) throws -> Rows {
        let person = samples.person(serial)
        var sealer = register.seals.newSealer(of: id.bytes, shard: id.shardKey)
        let facts = try [
            ("citizen_id", person.number), ("full_name", person.name), ("phone", person.phone),
        ].map { element, text -> [SQLValue] in
            let value = try sealer.seal(.string(text), of: element, for: SealPlace("fact.value", row: id.bytes))
            return [
                .integer(id.shardKey), .id(id), .text(element), .id(Identifier<Fact>.new()), .text(value.encodedText),
                .text("import:bench"), .day(Self.asOf.day), .instant(Self.asOf),
            ]
        }
        return (id, [.integer(id.shardKey), .id(id), .instant(Self.asOf)], try sealer.keyRow(at: Self.asOf), facts)
    }
}

extension Statement {
    fileprivate static let sampleSubject = Statement(
        "INSERT INTO subject (shard_key, id, kind, created_at) VALUES ($1, $2, 'person', $3)")
    fileprivate static let sampleFact = Statement(
        "INSERT INTO fact (shard_key, subject, element, id, value, source, valid_from, as_of) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
    )
}
