import AsyncHTTPClient
import Catalog
import Exchange
import Foundation
import Hummingbird
import Ledger
import Logging
import ServiceLifecycle
import Synchronization
import Vocabulary

/// Works on items as a department would: takes each in, decides it, and says so until it is heard.
final class DepartmentWorker: Service {
    let department: String
    let catalog: Catalog
    let book: DepartmentBook
    let secret: WebhookSecret
    let address: String
    let client: HTTPClient
    let faults: FaultOptions
    let logger: Logger
    let tally = Tally()

    /// Hostile replies sent, and those that were believed: there must be none.
    final class Tally: Sendable {
        private let counts = Mutex((lies: 0, believed: 0))
        var lies: Int { counts.withLock { $0.lies } }
        var believed: Int { counts.withLock { $0.believed } }
        func note(believed: Bool) {
            counts.withLock {
                $0.lies += 1
                if believed { $0.believed += 1 }
            }
        }
    }

    init(
        department: String, catalog: Catalog, book: DepartmentBook, secret: WebhookSecret, address: String,
        client: HTTPClient,
        faults: FaultOptions, logger: Logger
    ) {
        self.department = department
        self.catalog = catalog
        self.book = book
        self.secret = secret
        self.address = address
        self.client = client
        self.faults = faults
        self.logger = logger
    }

    private func happens(_ share: Double) -> Bool { share > 0 && Double.random(in: 0..<1) < share }

    // MARK: Taking in

    /// Takes a message in and says with which status it is answered.
    func take(_ body: [UInt8], headers: WebhookHeaders) async throws -> HTTPResponse.Status {
        let id: String
        do {
            id = try headers.verify(body, secrets: [secret], at: .now)
        } catch {
            return .unauthorized
        }
        guard let event = try? JSON(parsing: body), let data = event["data"], let number = data["number"]?.text,
            let attempt = data["attempt"]?.integer, data["department"]?.text == department
        else { return .unprocessableContent }
        if faults.delay > 0 { try await Task.sleep(for: .seconds(faults.delay)) }
        if happens(faults.fail) { return .serviceUnavailable }
        let kind = (event["type"]?.text ?? "").split(separator: ".").last ?? ""
        let replies =
            faults.silent ? [] : self.replies(to: String(kind), data, id: id, number: number, attempt: attempt)
        try await book.take(
            id, number: number, attempt: attempt, isNewItem: kind == "started", replies: replies, at: .now)
        // The work is done; that we have done it does not become known.
        if happens(faults.drop) { return .gatewayTimeout }
        return .noContent
    }

    /// What to say because of a message.
    private func replies(
        to kind: String, _ data: JSON, id: String, number: String, attempt: Int64
    ) -> [(id: String, body: String, at: Instant)] {
        let acts: [(String, JSON)] =
            switch kind {
            case "started" where faults.reorder: [("acceptance", [:]), decision(data)]
            case "started": [("acceptance", [:])]
            case "correctionAnswered":
                [data["event"]?["acceptBy"]?.integer == nil ? decision(data) : ("acceptance", [:])]
            case "stepEntered":
                [data["event"]?["kind"]?.text == "external" ? ("step", ["opinion": "done"]) : decision(data)]
            default: []
            }
        return acts.enumerated().map { index, act in
            // Out of order: what should come last is sent first.
            let wait = faults.reorder ? Double(acts.count - index) * Double.random(in: 0.05..<0.3) : 0
            return ("\(id)-\(act.0)", reply(number, attempt, act), Instant.now.adding(microseconds: Int64(wait * 1e6)))
        }
    }

    private func reply(_ number: String, _ attempt: Int64, _ act: (String, JSON)) -> String {
        JSON.members(["number": .string(number), "attempt": .integer(attempt), "act": .string(act.0), "content": act.1])
            .encodedText
    }

    private func decision(_ data: JSON) -> (String, JSON) {
        if happens(faults.refuse) { return ("decision", ["decision": "refused", "reason": "不符合条件"]) }
        guard let item = catalog.items[ItemCode(rawValue: data["item"]?.text ?? "")],
            let number = try? CaseNumber(parsing: data["number"]?.text ?? ""),
            let region = try? RegionCode(parsing: data["region"]?.text ?? "")
        else { return ("decision", ["decision": "granted", "result": [:]]) }
        return (
            "decision",
            [
                "decision": "granted",
                "result": DemoResult(number: number, region: region, catalog: catalog).values(of: item).json,
            ]
        )
    }

    // MARK: Replying

