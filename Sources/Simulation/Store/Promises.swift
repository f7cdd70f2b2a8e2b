import Cases
import Ledger
import Vocabulary

/// What the outside world was told. It lives outside the machine and survives every crash.
final class Promises {
    struct Act {
        let number: CaseNumber
        let expecting: Int?
        let version: Int
        let actor: String
    }

    private(set) var keys: [String] = []
    private(set) var answers: [String: (number: CaseNumber, items: [String])] = [:]
    private(set) var acts: [Act] = []
    /// Messages by what they are about, each with the epochs in which it came.
    private(set) var messages: [String: Set<Int>] = [:]
    private(set) var breaches: [Violation] = []
    var isFinished = false

    var numbers: [CaseNumber] { keys.compactMap { answers[$0]?.number } }

    func sent(_ key: String) {
        if !keys.contains(key) { keys.append(key) }
    }

    func acknowledged(_ key: String, _ application: Application) {
        let items = application.tasks.map(\.item.rawValue)
        if let earlier = answers[key], earlier.number != application.number || earlier.items != items {
            breach("idempotency", "\(key) was answered with \(earlier.number) and with \(application.number)")
        }
        answers[key] = (application.number, items)
    }

    func acted(_ number: CaseNumber, expecting: Int?, version: Int, by actor: String) {
        acts.append(Act(number: number, expecting: expecting, version: version, actor: actor))
    }

    func received(_ message: OutboxMessage) {
        messages[Self.subject(message.subject, message.item, message.kind), default: []].insert(message.epoch)
    }

    static func subject(_ stream: [UInt8], _ item: String?, _ kind: String) -> String {
        "\(Digest.hexadecimal(stream)) \(item ?? "-") \(kind)"
    }

    func breach(_ rule: String, _ detail: String) {
        breaches.append(Violation(rule, detail))
    }
}
