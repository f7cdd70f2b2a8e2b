import Cases
import Ledger
import Testing
import Vocabulary

@testable import Exchange

@Suite struct `Handing items to departments' systems` {
    @Test func `an item leaves with its department's form, and nothing of the others`() async throws {
        try await ConnectedOffice.with { office in
            let application = try await office.submit()
            let waiting = try await office.outbox("department:hrss")
            // The loan waits for the registration, and medical is another department's.
            #expect(waiting.map(\.item) == ["registration"])
            let bodies = try await office.store.read { [casework = office.casework] session in
                var content = MessageContent(casework: casework, source: "https://example.org")
                return try waiting.map { try JSON(parsing: content.body(of: $0, in: session)) }
            }
            let event = try #require(bodies.first)
            #expect(event["specversion"]?.text == "1.0")
            #expect(event["type"]?.text == "lianban.item.started")
            #expect(event["subject"]?.text == application.task("registration")?.number.description)
            #expect(event["data"]?["attempt"]?.integer == 1)
            #expect(event["data"]?["answers"]?["full_name"]?.text == "文娜")
            #expect(event["data"]?["answers"]?["loan_wish"] == nil)
        }
    }

    @Test func `what is stored holds no personal data`() async throws {
        try await ConnectedOffice.with { office in
            try await office.submit()
            for message in try await office.outbox("department:hrss") + office.outbox("department:medical") {
                #expect(!message.body.encodedText.contains("文娜"))
                #expect(!message.body.encodedText.contains(ConnectedOffice.wenNa))
            }
        }
    }

    @Test func `every item of many applications arrives, whatever the department does`() async throws {
        try await ConnectedOffice.with { office in
            for sequence in 1...30 {
                let id = CitizenID(region: "530102", birthday: "1998-02-15", sequence: sequence)
                try await office.submit(by: id.text, items: ["registration"])
            }
            let department = FakeDepartment(losesAnswers: true) { $0.isMultiple(of: 3) ? .unavailable("503") : nil }
            try await office.carry("department:hrss", by: department) {
                try await office.outbox("department:hrss").isEmpty
            }
            #expect(department.taken.count == 30)
            #expect(try await office.state().isQuiet)
        }
    }

    @Test func `a full outbox is emptied without bringing anything twice`() async throws {
        try await ConnectedOffice.with { office in
            for sequence in 1...300 {
                let id = CitizenID(region: "530102", birthday: "1998-02-15", sequence: sequence)
                try await office.submit(by: id.text, items: ["registration"])
            }
            // Answers come at once, so deliveries are noted while the next look into the outbox is under way.
            let department = FakeDepartment()
            try await office.carry("department:hrss", by: department) {
                try await office.outbox("department:hrss").isEmpty
            }
            #expect(department.taken.count == 300)
            #expect(department.calls == 300)
        }
    }

    @Test func `lost answers bring an item again under the same identifier`() async throws {
        try await ConnectedOffice.with { office in
            try await office.submit()
            // It takes the item, and the first three answers do not arrive.
            let department = FakeDepartment(losesAnswers: true) {
                $0 <= 3 ? .unavailable("the connection was cut") : nil
            }
            let before = try await office.outbox("department:hrss").map(\.id)
            try await office.carry("department:hrss", by: department) {
                try await office.outbox("department:hrss").isEmpty
            }
            #expect(before.count == 1)
            #expect(department.taken.values.sorted() == [4])
            #expect(department.taken.count == 1)
        }
    }

    @Test func `a department that is down delays nobody else`() async throws {
        try await ConnectedOffice.with { office in
            try await office.submit()
            let dead = FakeDepartment { _ in .unavailable("503") }
            let alive = FakeDepartment()
            var slow = Pace.quick
            slow.breaksAfter = 2
            let patient = slow
            async let first: Void = office.carry("department:hrss", by: dead, pace: patient) {
                alive.calls > 0 && dead.calls > 1
            }
            async let second: Void = office.carry("department:medical", by: alive) {
                try await office.outbox("department:medical").isEmpty
            }
            _ = try await (first, second)
            #expect(alive.taken.count == 1)
            #expect(try await office.outbox("department:hrss").count == 1, "it waits for the other to come back")
            #expect(dead.calls <= 3, "it is left alone")
        }
    }

