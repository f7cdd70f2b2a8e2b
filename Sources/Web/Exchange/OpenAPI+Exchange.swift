import Cases
import Exchange
import Ledger

extension OpenAPI {
    static let exchangeOperations = [
        Operation(
            method: .post, path: "/api/v1/exchange/{department}/replies", id: "replyToItem",
            summary:
                "A department's own system acts on an item. Signed as Standard Webhooks says; the same webhook-id has effect once.",
            needsSession: false,
            parameters: [
                .init(name: "department", place: "path", schema: text(64), isRequired: true),
                .init(
                    name: "webhook-id", place: "header", schema: ["type": "string", "pattern": "^[!-~]{1,128}$"],
                    isRequired: true),
                .init(
                    name: "webhook-timestamp", place: "header", schema: ["type": "string", "pattern": "^[0-9]{1,12}$"],
                    isRequired: true),
                .init(name: "webhook-signature", place: "header", schema: text(1_024), isRequired: true),
            ],
            body: object(
                [
                    "number": text(43, least: 43), "attempt": ["type": "integer", "minimum": 1, "maximum": 1_000_000],
                    "act": choice(ItemAct.ofDepartments.map(\.rawValue)), "content": ["type": "object"],
                ], required: ["number", "attempt", "act"]),
            answers: [
                (
                    200,
                    object(
                        ["repeated": ["type": "boolean"], "status": choice(ItemTask.Status.allCases.map(\.rawValue))],
                        required: ["repeated"])
                )
            ], problems: [401, 409, 413, 422])
    ]

    /// What this installation sends to departments' systems and to subscribers.
    static let webhooks: JSON = [
        "item": outgoing(
            "Something happened to an item of the department: it was handed over (lianban.item.started), its applicant answered, …",
            data: reference("exchangedItem")),
        "application": outgoing(
            "Something happened that was subscribed to; no personal data.", data: reference("exchangedEvent")),
    ]

    static let exchangeSchemas: [JSON.Member] = [
        .init(
            "exchangedItem",
            [
                "type": "object",
                "required": ["application", "item", "number", "department", "attempt", "version", "region", "event"],
                "properties": [
                    "application": text(43, least: 43), "item": text(64), "number": text(43, least: 43),
                    "department": text(64),
                    "attempt": [
                        "type": "integer", "minimum": 1,
                        "description":
                            "Act once for each number and attempt; a repetition carries the same webhook-id.",
                    ],
                    "version": ["type": "integer", "minimum": 1],
                    "region": ["type": "string", "pattern": "^[0-9]{6}$"],
                    "event": ["type": "object"], "answers": answers, "materials": receipts,
                ],
            ]),
        .init(
            "exchangedEvent",
            [
                "type": "object", "required": ["application", "version", "region"],
                "properties": [
                    "application": text(43, least: 43), "item": text(64), "number": text(43, least: 43),
                    "department": text(64),
                    "attempt": ["type": "integer"], "version": ["type": "integer"], "region": ["type": "string"],
                ],
            ]),
    ]

    private static func outgoing(_ summary: String, data: JSON) -> JSON {
        [
            "post": [
                "summary": .string(summary),
                "requestBody": [
                    "required": true,
                    "content": [
                        "application/cloudevents+json": [
                            "schema": [
                                "type": "object",
                                "required": ["specversion", "id", "source", "type", "subject", "time", "data"],
                                "properties": [
                                    "specversion": ["const": "1.0"], "id": ["type": "string"],
                                    "source": ["type": "string"],
                                    "type": ["type": "string", "pattern": "^lianban\\.(item|application)\\."],
                                    "subject": ["type": "string"], "time": ["type": "string", "format": "date-time"],
                                    "datacontenttype": ["const": "application/json"], "data": data,
                                ],
                            ]
                        ]
                    ],
                ],
                "responses": [
                    "2XX": ["description": "taken; it is not sent again"],
                    "4XX": [
                        "description":
                            "not wanted; tried a few times, then a dead letter (408, 425 and 429 count as unavailable)"
                    ],
                    "5XX": ["description": "unavailable; tried again until it is taken"],
                ],
            ]
        ]
    }
}
