import Cases
import Ledger
import Testing
import Vocabulary

@testable import Exchange

@Suite struct `Replies of departments' systems` {
    static let now = Instant.now

    /// Sends a reply as the department's system would.
    private func send(
        _ body: String, id: String, from department: String = "hrss",
        signedWith secret: WebhookSecret = ConnectedOffice.hrss, to office: ConnectedOffice,
        age: Int64 = 0
    ) async throws -> ReplyDesk.Outcome {
        let seconds = Self.now.microseconds / 1_000_000 - age
        let bytes = Array(body.utf8)
        return try await office.desk.receive(
            bytes,
            headers: WebhookHeaders(
                id: id, timestamp: String(seconds), signature: secret.sign(id: id, seconds: seconds, body: bytes)),
            from: department, present: Self.now, at: ConnectedOffice.morning)
    }

    private func reply(
        _ application: Application, _ item: String, _ act: String, _ content: String = "{}", attempt: Int = 1
    ) -> String {
        let number = application.task(.init(rawValue: item))?.number.description ?? ""
        return "{\"number\":\"\(number)\",\"attempt\":\(attempt),\"act\":\"\(act)\",\"content\":\(content)}"
    }

    private func refusal(_ work: () async throws -> ReplyDesk.Outcome) async -> ReplyRefused.Reason? {
        do {
            _ = try await work()
            return nil
        } catch {
            return (error as? ReplyRefused)?.reason
        }
    }

