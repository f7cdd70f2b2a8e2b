import Exchange
import Ledger

/// A department that somebody hostile has taken over.
extension DepartmentWorker {
    /// Sends something that must be refused.
    func lie(beside reply: DepartmentBook.WaitingReply) async {
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
