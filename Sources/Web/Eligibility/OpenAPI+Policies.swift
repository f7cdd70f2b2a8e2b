import Cases
import Catalog
import Ledger

extension OpenAPI {
    private static let on = Operation.Parameter(
        name: "on", place: "query", schema: ["type": "string", "format": "date"])

    static let policyOperations: [Operation] = [
        Operation(
            method: .get, path: "/api/v1/policies", id: "listPolicies", summary: "The policies in force on a day.",
            needsSession: false, parameters: [on],
            answers: [(200, object(["policies": list(reference("policy"), most: 1_000)], required: ["policies"]))]),
        Operation(
            method: .get, path: "/api/v1/policies/{policy}", id: "showPolicy",
            summary: "One policy as it stands on a day.",
            needsSession: false,
            parameters: [.init(name: "policy", place: "path", schema: text(64), isRequired: true), on],
            answers: [(200, reference("policy"))]),
        Operation(
            method: .post, path: "/api/v1/policies/search", id: "findPolicies",
            summary:
                "What a person is entitled to, why, what is missing, and what to ask next. Nothing is stored; a signed-in citizen's register facts count.",
            needsSession: false,
            body: object([
                "answers": answers, "unknown": list(text(64)), "policies": list(text(64)),
                "audience": choice(["person", "enterprise"]),
                "on": ["type": "string", "format": "date"],
            ]),
            answers: [(200, reference("policySearch"))]),
    ]

    static let policySchemas: [JSON.Member] = [
        .init(
            "policy",
            object(
                [
                    "code": ["type": "string"], "name": ["type": "string"], "nameZh": ["type": "string"],
                    "summary": ["type": "string"], "summaryZh": ["type": "string"],
                    "benefit": choice(Policy.Benefit.allCases.map(\.rawValue)), "audience": list(["type": "string"]),
                    "department": ["type": "string"], "item": ["type": ["string", "null"]],
                    "versions": list(
                        object(
                            [
                                "name": ["type": "string"], "from": ["type": "string", "format": "date"],
                                "to": ["type": ["string", "null"]], "regions": list(["type": "string"]),
                                "citation": ["type": "string"], "confidence": ["type": "string"],
                                "rule": ["type": "string"],
                            ], required: ["name", "from", "to", "regions", "citation", "confidence", "rule"])),
                ], required: ["code", "name", "nameZh", "benefit", "audience", "versions"])),
        .init(
            "policySearch",
            object(
                [
                    "on": ["type": "string", "format": "date"], "questions": list(question),
                    "results": list(finding, most: 1_000),
                ], required: ["on", "questions", "results"])),
    ]

    private static let question = object(
        [
            "element": ["type": "string"], "label": ["type": "string"], "labelZh": ["type": "string"],
            "type": ["type": "string"],
            "choices": list(
                object(
                    ["code": ["type": "string"], "name": ["type": "string"], "nameZh": ["type": "string"]],
                    required: ["code", "name", "nameZh"]), most: 10_000),
        ], required: ["element", "label", "labelZh", "type", "choices"])

    private static let anything: JSON = ["type": ["string", "number", "boolean", "array", "null"]]

    private static let finding = object(
        [
            "policy": ["type": "string"], "version": ["type": ["string", "null"]],
            "benefit": choice(Policy.Benefit.allCases.map(\.rawValue)), "name": ["type": "string"],
            "nameZh": ["type": "string"], "verdict": choice(["eligible", "ineligible", "undetermined"]),
            "amountFrom": ["type": ["number", "null"]], "amountTo": ["type": ["number", "null"]],
            "because": list(
                object(
                    [
                        "rule": ["type": "string"], "holds": ["type": ["boolean", "null"]],
                        "message": ["type": "string"],
                        "messageZh": ["type": "string"], "citation": ["type": ["string", "null"]],
                        "facts": list(
                            object(
                                [
                                    "element": ["type": "string"], "value": anything,
                                    "source": ["type": ["string", "null"]],
                                    "asOf": ["type": ["string", "null"]],
                                ], required: ["element", "value", "source", "asOf"])),
                    ], required: ["rule", "holds", "message", "messageZh", "citation", "facts"])),
            "missing": list(["type": "string"]),
            "nearest": [
                "type": ["array", "null"],
                "items": object(
                    [
                        "kind": choice(["wait", "change"]), "element": ["type": ["string", "null"]], "from": anything,
                        "to": anything, "message": ["type": "string"], "messageZh": ["type": "string"],
                    ], required: ["kind", "element", "from", "to", "message", "messageZh"]),
            ],
            "source": ["type": "string"],
        ],
        required: [
            "policy", "version", "name", "nameZh", "verdict", "amountFrom", "amountTo", "because", "missing", "nearest",
            "source",
        ])
}
