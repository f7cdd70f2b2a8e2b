import Foundation
import Testing
import Vocabulary

@testable import Ledger

@Suite struct `Sealing values` {
    static let place = SealPlace("fact.value", row: [1, 2])
    static let now: Instant = "2024-06-07T09:00:00+08:00"

    @Test(arguments: SealAlgorithm.allCases)
    func `opens where it was sealed and nowhere else`(algorithm: SealAlgorithm) throws {
        let key = SealingKey.generate()
        for text in ["", "5", "530102199802153125", String(repeating: "长", count: 5_000)] {
            let sealed = try key.seal(Array(text.utf8), for: Self.place.bytes(of: "phone"), with: algorithm)
            #expect(sealed.first == algorithm.rawValue)
            #expect(SealingKey.id(of: sealed) == key.id)
            #expect(try key.open(sealed, for: Self.place.bytes(of: "phone")) == Array(text.utf8))
            for other in [
                Self.place.bytes(of: "phones"), SealPlace("fact.value", row: [1], [2]).bytes(of: "phone"),
                SealPlace("draft.body", row: [1, 2]).bytes(of: "phone"),
            ] {
                #expect(throws: SealFault.notAuthentic) { try key.open(sealed, for: other) }
            }
            #expect(throws: SealFault.notAuthentic) {
                try SealingKey.generate().open(sealed, for: Self.place.bytes(of: "phone"))
            }
        }
    }

    @Test(arguments: SealAlgorithm.allCases)
    func `notices every changed byte, and every missing one`(algorithm: SealAlgorithm) throws {
        let key = SealingKey.generate()
        let sealed = try key.seal(Array("13888005678".utf8), for: Self.place.bytes, with: algorithm)
        for index in sealed.indices {
            var changed = sealed
            changed[index] ^= 1
            #expect(throws: SealFault.self) { try key.open(changed, for: Self.place.bytes) }
            #expect(throws: SealFault.self) { try key.open(Array(sealed[..<index]), for: Self.place.bytes) }
        }
    }

    @Test func `the same value is never sealed twice alike`() throws {
        let key = SealingKey.generate()
        let texts = try (0..<2_000).map { _ in try key.seal([1, 2, 3], for: Self.place.bytes, with: .aes256GCM) }
        #expect(Set(texts).count == texts.count)
    }

    @Test(arguments: StoreUnderTest.available)
    func `sensitive members are sealed and the others stay`(kind: StoreUnderTest) async throws {
        try await kind.withStore { store in
            let seals = Seals(ring: .temporary(), elements: ["phone", "citizen_id"])
            let json: JSON = [
                "answers": ["phone": "13888005678", "full_name": "文娜", "citizen_id": .null],
                "before": [["phone": "13888005679"]],
            ]
            let sealed = try await store.write { session in
                var sealer = seals.sealer(of: [7], shard: 1, in: session)
                let sealed = try sealer.seal(json, for: Self.place)
                try sealer.keepKey(at: Self.now, in: session)
                return sealed
            }
            #expect(sealed["answers"]?["full_name"]?.text == "文娜")
            #expect(sealed["answers"]?["citizen_id"] == .null)
            #expect(sealed["answers"]?["phone"]?["sealed"]?.text != nil)
            #expect(!sealed.encodedText.contains("1388800567"))
            let opened = try await store.read { session in
                var opener = seals.opener(in: session)
                return try opener.open(sealed, at: Self.place, shard: 1)
            }
            #expect(opened == json)
            let again = try await store.read { try seals.key(of: [7], shard: 1, in: $0)?.id }
            let other = try await store.read { try seals.key(of: [8], shard: 1, in: $0)?.id }
            #expect(again != nil)
            #expect(other == nil)
        }
    }

    @Test(arguments: StoreUnderTest.available)
    func `what a destroyed key sealed reads as null, and its bytes are gone`(kind: StoreUnderTest) async throws {
        try await kind.withStore { store in
            let seals = Seals(ring: .temporary(), elements: ["phone"])
            let (sealed, row) = try await store.write { session in
                var sealer = seals.newSealer(of: [7], shard: 1)
                let sealed = try sealer.seal("13888005678", of: "phone", for: Self.place)
                let row = try sealer.keyRow(at: Self.now)
                try sealer.keepKey(at: Self.now, in: session)
                return (sealed, row)
            }
            let count = try await store.write { session in
                try SubjectKeys.destroy([7], shard: 1, by: "security", because: "asked", at: Self.now, in: session)
            }
            #expect(count == 1)
            let opened = try await store.read { session in
                var opener = seals.opener(in: session)
                return (
                    try opener.open(sealed, of: "phone", at: Self.place, shard: 1),
                    try opener.open(text: sealed.encodedText, of: "phone", at: Self.place, shard: 1)
                )
            }
            #expect(opened == (.null, "null"))
            // The next value gets a key of its own.
            let next = try await store.read { try seals.key(of: [7], shard: 1, in: $0) }
            #expect(next == nil)
            guard let store = store as? SQLiteStore, case .bytes(let wrapped)? = row?[4] else { return }
            try store.emptyLog()
            let file = try Data(contentsOf: URL(fileURLWithPath: store.path))
            #expect(file.range(of: Data(wrapped)) == nil)
        }
    }

    @Test func `nothing sealed opens without keys`() async throws {
        try await StoreUnderTest.sqlite.withStore { store in
            var sealer = Seals(ring: .temporary(), elements: ["phone"]).newSealer(of: [7], shard: 1)
            let sealed = try sealer.seal("1", of: "phone", for: Self.place)
            await #expect(throws: SealFault.noKeys) {
                try await store.read { session in
                    var opener = Seals.none.opener(in: session)
                    _ = try opener.open(sealed, of: "phone", at: Self.place, shard: 1)
                }
            }
        }
    }
}

