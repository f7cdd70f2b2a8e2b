import AsyncHTTPClient
import Exchange
import Foundation
import Ledger
import ServiceLifecycle
import Vocabulary

/// Says what there is to say until it is heard.
extension DepartmentWorker {
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
    func post(
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
}
