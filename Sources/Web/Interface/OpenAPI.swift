import Cases
import Ledger

/// The contract of the JSON interface (OpenAPI 3.1), served at `/openapi.json`.
enum OpenAPI {
    static let document: JSON = {
        var paths: [JSON.Member] = []
        for path in operations.map(\.path).uniqued() {
            let here = operations.filter { $0.path == path }
            paths.append(.init(path, .object(here.map { .init($0.method.rawValue, $0.json) })))
        }
        return [
            "openapi": "3.1.0",
            "info": [
                "title": "Lianban 联办", "version": "1.0.0",
                "description": "One application, every item it implies, one answer.",
                "license": ["name": "Apache-2.0", "identifier": "Apache-2.0"],
            ],
            "paths": .object(paths), "webhooks": webhooks,
            "components": [
                "schemas": schemas,
                "responses": [
                    "problem": [
                        "description": "what is wrong (RFC 9457)",
                        "content": ["application/problem+json": ["schema": reference("problem")]],
                    ]
                ],
                "securitySchemes": ["bearer": ["type": "http", "scheme": "bearer"]],
            ],
        ]
    }()

    static func reference(_ name: String) -> JSON { ["$ref": .string("#/components/schemas/\(name)")] }

    /// The compiled schemas of request bodies by operation.
    static let bodies: [String: Schema] = Dictionary(
        uniqueKeysWithValues: operations.compactMap { operation in
            operation.body.map { (operation.id, Schema($0, components: schemas)) }
        })

    private static let number = Operation.Parameter(
        name: "number", place: "path", schema: ["type": "string", "minLength": 43, "maxLength": 43], isRequired: true)
    private static let ifMatch = Operation.Parameter(
        name: "If-Match", place: "header", schema: ["type": "string", "pattern": "^(W/)?\"[0-9]{1,9}\"$"])

