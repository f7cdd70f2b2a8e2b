import Cases
import Ledger
import Simulation
import Testing
import Vocabulary

@testable import Exchange

/// What a broken or hostile system may send: good replies with bytes changed, dropped, doubled and moved.
@Suite struct `Mangled replies` {
    static let good = [
        #"{"number":"11530102MB1234567X5320140040001240607000112","attempt":1,"act":"acceptance","content":{}}"#,
        #"{"number":"x","attempt":1,"act":"decision","content":{"decision":"granted","result":{"loan_approved":true,"n":[1,2.5,null]}}}"#,
        #"{"act":"declination","attempt":12,"content":{"reason":"材料不全 \u0000 😀"},"number":""}"#,
    ].map { Array($0.utf8) }

    @Test(arguments: 1...40) func `are read or refused, and never more`(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        for _ in 0..<500 {
            var bytes = Self.good[random.below(Self.good.count)]
            for _ in 0...random.below(6) { mangle(&bytes, &random) }
            do {
                let reply = try Reply(bytes)
                #expect(reply.attempt >= 1)
                #expect(ItemAct.ofDepartments.contains(reply.act))
                // Whatever its content is, it becomes a command or is refused.
                _ = try? reply.act.command("loan", reply.content)
            } catch {
                #expect(ReplyRefused.Reason.allCases.contains(error.reason))
                #expect(!error.detail.isEmpty)
            }
        }
    }

    @Test(arguments: 1...10) func `headers of any kind verify nothing`(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let secret = WebhookSecret.new()
        for _ in 0..<500 {
            func text() -> String {
                String(decoding: (0..<random.below(80)).map { _ in UInt8(random.below(256)) }, as: UTF8.self)
            }
            let headers = WebhookHeaders(
                id: random.once(in: 5) ? nil : text(),
                timestamp: random.once(in: 2) ? "\(Instant.now.microseconds / 1_000_000)" : text(),
                signature: "v1," + text())
            #expect(throws: ReplyRefused.self) { try headers.verify(Self.good[0], secrets: [secret], at: .now) }
        }
    }

    private func mangle(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
        guard !bytes.isEmpty else { return bytes.append(UInt8(random.below(256))) }
        let place = random.below(bytes.count)
        switch random.below(5) {
        case 0: bytes[place] = UInt8(random.below(256))
        case 1: bytes.remove(at: place)
        case 2:
            bytes.insert(
                contentsOf: Array("{[\"\\u,:-1e9".utf8)[random.below(11)...].prefix(1 + random.below(3)), at: place)
        case 3: bytes.removeSubrange(place..<min(bytes.count, place + random.below(12)))
        default: bytes += bytes.prefix(place)
        }
    }
}
