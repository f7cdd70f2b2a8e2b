import Catalog
import Foundation
import Ledger
import Registry
import Testing
import Vocabulary

@testable import Cases

@Suite struct `Sealed applications` {
    static let phone = "13888005678"
    static let morning = Installation.morning

    /// An installation whose sensitive values are sealed.
    static func with(_ body: (Installation, KeyRing) async throws -> Void) async throws {
        try await Installation.with { plain in
            let ring = KeyRing.temporary()
            let register = Register(indexKey: [7], seals: Seals(ring: ring, catalog: SmallCatalog.catalog))
            let casework = Casework(
                store: plain.store, shelf: CatalogShelf(current: SmallCatalog.catalog), register: register)
            try await body(Installation(store: plain.store, casework: casework, path: plain.path), ring)
        }
    }

    /// Every byte the installation has written, its log included.
    static func bytes(_ installation: Installation) -> Data {
        ["", "-wal"].reduce(into: Data()) { all, end in
            all += (try? Data(contentsOf: URL(fileURLWithPath: installation.path + end))) ?? Data()
        }
    }

    static func seen(_ texts: [String], in installation: Installation) -> [String] {
        let bytes = bytes(installation)
        return texts.filter { text in
            let forms = [
                Data(text.utf8), text.data(using: .utf16LittleEndian), text.data(using: .utf16BigEndian),
                Data(Digest.hexadecimal(Array(text.utf8)).utf8), Data(text.utf8).base64EncodedData(),
            ]
            return forms.compactMap(\.self).contains { bytes.range(of: $0) != nil }
        }
    }

    @Test func `neither number nor phone lies in the data file, and the story reads as before`() async throws {
        try await Self.with { installation, _ in
            let receipt = try await installation.submit([.registration, .startup, .fund], key: "k")
            let again = try await installation.submit([.registration, .startup, .fund], key: "k")
            #expect(again.isRepeated)
            let reference = CaseReference(shard: receipt.application.applicant.shardKey, id: receipt.application.id)
            let answers = try await installation.store.read { try installation.casework.answers(of: reference, in: $0) }
            #expect(answers["citizen_id"]?.text == Installation.wenNa)
            #expect(answers["phone"]?.text == Self.phone)
            #expect(Self.seen([Installation.wenNa, Self.phone], in: installation) == [])
            #expect(try await installation.violations() == [])
            // The same search finds what is not sealed.
            #expect(Self.seen(["文娜"], in: installation) == ["文娜"])
        }
    }

    @Test func `drafts, files and facts are sealed too`() async throws {
        try await Self.with { installation, _ in
            let casework = installation.casework
            let owner = Identifier<Applicant>.new()
            var draft = Draft(owner: owner, bundle: "b", at: Self.morning)
            draft.answers["phone"] = .string(Self.phone)
            draft.situation["citizen_id"] = .string(Installation.wenNa)
            draft = try await casework.save(draft, at: Self.morning)
            draft = try await casework.save(draft, at: Self.morning)
            #expect(try await casework.draft(draft.id, of: owner) == draft)
            #expect(try await casework.drafts(of: owner) == [draft])
            let upload = try await casework.keep(
                Array("number \(Installation.wenNa)".utf8), of: "m", named: "\(Installation.wenNa).jpg",
                mediaType: "image/jpeg", owner: owner, at: Self.morning)
            let read = try await casework.upload(upload, of: owner)
            #expect(read?.fileName == "\(Installation.wenNa).jpg")
            #expect(read.map { String(decoding: $0.content, as: UTF8.self) } == "number \(Installation.wenNa)")
            let register = casework.register
            let subject = try await installation.store.write { session in
                let subject = try register.findOrEnter(
                    number: Installation.wenNa, kind: .person, at: Self.morning, in: session)
                for element in ["phone", "citizen_id"] {
                    try register.record(
                        Fact(
                            element: element, value: .string(element == "phone" ? Self.phone : Installation.wenNa),
                            source: "department:tax", validFrom: Self.morning.day, asOf: Self.morning), about: subject,
                        in: session)
                }
                return subject
            }
            let facts = try await installation.store.read { try register.facts(about: subject, in: $0) }
            #expect(facts.map(\.value.text) == [Installation.wenNa, Self.phone])
            #expect(Self.seen([Installation.wenNa, Self.phone], in: installation) == [])
        }
    }

    @Test func `a new key takes over everything that may change, and the history stays whole`() async throws {
        try await Self.with { installation, ring in
            let casework = installation.casework
            let receipt = try await installation.submit([.registration, .startup])
            let applicant = receipt.application.applicant
            let tree = AuditTree(store: installation.store, holder: [1])
            let signing = try SigningKey.generate(.ed25519)
            try await tree.catchUp(at: Self.morning)
            let checkpoint = try #require(try await tree.checkpoint(origin: "t", key: signing, at: Self.morning))
            var draft = Draft(owner: applicant, bundle: "b", at: Self.morning)
            draft.answers["phone"] = .string(Self.phone)
            draft = try await casework.save(draft, at: Self.morning)
            let later = Self.morning.adding(seconds: 3_600)
            #expect(try await casework.reseal(applicant.retyped(), since: later, at: later) != nil)
            #expect(try await casework.reseal(applicant.retyped(), since: later, at: later) == nil)
            #expect(try await casework.draft(draft.id, of: applicant)?.answers == draft.answers)
            #expect(try await installation.violations() == [])
            let report = try await tree.read { try tree.check(keeping: [checkpoint], signedBy: signing, in: $0) }
            #expect(report.isClean)
            #expect(report.checkpoints == 1)
            _ = ring
        }
    }

