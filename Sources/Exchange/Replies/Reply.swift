import Cases
import Ledger
import Vocabulary

/// What a department's system says about one item.
///
/// ```json
/// {"number": "<the item's number, 43 characters>", "attempt": 1, "act": "decision",
///  "content": {"decision": "granted", "result": {"loan_approved": true}}}
/// ```
public struct Reply: Sendable {
    public let number: CaseNumber
    /// Which of our attempts it answers: an answer to an earlier one is out of date.
    public let attempt: Int
    public let act: ItemAct
    /// As the same act has it in the interface for officers.
    public let content: JSON

    public init(number: CaseNumber, attempt: Int, act: ItemAct, content: JSON) {
        self.number = number
        self.attempt = attempt
        self.act = act
        self.content = content
    }

    /// Bytes of a reply that are read at all.
    public static let largest = 1 << 16

    /// Reads a reply that its signature has vouched for.
    public init(_ body: [UInt8]) throws(ReplyRefused) {
        let json: JSON
        do {
            json = try JSON(parsing: body)
        } catch {
            throw ReplyRefused(.malformed, "not JSON: \(error)")
        }
        do {
            let names: Set<String> = ["number", "attempt", "act", "content"]
            if let other = json.members?.first(where: { !names.contains($0.name) }) {
                throw MalformedJSON(path: "/\(other.name)", message: "is not a part of a reply")
            }
            let text = try json.text("number")
            guard let number = try? CaseNumber(parsing: text) else {
                throw ReplyRefused(.unknownItem, "“\(text.prefix(60))” is not an item's number")
            }
            let name = try json.text("act")
            guard let act = ItemAct(rawValue: name), ItemAct.ofDepartments.contains(act) else {
                throw ReplyRefused(.unknownAct, "“\(name.prefix(60))” is nothing a department does", about: number)
            }
            let attempt = try json.integer("attempt")
            guard (1...1_000_000).contains(attempt) else {
                throw MalformedJSON(path: "/attempt", message: "must be at least 1")
            }
            self.init(number: number, attempt: Int(attempt), act: act, content: json["content"] ?? .object([]))
        } catch let refused as ReplyRefused {
            throw refused
        } catch {
            throw ReplyRefused(.malformed, "\(error)")
        }
    }
}

/// Why a reply was not acted on. Everything here is recorded.
public struct ReplyRefused: Error, Equatable, Sendable {
    public enum Reason: String, Sendable, CaseIterable {
        case unknownDepartment, unsigned, oldTimestamp, badSignature, tooLarge, malformed, unknownAct
        /// No such item, or another department's: the two are told the same.
        case unknownItem
        /// The identifier came before with other content.
        case idReused
        /// It answers an attempt that is over.
        case oldAttempt
        /// The item is not in a state in which this can be done, perhaps not yet: worth repeating.
        case notNow
        /// The act's content is not as it must be, or the act is not that post's.
        case notAcceptable
    }

    public let reason: Reason
    public let detail: String
    /// The item, when the sender proved who it is.
    public let about: CaseNumber?

    public init(_ reason: Reason, _ detail: String, about: CaseNumber? = nil) {
        self.reason = reason
        self.detail = detail
        self.about = about
    }
}