    func run() async throws {
        await cancelWhenGracefulShutdown { [self] in
            while !Task.isCancelled {
                let due = (try? await book.due(at: .now, limit: 64)) ?? []
                await withTaskGroup(of: Void.self) { group in
                    for (index, reply) in due.enumerated() {
                        if index >= 16 { await group.next() }
                        group.addTask { await self.say(reply) }
                    }
                }
                if due.isEmpty { try? await Task.sleep(for: .milliseconds(50)) }
            }
        }
    }

    private func say(_ reply: DepartmentBook.WaitingReply) async {
        if happens(faults.lie) { await lie(beside: reply) }
        var (status, answer) = await post(reply.id, reply.body)
        if happens(faults.duplicate) {
            let again = await post(reply.id, reply.body)
            if status >= 300 { (status, answer) = again }
        }
        do {
            if (200..<300).contains(status) {
                try await goOn(from: reply, answer)
                try await book.settle(reply.id, state: "heard", answer: answer.encodedText, nextAt: .now)
            } else if [0, 408, 409, 425, 429].contains(status) || status >= 500, reply.attempts < 60 {
                let wait = min(30, 1 << min(reply.attempts, 5)) * Int.random(in: 100...250)
                try await book.settle(
                    reply.id, state: "waiting", answer: "\(status)",
                    nextAt: Instant.now.adding(microseconds: Int64(wait) * 1_000))
            } else {
                try await book.settle(
                    reply.id, state: "refused", answer: "\(status) \(answer.encodedText)", nextAt: .now)
            }
        } catch {
            logger.warning("a reply could not be noted", metadata: ["error": "\(error)"])
        }
    }

    /// The next act, as the item's state after this one wants it.
    private func goOn(from reply: DepartmentBook.WaitingReply, _ answer: JSON) async throws {
        guard !faults.reorder || answer["status"]?.text == "external", let body = try? JSON(parsing: reply.body),
            let attempt = body["attempt"]?.integer, let status = answer["status"]?.text
        else { return }
        let act: (String, JSON)
        switch status {
        case "handling", "reviewing": act = decision(try item(of: reply))
        case "external": act = ("step", ["opinion": "done"])
        default: return
        }
        // Each act of an item is said under an identifier of its own that stays the same when the process starts again.
        let depth = reply.id.count { $0 == "-" }
        guard depth < 24 else { return }
        try await book.add(
            "\(reply.id)-\(act.0)", number: reply.number, body: self.reply(reply.number, attempt, act), at: .now)
    }

    private func item(of reply: DepartmentBook.WaitingReply) throws -> JSON {
        let number = try CaseNumber(parsing: reply.number)
        let item = catalog.items.first { number.description.contains($0.standing.matter) }
        return [
            "item": .string(item?.code.rawValue ?? ""), "number": .string(reply.number),
            "region": .string(item?.region?.description ?? "530000"),
        ]
    }

    /// - Returns: status 0 when nothing came back.
    private func post(
        _ id: String, _ body: String, secret: WebhookSecret? = nil, age: Int64 = 0
    ) async -> (status: Int, answer: JSON) {
        let bytes = Array(body.utf8)
        let seconds = Instant.now.microseconds / 1_000_000 - age
        var request = HTTPClientRequest(url: address)
        request.method = .POST
        request.headers = [
            "content-type": "application/json", "webhook-id": id, "webhook-timestamp": String(seconds),
            "webhook-signature": (secret ?? self.secret).sign(id: id, seconds: seconds, body: bytes),
        ]
        request.body = .bytes(.init(bytes: bytes))
        do {
            let answer = try await client.execute(request, timeout: .seconds(10))
            let text = try await answer.body.collect(upTo: 1 << 16)
            return (Int(answer.status.code), (try? JSON(parsing: text.readableBytesView)) ?? .null)
        } catch {
            return (0, .null)
        }
    }

    /// Sends something that must be refused.
    private func lie(beside reply: DepartmentBook.WaitingReply) async {
        let id = "lie-\(Digest.hexadecimal(Digest.randomBytes(8)))"
        let other = String(reply.number.dropLast(4)) + "9999"
        let status: Int
        switch Int.random(in: 0..<7) {
        case 0: (status, _) = await post(id, reply.body, secret: .new())
        case 1: (status, _) = await post(id, reply.body, age: 3_600)
        case 2: (status, _) = await post(id, self.reply(other, 1, ("acceptance", [:])))
        case 3: (status, _) = await post(id, "<html><body>502 Bad Gateway</body></html>")
        case 4: (status, _) = await post(id, self.reply(reply.number, 1, ("annihilation", [:])))
        case 5:
            (status, _) = await post(
                id, self.reply(reply.number, 99, ("decision", ["decision": "refused", "reason": "x"])))
        default: (status, _) = await post(id, "{\"pad\":\"" + String(repeating: "x", count: 1 << 17) + "\"}")
        }
        tally.note(believed: (200..<300).contains(status))
    }
}
