import Catalog
import Ledger
import Vocabulary

/// What an applicant hands in, before it is checked.
public struct IntakeRequest: Equatable, Sendable {
    public var bundle: BundleCode
    public var items: [ItemCode]
    public var region: String
    public var answers: Answers
    public var materials: [MaterialReceipt]
    /// Items whose statement (告知承诺) the applicant signed.
    public var commitments: [ItemCode]
    public var channel: Application.Channel

    public init(
        bundle: BundleCode, items: [ItemCode], region: String, answers: Answers, materials: [MaterialReceipt] = [],
        commitments: [ItemCode] = [], channel: Application.Channel = .online
    ) {
        self.bundle = bundle
        self.items = items
        self.region = region
        self.answers = answers
        self.materials = materials
        self.commitments = commitments
        self.channel = channel
    }

    /// Reads the JSON form: `{"bundle", "items": [], "region", "answers": {}, "materials": [], "commitments": []}`.
    public init(_ json: JSON) throws(MalformedJSON) {
        let known: Set<String> = ["bundle", "items", "region", "answers", "materials", "commitments", "channel"]
        for member in json.members ?? [] where !known.contains(member.name) {
            throw MalformedJSON(path: "/\(member.name)", message: "is not a member of an application")
        }
        bundle = BundleCode(rawValue: try json.text("bundle"))
        region = try json.text("region")
        items = []
        for (index, item) in try json.elements("items").enumerated() {
            guard let code = item.text else {
                throw MalformedJSON(path: "/items/\(index)", message: "must be a string")
            }
            items.append(ItemCode(rawValue: code))
        }
        let given = try json.required("answers")
        guard given.members != nil else { throw MalformedJSON(path: "/answers", message: "must be an object") }
        answers = Answers(given)
        materials = []
        for (index, entry) in (json["materials"]?.elements ?? []).enumerated() {
            guard let material = entry["material"]?.text else {
                throw MalformedJSON(path: "/materials/\(index)/material", message: "must be a string")
            }
            guard let source = MaterialReceipt.Source(rawValue: entry["source"]?.text ?? "uploaded") else {
                throw MalformedJSON(path: "/materials/\(index)/source", message: "is not a way to hand in a material")
            }
            materials.append(MaterialReceipt(MaterialCode(rawValue: material), source, upload: entry["upload"]?.text))
        }
        commitments = []
        for (index, item) in (json["commitments"]?.elements ?? []).enumerated() {
            guard let code = item.text else {
                throw MalformedJSON(path: "/commitments/\(index)", message: "must be a string")
            }
            commitments.append(ItemCode(rawValue: code))
        }
        channel = .online
        if let name = json["channel"]?.text {
            guard let chosen = Application.Channel(rawValue: name) else {
                throw MalformedJSON(path: "/channel", message: "is not a channel")
            }
            channel = chosen
        }
    }
}

/// One thing to put right before an application can be taken in.
public struct IntakeProblem: Equatable, Sendable {
    public let code: String
    public let message: Bilingual
    /// Where, as a JSON Pointer into the request.
    public let path: String

    public init(_ code: String, _ message: Bilingual, path: String) {
        self.code = code
        self.message = message
        self.path = path
    }
}

/// Everything wrong with a request at once (一次告知).
public struct IntakeRefused: Error, Equatable, Sendable {
    public let problems: [IntakeProblem]
}