    @Test func `a destroyed key empties the person and breaks nothing`() async throws {
        try await Self.with { installation, _ in
            let casework = installation.casework
            let receipt = try await installation.submit([.registration, .startup])
            try await installation.submit([.registration], by: Installation.liJun)
            let applicant = receipt.application.applicant
            try await installation.store.write { session in
                _ = try SubjectKeys.destroy(
                    applicant.bytes, shard: applicant.shardKey, by: "security", because: "asked", at: Self.morning,
                    in: session)
            }
            let reference = CaseReference(shard: applicant.shardKey, id: receipt.application.id)
            let answers = try await installation.store.read { try casework.answers(of: reference, in: $0) }
            #expect(answers["phone"] == .null)
            #expect(answers["full_name"]?.text == "文娜")
            #expect(try await installation.violations() == [])
            // Whoever comes again begins with a new key.
            let next = try await installation.submit([.startup, .registration])
            #expect(next.application.applicant == applicant)
            let fresh = CaseReference(shard: applicant.shardKey, id: next.application.id)
            let new = try await installation.store.read { try casework.answers(of: fresh, in: $0) }
            #expect(new["phone"]?.text == Self.phone)
        }
    }

    /// Lets everybody write the number and the telephone into their own words.
    static func write(_ installation: Installation) async throws -> Written {
        let casework = installation.casework
        let receipt = try await installation.submit([.registration, .startup, .fund])
        let application = receipt.application
        let text = "请联系\(Installation.liJun)，电话\(phone)"
        func act(_ command: Command, by actor: Actor) async throws {
            try await casework.act(command, on: application.number, by: actor, at: morning)
        }
        for task in application.tasks where task.progress != .waiting {
            let officer = Actor.officer(
                Officer(
                    account: "hailan", name: "海岚", department: task.department, region: task.region,
                    roles: ["counter", "reviewer", "approver"]))
            try await act(.decline(task.item, reason: text), by: officer)
            try await act(.askReview(task.item, reason: text), by: .applicant(application.applicant))
            try await act(.answerReview(task.item, reopen: true, reason: text), by: officer)
            try await act(.askCorrection(task.item, fields: ["phone"], materials: [], note: text), by: officer)
        }
        return Written(application: try await casework.application(application.number), text: text)
    }

    struct Written {
        let application: Application
        let text: String
    }

    @Test func `what people write in their own words lies nowhere open, and reads as before`() async throws {
        try await Self.with { installation, _ in
            let written = try await Self.write(installation)
            let casework = installation.casework
            #expect(Self.seen([Installation.liJun, Self.phone], in: installation) == [])
            #expect(written.application.tasks.contains { $0.openCorrection?.note == written.text })
            let timeline = try await casework.timeline(written.application.number)
            #expect(timeline.contains { if case .declined(_, written.text) = $0.event { true } else { false } })
            #expect(try await installation.violations() == [])
            let later = Self.morning.adding(seconds: 3_600)
            #expect(try await casework.reseal(written.application.applicant.retyped(), since: later, at: later) != nil)
            #expect(try await casework.application(written.application.number) == written.application)
            #expect(Self.seen([Installation.liJun, Self.phone], in: installation) == [])
        }
    }

    @Test func `a destroyed key empties the words too, and the history still folds`() async throws {
        try await Self.with { installation, _ in
            let written = try await Self.write(installation)
            let applicant = written.application.applicant
            try await installation.store.write { session in
                _ = try SubjectKeys.destroy(
                    applicant.bytes, shard: applicant.shardKey, by: "security", because: "asked", at: Self.morning,
                    in: session)
            }
            #expect(try await installation.violations() == [])
            let timeline = try await installation.casework.timeline(written.application.number)
            #expect(timeline.contains { if case .declined(_, "") = $0.event { true } else { false } })
            #expect(!timeline.contains { if case .declined(_, written.text) = $0.event { true } else { false } })
        }
    }

    @Test func `requests about one's data and reasons for joining files are sealed`() async throws {
        try await Self.with { installation, _ in
            let register = installation.casework.register
            let text = "应为\(Installation.liJun)"
            let (first, second) = try await installation.store.write { session in
                let first = try register.findOrEnter(
                    number: Installation.wenNa, kind: .person, at: Self.morning, in: session)
                let second = try register.findOrEnter(
                    number: "530802199506300010", kind: .person, at: Self.morning, in: session)
                let request = try register.ask(
                    .correction, of: first, element: "phone", source: "department:tax", text: text, department: "hrss",
                    due: "2024-07-01", at: Self.morning, in: session)
                try register.answer(request, .refused, reason: text, by: "hailan", at: Self.morning, in: session)
                try register.merge(second, into: first, by: "hailan", reason: text, at: Self.morning, in: session)
                try register.split(second, by: "hailan", reason: text, at: Self.morning, in: session)
                try register.tellApart(first, second, by: "hailan", reason: text, at: Self.morning, in: session)
                return (first, second)
            }
            func check() async throws {
                let (requests, merges) = try await installation.store.read { session in
                    (try register.requests(of: first, in: session), try register.merges(of: second, in: session))
                }
                #expect(requests.map(\.text) == [text])
                #expect(requests.map(\.answer?.reason) == [text])
                #expect(merges.map(\.reason) == [text])
            }
            try await check()
            #expect(Self.seen([Installation.liJun], in: installation) == [])
            for subject in [first, second] {
                let later = Self.morning.adding(seconds: 3_600)
                _ = try await installation.casework.reseal(subject, since: later, at: later)
            }
            try await check()
        }
    }
}
