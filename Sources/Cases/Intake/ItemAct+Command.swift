import Catalog
import Ledger
import Vocabulary

extension ItemAct {
    /// Reads the command from a JSON body.
    public func command(_ item: ItemCode, _ body: JSON) throws(MalformedJSON) -> Command {
        switch self {
        case .acceptance: return .accept(item, tolerating: try body.codeList("tolerating"))
        case .declination: return .decline(item, reason: try body.text("reason"))
        case .step: return .advance(item, opinion: body["opinion"]?.text ?? "")
        case .decision:
            switch try body.text("decision") {
            case "granted": return .grant(item, result: Answers(body["result"]))
            case "refused": return .refuse(item, reason: try body.text("reason"))
            default: throw MalformedJSON(path: "/decision", message: "must be granted or refused")
            }
        case .objection: return .object(item, reason: try body.text("reason"))
        case .supplementRequest:
            return .askCorrection(
                item, fields: try body.codeList("fields"), materials: try body.codeList("materials"),
                note: body["note"]?.text ?? "")
        case .supplement:
            return .answerCorrection(
                item, answers: Answers(body["answers"]), materials: try body.materialReceipts("materials"))
        case .material:
            return .supply(
                item,
                MaterialReceipt(
                    MaterialCode(rawValue: try body.text("material")), .uploaded, upload: body["upload"]?.text))
        case .withdrawal: return .withdraw([item], reason: body["reason"]?.text ?? "")
        case .reviewRequest: return .askReview(item, reason: try body.text("reason"))
        case .review:
            return .answerReview(item, reopen: body["reopen"]?.flag ?? false, reason: try body.text("reason"))
        case .correction: return .correctResult(item, result: Answers(body["result"]), reason: try body.text("reason"))
        case .revocation: return .revokeResult(item, reason: try body.text("reason"))
        case .commitmentCheck:
            return .checkCommitment(item, isHonest: body["honest"]?.flag ?? false, note: body["note"]?.text ?? "")
        }
    }
}

extension JSON {
    /// A list of codes; missing means none.
    public func codeList<Subject>(_ name: String) throws(MalformedJSON) -> [Code<Subject>] {
        guard let value = self[name], !value.isNull else { return [] }
        guard let elements = value.elements else {
            throw MalformedJSON(path: "/\(name)", message: "must be an array, not \(value.kind)")
        }
        var codes: [Code<Subject>] = []
        for (index, element) in elements.enumerated() {
            guard let text = element.text else {
                throw MalformedJSON(path: "/\(name)/\(index)", message: "must be a string")
            }
            codes.append(Code(rawValue: text))
        }
        return codes
    }

    /// A list of materials handed in.
    public func materialReceipts(_ name: String) throws(MalformedJSON) -> [MaterialReceipt] {
        guard let value = self[name], !value.isNull else { return [] }
        guard let elements = value.elements else {
            throw MalformedJSON(path: "/\(name)", message: "must be an array, not \(value.kind)")
        }
        var receipts: [MaterialReceipt] = []
        for (index, element) in elements.enumerated() {
            guard let material = element["material"]?.text else {
                throw MalformedJSON(path: "/\(name)/\(index)/material", message: "must be a string")
            }
            guard let source = MaterialReceipt.Source(rawValue: element["source"]?.text ?? "uploaded") else {
                throw MalformedJSON(path: "/\(name)/\(index)/source", message: "is not a way to hand in a material")
            }
            receipts.append(MaterialReceipt(MaterialCode(rawValue: material), source, upload: element["upload"]?.text))
        }
        return receipts
    }
}