@Suite struct `The key file` {
    static let now: Instant = "2024-06-07T09:00:00+08:00"

    static func with(_ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("keys-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(folder.appendingPathComponent("a.key").path)
    }

    @Test func `opens with its passphrase and with no other`() async throws {
        try await Self.with { path in
            let made = try KeyFile.create(
                at: path, profile: .national, secret: .passphrase("correct horse battery"), at: Self.now)
            let index = try made.ring().secret(.subjectIndex)
            let opened = try KeyFile(opening: path, with: .passphrase("correct horse battery"))
            #expect(try opened.ring().secret(.subjectIndex) == index)
            #expect(opened.profile == .national)
            #expect(throws: KeyFileFault.wrongPassphrase(path)) {
                try KeyFile(opening: path, with: .passphrase("correct"))
            }
            #expect(throws: KeyFileFault.passphraseMissing(path)) { try KeyFile(opening: path, with: .none) }
            let text = try String(contentsOfFile: path, encoding: .utf8)
            #expect(!text.contains(Base64.text(index)))
            #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
        }
    }

    @Test func `its master key may stay outside`() async throws {
        try await Self.with { path in
            let master = Digest.randomBytes(32)
            _ = try KeyFile.create(at: path, profile: .international, secret: .key(master), at: Self.now)
            #expect(throws: KeyFileFault.masterMissing(path)) { try KeyFile(opening: path, with: .none) }
            #expect(throws: KeyFileFault.wrongMaster(path)) {
                try KeyFile(opening: path, with: .key(Digest.randomBytes(32)))
            }
            var file = try KeyFile(opening: path, with: .key(master))
            try file.protect(with: .passphrase("a pass phrase"))
            #expect(
                try KeyFile(opening: path, with: .passphrase("a pass phrase")).entries.count
                    == KeyPurpose.allCases.count)
        }
    }

    @Test func `is never made over another one`() async throws {
        try await Self.with { path in
            _ = try KeyFile.create(at: path, profile: .international, secret: .none, at: Self.now)
            #expect(throws: KeyFileFault.self) {
                try KeyFile.create(at: path, profile: .international, secret: .none, at: Self.now)
            }
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: (path as NSString).deletingLastPathComponent).count
                    == 1)
        }
    }

    @Test(arguments: StoreUnderTest.available)
    func `a rotation may stop anywhere, and a ring that is open follows it`(kind: StoreUnderTest) async throws {
        try await Self.with { path in
            try await kind.withStore { store in
                var file = try KeyFile.create(at: path, profile: .international, secret: .none, at: Self.now)
                let ring = file.ring()
                let seals = Seals(ring: ring, elements: ["phone"])
                let sealed = try await store.write { session in
                    try (0..<25).map { subject in
                        var sealer = seals.newSealer(of: [UInt8(subject)], shard: Int64(subject))
                        let value = try sealer.seal(.string("1388800\(subject)"), of: "phone", for: Sealing.place)
                        try sealer.keepKey(at: Self.now, in: session)
                        return value
                    }
                }
                func readable() async throws -> [String?] {
                    try await store.read { session in
                        var opener = seals.opener(in: session)
                        return try sealed.enumerated().map { subject, value in
                            try opener.open(value, of: "phone", at: Sealing.place, shard: Int64(subject)).text
                        }
                    }
                }
                let expected = (0..<25).map { Optional("1388800\($0)") }
                let old = try ring.inUse(.subjects).id
                try file.rotate(.subjects, profile: .national, at: Self.now.adding(seconds: 60))
                // Another process rotates; this one meets a key it does not know and reads the file again.
                let elsewhere = file.ring()
                let first = try await store.write {
                    try SubjectKeys.rewrap(after: .start, limit: 10, elsewhere, in: $0)
                }
                #expect(first?.count == 10)
                #expect(try await readable() == expected)
                #expect(try ring.inUse(.subjects).id != old)
                // It was killed here; the next run begins anew and finds the rest.
                var place = SubjectKeyPlace.start
                var count = 0
                while true {
                    let from = place
                    guard
                        let step = try await store.write({
                            try SubjectKeys.rewrap(after: from, limit: 10, ring, in: $0)
                        })
                    else { break }
                    (place, count) = (step.next, count + step.count)
                }
                #expect(count == 15)
                #expect(try await readable() == expected)
                let wrapped = try await store.read { try SubjectKeys.wrapped(in: $0) }
                #expect(wrapped[old] == nil)
                try file.remove([old])
                #expect(try await readable() == expected)
            }
        }
    }

    private typealias Sealing = `Sealing values`
}