    @Test func `a message that is refused again and again becomes a dead letter, and can be sent again`() async throws {
        try await ConnectedOffice.with { office in
            try await office.submit()
            let stubborn = FakeDepartment { _ in .refused("422 unknown item") }
            try await office.carry("department:hrss", by: stubborn) { try await !office.state().dead.isEmpty }
            let letter = try #require(try await office.state().dead.first)
            #expect(stubborn.calls == Pace.quick.refusals)
            #expect(letter.reason == "422 unknown item")
            #expect(letter.message.attempts == Pace.quick.refusals)
            #expect(try await office.outbox("department:hrss").isEmpty)

            try await office.store.write { session in try letter.replay(at: ConnectedOffice.morning, in: session) }
            try await office.store.write { session in try letter.replay(at: ConnectedOffice.morning, in: session) }
            let again = try await office.outbox("department:hrss")
            #expect(again.map(\.id) == [letter.message.id], "the same message, once")
            let mended = FakeDepartment()
            try await office.carry("department:hrss", by: mended) { try await office.outbox("department:hrss").isEmpty }
            #expect(mended.taken.count == 1)
            #expect(try await office.state().dead.isEmpty)
        }
    }

    @Test func `what happens to an item later waits until the earlier has arrived`() async throws {
        try await ConnectedOffice.with { office in
            let application = try await office.submit()
            try await office.casework.act(
                .withdraw(["registration"], reason: "changed my mind"), on: application.number,
                by: .applicant(application.applicant),
                at: ConnectedOffice.morning)
            #expect(try await office.outbox("department:hrss").count == 2)
            let due = try await office.store.read { try Outbox.due(for: "department:hrss", at: .now, limit: 9, in: $0) }
            #expect(due.map(\.kind) == ["started"])
            let department = FakeDepartment { $0 <= 2 ? .unavailable("503") : nil }
            try await office.carry("department:hrss", by: department) {
                try await office.outbox("department:hrss").isEmpty
            }
            #expect(
                department.order.map { $0.prefix { $0 != " " } } == ["lianban.item.started", "lianban.item.withdrawn"])
        }
    }

    @Test func `a node that lost its duty notes nothing`() async throws {
        try await ConnectedOffice.with { office in
            try await office.submit()
            let store = office.store
            let department = FakeDepartment { call in
                call == 1 ? nil : .unavailable("stop")
            }
            // The other node takes the duty over as soon as the message is out.
            let usurper = Usurper(inner: department, store: store)
            try await office.carry("department:hrss", by: usurper) { department.calls >= 1 }
            #expect(try await office.outbox("department:hrss").count == 1, "the outcome is the other node's to note")
        }
    }

    @Test func `a subscriber hears of the end, and nothing about the person`() async throws {
        try await ConnectedOffice.with { office in
            let application = try await office.submit(items: ["medical"])
            #expect(try await office.outbox("subscription:statistics").isEmpty)
            try await office.casework.act(
                .withdraw(["medical"], reason: ""), on: application.number, by: .applicant(application.applicant),
                at: ConnectedOffice.morning)
            let waiting = try await office.outbox("subscription:statistics")
            #expect(waiting.map(\.kind) == ["answered"])
            let text = try await office.store.read { [casework = office.casework] session in
                var content = MessageContent(casework: casework, source: "x")
                return String(decoding: try content.body(of: waiting[0], in: session), as: UTF8.self)
            }
            #expect(text.contains("lianban.application.answered"))
            #expect(!text.contains("文") && !text.contains(ConnectedOffice.wenNa) && !text.contains("13888005678"))
        }
    }

    @Test func `the receipt of an item is kept once`() async throws {
        try await ConnectedOffice.with { office in
            try await office.submit()
            try await office.carry("department:hrss", by: FakeDepartment()) {
                try await office.outbox("department:hrss").isEmpty
            }
            let receipts = try await office.store.read {
                try $0.first(.assembled("SELECT count(*) FROM receipt WHERE destination = 'department:hrss'")) {
                    $0.int(0)
                }
            }
            #expect(receipts == 1)
        }
    }
}

/// Lets another node take the duty over while a message is under way.
private final class Usurper: Sender {
    let inner: FakeDepartment
    let store: SQLiteStore

    init(inner: FakeDepartment, store: SQLiteStore) {
        self.inner = inner
        self.store = store
    }

    func send(_ body: [UInt8], of message: OutboxMessage) async -> Delivery {
        _ = try? await store.write {
            try Duty.claim(
                "exchange:department:hrss", by: "other", at: Instant.now.adding(seconds: 60), for: 3_600, in: $0)
        }
        return await inner.send(body, of: message)
    }
}