    static let operations: [Operation] =
        [
            Operation(
                method: .post, path: "/api/v1/sessions", id: "signIn", summary: "Signs in and gives a bearer token.",
                needsSession: false,
                body: object(
                    ["account": text(64), "password": text(256), "code": text(6)], required: ["account", "password"]),
                answers: [(201, reference("session"))], problems: [401, 403, 429]),
            Operation(
                method: .delete, path: "/api/v1/sessions/current", id: "signOut", summary: "Ends the session at once.",
                answers: [(204, nil)]),
            Operation(
                method: .post, path: "/api/v1/applications", id: "submit",
                summary: "Takes an application in: one number for it and one for each item, all or nothing.",
                parameters: [
                    .init(
                        name: "Idempotency-Key", place: "header",
                        schema: ["type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"],
                        isRequired: true)
                ],
                body: reference("intake"),
                answers: [(201, reference("application")), (200, reference("application"))], problems: [409]),
            Operation(
                method: .get, path: "/api/v1/applications", id: "listApplications",
                summary: "The signed-in person's applications.",
                answers: [(200, object(["applications": list(reference("application"))], required: ["applications"]))]),
            Operation(
                method: .get, path: "/api/v1/applications/{number}", id: "showApplication", summary: "One application.",
                parameters: [number], answers: [(200, reference("application"))]),
            Operation(
                method: .get, path: "/api/v1/applications/{number}/timeline", id: "showTimeline",
                summary: "What happened, with the due day after each event.", parameters: [number],
                answers: [(200, list(reference("timelineEntry")))]),
            Operation(
                method: .post, path: "/api/v1/applications/{number}/withdrawal", id: "withdrawApplication",
                summary: "Withdraws items, or all that have not ended.", parameters: [number, ifMatch],
                body: object(["items": list(text(64)), "reason": text(500, least: 0)]),
                answers: [(200, reference("application"))], problems: [409, 412]),
            Operation(
                method: .post, path: "/api/v1/applications/{number}/rating", id: "rate",
                summary: "Rates the service, once.",
                parameters: [number, ifMatch],
                body: object(
                    ["grade": ["type": "integer", "minimum": 1, "maximum": 5], "comment": text(500, least: 0)],
                    required: ["grade"]),
                answers: [(200, reference("application"))], problems: [409, 412]),
            Operation(
                method: .post, path: "/api/v1/applications/{number}/claim", id: "claim",
                summary: "Takes on as one's own what staff handed in (认领).", parameters: [number, ifMatch],
                answers: [(200, reference("application"))], problems: [409, 412]),
            Operation(
                method: .get, path: "/api/v1/queue", id: "listQueue", summary: "An officer's items, most urgent first.",
                parameters: [
                    .init(name: "phase", place: "query", schema: choice(QueueFilter.Phase.allCases.map(\.rawValue))),
                    .init(name: "status", place: "query", schema: choice(ItemTask.Status.allCases.map(\.rawValue))),
                    .init(name: "item", place: "query", schema: text(64)),
                    .init(name: "actBy", place: "query", schema: ["type": "string", "format": "date"]),
                    .init(name: "limit", place: "query", schema: ["type": "integer", "minimum": 1, "maximum": 200]),
                    .init(name: "cursor", place: "query", schema: ["type": "string", "pattern": "^[0-9a-f]{58,200}$"]),
                ],
                answers: [
                    (
                        200,
                        object(
                            ["entries": list(reference("queueEntry")), "next": ["type": ["string", "null"]]],
                            required: ["entries", "next"])
                    )
                ]),
            Operation(
                method: .get, path: "/api/v1/items/{number}", id: "showItem", summary: "One item.",
                parameters: [number],
                answers: [(200, reference("item"))]),
            Operation(
                method: .get, path: "/livez", id: "livez", summary: "The process lives.", needsSession: false,
                answers: [(200, nil)]),
            Operation(
                method: .get, path: "/readyz", id: "readyz", summary: "The store answers.", needsSession: false,
                answers: [(200, nil)]),
            Operation(
                method: .get, path: "/metrics", id: "metrics", summary: "Prometheus metrics.", needsSession: false,
                answers: [(200, nil)]),
            Operation(
                method: .get, path: "/openapi.json", id: "contract", summary: "This document.", needsSession: false,
                answers: [(200, ["type": "object"])]),
        ] + ItemAct.allCases.map(itemOperation) + policyOperations + personOperations + rightsOperations
        + erasingOperations + exchangeOperations

    private static func itemOperation(_ act: ItemAct) -> Operation {
        Operation(
            method: .post, path: "/api/v1/items/{number}/\(act.rawValue)", id: act.operation,
            summary: act.summary, parameters: [number, ifMatch], body: act.schema, answers: [(200, reference("item"))],
            problems: [409, 412])
    }

    static func object(_ properties: JSON, required: [String] = []) -> JSON {
        .members([
            "type": "object", "properties": properties, "additionalProperties": false,
            "required": required.isEmpty ? nil : .array(required.map(JSON.string)),
        ])
    }

    static func text(_ most: Int, least: Int = 1) -> JSON {
        ["type": "string", "minLength": .integer(least), "maxLength": .integer(most)]
    }

    static func list(_ element: JSON, most: Int = 200) -> JSON {
        ["type": "array", "items": element, "maxItems": .integer(most)]
    }
    static func choice(_ choices: [String]) -> JSON { ["type": "string", "enum": .array(choices.map(JSON.string))] }
    static let answers: JSON = [
        "type": "object",
        "additionalProperties": ["type": ["string", "number", "boolean", "array", "null"], "maxLength": 4_000],
    ]
    static let receipts: JSON = list(
        object(
            [
                "material": text(64), "source": choice(MaterialReceipt.Source.allCases.map(\.rawValue)),
                "upload": text(64),
            ], required: ["material"]))
}

extension Sequence where Element: Hashable {
    /// Each element once, in the order of first appearance.
    func uniqued() -> [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}

extension Substring {
    var capitalized: String { prefix(1).uppercased() + dropFirst() }
}