    @Test func `a department's system takes an item in and grants it`() async throws {
        try await ConnectedOffice.with { office in
            let application = try await office.submit()
            #expect(
                try await send(reply(application, "registration", "acceptance"), id: "1", to: office)
                    == .done(.handling))
            let grant = #"{"decision":"granted","result":{"registration_number":"A-1"}}"#
            #expect(
                try await send(reply(application, "registration", "decision", grant), id: "2", to: office)
                    == .done(.granted))
            let history = try await office.casework.timeline(application.number)
            #expect(history.contains { $0.kind == "granted" && $0.actor == "officer:connector:hrss" })
            // The grant starts the loan, which is handed over in turn; what the system did itself it is not told.
            #expect(try await office.outbox("department:hrss").map(\.kind) == ["started", "started"])
        }
    }

    @Test func `the same reply has effect once, however often it comes`() async throws {
        try await ConnectedOffice.with { office in
            let application = try await office.submit()
            let body = reply(application, "registration", "acceptance")
            #expect(try await send(body, id: "1", to: office) == .done(.handling))
            let version = try await office.casework.application(application.number).version
            for _ in 0..<5 { #expect(try await send(body, id: "1", to: office) == .repeated) }
            #expect(try await office.casework.application(application.number).version == version)
        }
    }

    @Test func `many at the same time have effect once`() async throws {
        try await ConnectedOffice.with { office in
            let application = try await office.submit()
            let body = reply(application, "registration", "acceptance")
            let outcomes = try await withThrowingTaskGroup(of: ReplyDesk.Outcome.self) { group in
                for _ in 0..<16 { group.addTask { try await send(body, id: "1", to: office) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.count { $0 == .done(.handling) } == 1)
            #expect(outcomes.count { $0 == .repeated } == 15)
        }
    }

    @Test func `a decision that overtakes the acceptance is told to come again, and then counts`() async throws {
        try await ConnectedOffice.with { office in
            let application = try await office.submit()
            let decision = reply(
                application, "registration", "decision",
                #"{"decision":"granted","result":{"registration_number":"A-1"}}"#)
            #expect(await refusal { try await send(decision, id: "2", to: office) } == .notNow)
            _ = try await send(reply(application, "registration", "acceptance"), id: "1", to: office)
            #expect(try await send(decision, id: "2", to: office) == .done(.granted))
        }
    }

    @Test func `hostile replies are refused, change nothing, and are recorded`() async throws {
        try await ConnectedOffice.with { office in
            let application = try await office.submit()
            let before = try await office.casework.application(application.number)
            let good = reply(application, "registration", "acceptance")
            func refused(_ reason: ReplyRefused.Reason, _ work: () async throws -> ReplyDesk.Outcome) async throws {
                #expect(await refusal(work) == reason)
                #expect(try await office.state().refused.contains { $0.reason == reason.rawValue })
            }
            try await refused(.badSignature) { try await send(good, id: "a", signedWith: .new(), to: office) }
            try await refused(.oldTimestamp) { try await send(good, id: "b", to: office, age: 301) }
            try await refused(.unsigned) {
                try await office.desk.receive(
                    Array(good.utf8), headers: WebhookHeaders(id: nil, timestamp: nil, signature: nil), from: "hrss",
                    present: Self.now,
                    at: ConnectedOffice.morning)
            }
            try await refused(.unknownDepartment) { try await send(good, id: "c", from: "ghosts", to: office) }
            try await refused(.malformed) { try await send("<html><body>502</body></html>", id: "d", to: office) }
            try await refused(.malformed) {
                try await send(
                    #"{"number":"\#(application.number)","attempt":0,"act":"acceptance"}"#, id: "e", to: office)
            }
            try await refused(.unknownAct) {
                try await send(reply(application, "registration", "annihilation"), id: "f", to: office)
            }
            try await refused(.unknownAct) {
                try await send(reply(application, "registration", "withdrawal"), id: "g", to: office)
            }
            try await refused(.unknownItem) {
                try await send(reply(application, "medical", "acceptance"), id: "h", to: office)
            }
            try await refused(.unknownItem) {
                try await send(#"{"number":"x","attempt":1,"act":"acceptance"}"#, id: "i", to: office)
            }
            try await refused(.oldAttempt) {
                try await send(reply(application, "registration", "acceptance", attempt: 2), id: "j", to: office)
            }
            try await refused(.notAcceptable) {
                try await send(
                    reply(application, "registration", "declination", #"{"reason":" "}"#), id: "k", to: office)
            }
            try await refused(.tooLarge) {
                try await send(String(repeating: " ", count: Reply.largest) + good, id: "l", to: office)
            }
            #expect(try await office.casework.application(application.number) == before)
            #expect(try await office.casework.verify().violations.isEmpty)
        }
    }

    @Test func `an identifier does not serve two different replies`() async throws {
        try await ConnectedOffice.with { office in
            let application = try await office.submit()
            _ = try await send(reply(application, "registration", "acceptance"), id: "1", to: office)
            let other = reply(application, "registration", "decision", #"{"decision":"refused","reason":"x"}"#)
            #expect(await refusal { try await send(other, id: "1", to: office) } == .idReused)
        }
    }

    @Test func `the identifiers of two departments do not meet`() async throws {
        try await ConnectedOffice.with { office in
            let application = try await office.submit()
            _ = try await send(reply(application, "registration", "acceptance"), id: "1", to: office)
            let body = reply(application, "medical", "acceptance")
            #expect(
                try await send(body, id: "1", from: "medical", signedWith: ConnectedOffice.medical, to: office)
                    == .done(.handling))
        }
    }

    @Test func `a flood of forgeries stays one row an hour`() async throws {
        try await ConnectedOffice.with { office in
            let application = try await office.submit()
            let good = reply(application, "registration", "acceptance")
            for serial in 0..<40 {
                _ = await refusal {
                    try await send(good, id: "x\(serial)", from: "ghost\(serial)", signedWith: .new(), to: office)
                }
            }
            for serial in 0..<40 {
                _ = await refusal { try await send(good, id: "x\(serial)", signedWith: .new(), to: office) }
            }
            let refused = try await office.state().refused
            #expect(refused.count == 2)
            #expect(refused.map(\.count) == [40, 40])
        }
    }
}
