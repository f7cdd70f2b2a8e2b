import Cases
import Ledger

extension OpenAPI {
    static let schemas: JSON = .object((caseSchemas.members ?? []) + policySchemas + exchangeSchemas)

    private static let caseSchemas: JSON = [
        "problem": object(
            [
                "type": ["type": "string"], "title": ["type": "string"], "status": ["type": "integer"],
                "code": ["type": "string"],
                "message": ["type": "string"], "messageZh": ["type": "string"], "path": ["type": "string"],
                "instance": ["type": "string"],
                "errors": list(
                    object(
                        [
                            "code": ["type": "string"], "message": ["type": "string"], "messageZh": ["type": "string"],
                            "path": ["type": "string"],
                        ], required: ["code", "message", "path"])),
            ], required: ["type", "title", "status", "code", "message", "path"]),
        "session": [
            "type": "object", "required": ["token", "expiresAt"],
            "properties": [
                "token": ["type": "string"], "expiresAt": ["type": "string"], "principal": ["type": "object"],
            ],
        ],
        "intake": object(
            [
                "bundle": text(64), "items": list(text(64), most: 50),
                "region": ["type": "string", "pattern": "^[0-9]{6}$"],
                "answers": answers, "materials": receipts, "commitments": list(text(64), most: 50),
            ], required: ["bundle", "items", "region", "answers"]),
        "application": [
            "type": "object", "required": ["number", "bundle", "status", "submittedAt", "version", "items"],
            "properties": [
                "number": text(43, least: 43), "bundle": ["type": "string"], "revision": ["type": "string"],
                "region": ["type": "string"], "applicant": ["type": "string"],
                "channel": choice(Application.Channel.allCases.map(\.rawValue)),
                "status": choice(Application.Status.allCases.map(\.rawValue)), "submittedAt": ["type": "string"],
                "handledByStaff": ["type": "boolean"], "claimedAt": ["type": "string"],
                "version": ["type": "integer"], "items": list(reference("item")), "feedback": ["type": "object"],
                "rating": ["type": "object"],
            ],
        ],
        "item": [
            "type": "object", "required": ["item", "number", "department", "region", "status"],
            "properties": [
                "item": ["type": "string"], "number": text(43, least: 43), "department": ["type": "string"],
                "region": ["type": "string"], "status": choice(ItemTask.Status.allCases.map(\.rawValue)),
                "due": ["type": "string", "format": "date"], "acceptBy": ["type": "string", "format": "date"],
                "result": ["type": "object"], "reason": ["type": "string"],
            ],
        ],
        "timelineEntry": object(
            [
                "at": ["type": "string"], "kind": ["type": "string"], "item": ["type": ["string", "null"]],
                "actor": ["type": "string"], "due": ["type": ["string", "null"]],
            ], required: ["at", "kind", "item", "actor", "due"]),
        "queueEntry": object(
            [
                "item": ["type": "string"], "number": ["type": "string"], "department": ["type": "string"],
                "region": ["type": "string"], "applicant": ["type": "string"], "status": ["type": "string"],
                "actBy": ["type": ["string", "null"]],
            ], required: ["item", "number", "department", "region", "applicant", "status", "actBy"]),
    ]
}

extension ItemAct {
    var summary: String {
        switch self {
        case .acceptance: "Accepts the item; the statutory clock starts the next working day (受理)."
        case .declination: "Does not accept the item (不予受理)."
        case .step: "Finishes the current step with an opinion."
        case .decision: "Grants or refuses the item (决定)."
        case .objection: "Records an objection during publicity (公示异议)."
        case .review: "Answers a request for review (复核)."
        case .correction: "Corrects an issued result."
        case .revocation: "Revokes an issued result."
        case .supplementRequest: "Asks once for everything missing; the clock pauses (补正)."
        case .supplement: "Answers a request for what is missing."
        case .material: "Hands in a material that was accepted for later (容缺)."
        case .withdrawal: "Withdraws the item."
        case .reviewRequest: "Asks for a review of a refusal."
        case .commitmentCheck: "Records the later check of a statement (告知承诺核查)."
        }
    }

    /// The operation's name in the contract.
    var operation: String { "item" + rawValue.split(separator: "-").map(\.capitalized).joined() }

    /// Schema of the request body.
    var schema: JSON {
        let reason = OpenAPI.text(500)
        let codes = OpenAPI.list(OpenAPI.text(64), most: 50)
        return switch self {
        case .acceptance: OpenAPI.object(["tolerating": codes])
        case .declination, .objection, .revocation, .reviewRequest:
            OpenAPI.object(["reason": reason], required: ["reason"])
        case .withdrawal: OpenAPI.object(["reason": OpenAPI.text(500, least: 0)])
        case .step: OpenAPI.object(["opinion": OpenAPI.text(500, least: 0)])
        case .decision:
            OpenAPI.object(
                ["decision": OpenAPI.choice(["granted", "refused"]), "result": OpenAPI.answers, "reason": reason],
                required: ["decision"])
        case .review:
            OpenAPI.object(["reopen": ["type": "boolean"], "reason": reason], required: ["reopen", "reason"])
        case .correction:
            OpenAPI.object(["result": OpenAPI.answers, "reason": reason], required: ["result", "reason"])
        case .supplementRequest:
            OpenAPI.object(["fields": codes, "materials": codes, "note": OpenAPI.text(1_000, least: 0)])
        case .supplement: OpenAPI.object(["answers": OpenAPI.answers, "materials": OpenAPI.receipts])
        case .material:
            OpenAPI.object(
                ["material": OpenAPI.text(64), "upload": OpenAPI.text(64)], required: ["material", "upload"])
        case .commitmentCheck:
            OpenAPI.object(["honest": ["type": "boolean"], "note": OpenAPI.text(500, least: 0)], required: ["honest"])
        }
    }
}
