import Catalog
import Ledger
import Vocabulary

/// How events are written into history. Names and shapes here are for ever: old events must stay readable.
extension ApplicationEvent {
    /// Members of events and of what is folded from them that hold what somebody wrote in their own words. People name
    /// numbers there that no form asked for, so they are sealed like sensitive elements.
    public static let words: Set<String> = ["reason", "note", "opinion", "comment", "reviewAsked"]

    public func stored(version: Int, actor: Actor, at: Instant) -> StoredEvent {
        StoredEvent(version: version, kind: kind, item: item?.rawValue, actor: actor.tag, at: at, body: body)
    }

    var body: JSON {
        switch self {
        case .submitted(let submission): submission.json
        case .started(_, let acceptBy, let fed):
            .members(["acceptBy": acceptBy.json, "fed": fed.isEmpty ? nil : fed.json])
        case .notReached(_, let because): ["because": .string(because.rawValue)]
        case .correctionAsked(_, let correction): correction.json
        case .correctionAnswered(_, let answers, let materials, let acceptBy):
            .members(["answers": answers.json, "materials": .receipts(materials), "acceptBy": acceptBy?.json])
        case .accepted(_, let acceptance): acceptance.json
        case .declined(_, let reason), .objected(_, let reason), .refused(_, let reason), .withdrawn(_, let reason),
            .terminated(_, let reason), .reviewAsked(_, let reason), .resultRevoked(_, let reason):
            ["reason": .string(reason)]
        case .stepEntered(_, let step, let kind, let clockRuns, let until, let opinion):
            .members([
                "step": .string(step.rawValue), "kind": .string(kind.rawValue), "clockRuns": .bool(clockRuns),
                "until": until?.json, "opinion": opinion.map(JSON.string),
            ])
        case .approved(_, let draft, let isDecided): ["draft": draft.json, "isDecided": .bool(isDecided)]
        case .supplied(_, let receipt): receipt.json
        case .toleranceLapsed(_, let material): ["material": .string(material.rawValue)]
        case .granted(_, let result, let checkOn): .members(["result": result.json, "checkOn": checkOn?.json])
        case .warned(_, let warning, let due): ["warning": .integer(warning.rawValue), "due": due.json]
        case .commitmentChecked(_, let isHonest, let note): ["isHonest": .bool(isHonest), "note": .string(note)]
        case .commitmentCheckDue, .answered, .claimed: .object([])
        case .reviewAnswered(_, let isReopened, let reason, let acceptBy):
            .members(["isReopened": .bool(isReopened), "reason": .string(reason), "acceptBy": acceptBy?.json])
        case .resultCorrected(_, let result, let reason): ["result": result.json, "reason": .string(reason)]
        case .feedbackRevised(let revision): ["revision": .integer(revision)]
        case .rated(let grade, let comment): ["grade": .integer(grade.rawValue), "comment": .string(comment)]
        }
    }

    /// Reads an event back from history.
    public init(_ stored: StoredEvent) throws {
        let body = stored.body
        func item() throws -> ItemCode {
            guard let item = stored.item else { throw StorageFailure.corrupt("event \(stored.kind) names no item") }
            return ItemCode(rawValue: item)
        }
        switch stored.kind {
        case "submitted": self = .submitted(try Submission(body))
        case "started": self = .started(try item(), acceptBy: try body.day("acceptBy"), fed: Answers(body["fed"]))
        case "notReached": self = .notReached(try item(), because: ItemCode(rawValue: try body.text("because")))
        case "correctionAsked": self = .correctionAsked(try item(), try ItemTask.Correction(body))
        case "correctionAnswered":
            self = .correctionAnswered(
                try item(), answers: Answers(body["answers"]), materials: try body.receipts("materials"),
                acceptBy: try body.optionalDay("acceptBy"))
        case "accepted": self = .accepted(try item(), try Acceptance(body))
        case "declined": self = .declined(try item(), reason: try body.words("reason"))
        case "objected": self = .objected(try item(), reason: try body.words("reason"))
        case "refused": self = .refused(try item(), reason: try body.words("reason"))
        case "withdrawn": self = .withdrawn(try item(), reason: try body.words("reason"))
        case "terminated": self = .terminated(try item(), reason: try body.words("reason"))
        case "reviewAsked": self = .reviewAsked(try item(), reason: try body.words("reason"))
        case "resultRevoked": self = .resultRevoked(try item(), reason: try body.words("reason"))
        case "stepEntered":
            self = .stepEntered(
                try item(), StageCode(rawValue: try body.text("step")), kind: try body.choice("kind"),
                clockRuns: body["clockRuns"]?.flag ?? true, until: try body.optionalDay("until"),
                opinion: body.optionalWords("opinion"))
        case "approved":
            self = .approved(try item(), draft: Answers(body["draft"]), isDecided: body["isDecided"]?.flag ?? false)
        case "supplied": self = .supplied(try item(), try MaterialReceipt(body))
        case "toleranceLapsed": self = .toleranceLapsed(try item(), MaterialCode(rawValue: try body.text("material")))
        case "granted":
            self = .granted(try item(), result: Answers(body["result"]), checkOn: try body.optionalDay("checkOn"))
        case "warned":
            guard let warning = ItemTask.Warning(rawValue: Int(try body.integer("warning"))) else {
                throw StorageFailure.corrupt("an unknown warning in history")
            }
            self = .warned(try item(), warning, due: try body.day("due"))
        case "commitmentChecked":
            self = .commitmentChecked(
                try item(), isHonest: body["isHonest"]?.flag ?? false, note: try body.words("note"))
        case "commitmentCheckDue": self = .commitmentCheckDue(try item())
        case "reviewAnswered":
            self = .reviewAnswered(
                try item(), isReopened: body["isReopened"]?.flag ?? false, reason: try body.words("reason"),
                acceptBy: try body.optionalDay("acceptBy"))
        case "resultCorrected":
            self = .resultCorrected(try item(), result: Answers(body["result"]), reason: try body.words("reason"))
        case "answered": self = .answered
        case "claimed": self = .claimed
        case "feedbackRevised": self = .feedbackRevised(Int(try body.integer("revision")))
        case "rated":
            guard let grade = Application.Grade(rawValue: Int(try body.integer("grade"))) else {
                throw StorageFailure.corrupt("an unknown grade in history")
            }
            self = .rated(grade, comment: try body.words("comment"))
        default: throw StorageFailure.corrupt("an event of the unknown kind \(stored.kind)")
        }
    }
}
