import Access
import Hummingbird
import Ledger
import Registry
import Vocabulary

/// What programs do in the name of a person about that person themselves.
struct PersonInterface: Sendable {
    let site: Site

    func add(to router: Router<SiteContext>) {
        let api = router.group("api/v1/me")
        api.get("verification") { request, context in
            await Answer.run(request, context) { try await verification(context) }
        }
        api.get("mandates") { request, context in await Answer.run(request, context) { try await mandates(context) } }
        api.post("mandates") { request, context in
            await Answer.run(request, context) { try await give(request, context) }
        }
        api.delete("mandates/:id") { request, context in
            await Answer.run(request, context) { try await revoke(context) }
        }
        api.post("acting") { request, context in await Answer.run(request, context) { try await act(request, context) }
        }
        api.delete("acting") { request, context in await Answer.run(request, context) { try await stopActing(context) }
        }
        api.post("verification") { request, context in
            await Answer.run(request, context) { try await verify(request, context) }
        }
    }

    private func mandates(_ context: SiteContext) async throws -> Response {
        let principal = try citizen(context)
        guard principal.level >= .needed, let person = principal.subject else { throw Told.notVerified }
        let given = try await site.accounts.mandates(of: person)
        let held = try await site.accounts.mandates(for: principal.account, on: site.clock().day)
        return Answer.json(
            [
                "mandates": .array(given.map(\.view)), "held": .array(held.map(\.heldView)),
                "acting": .optional(context.acting?.id.description),
            ], headers: [.cacheControl: "no-store"])
    }

    private func act(_ request: Request, _ context: SiteContext) async throws -> Response {
        let principal = try citizen(context)
        guard principal.level >= .needed else { throw Told.notVerified }
        let (body, _) = try await Answer.object(of: request, for: "actForSomebody")
        guard let id = try? Identifier<Mandate>(parsing: try body.text("mandate")) else {
            throw MandateRefused.doesNotHold
        }
        let held = try await site.accounts.act(under: id, in: try context.required(), at: site.clock())
        return Answer.json(held.heldView)
    }

    private func stopActing(_ context: SiteContext) async throws -> Response {
        let principal = try citizen(context)
        guard principal.level >= .needed else { throw Told.notVerified }
        try await site.accounts.stopActing(in: try context.required(), at: site.clock())
        return Response(status: .noContent)
    }

    private func give(_ request: Request, _ context: SiteContext) async throws -> Response {
        let principal = try citizen(context)
        guard principal.level >= .needed else { throw Told.notVerified }
        let (body, _) = try await Answer.object(of: request, for: "giveMandate")
        guard let scope = Mandate.Scope(rawValue: try body.text("scope")),
            let until = try? CalendarDay(parsing: try body.text("until"))
        else {
            throw Told(422, "malformed", "日期有误", "the day is wrong", path: "/until")
        }
        let mandate = try await site.accounts.give(
            scope, to: try body.text("agent"), until: until, from: principal, at: site.clock())
        return Answer.json(mandate.view, status: .created)
    }

    private func revoke(_ context: SiteContext) async throws -> Response {
        let principal = try citizen(context)
        guard let person = principal.subject,
            let id = try? Identifier<Mandate>(parsing: try context.parameters.require("id"))
        else {
            throw MandateRefused.doesNotHold
        }
        try await site.accounts.revoke(id, of: person, at: site.clock())
        return Response(status: .noContent)
    }

    private func citizen(_ context: SiteContext) throws -> Principal {
        let principal = try context.required().principal
        guard principal.kind == .citizen else { throw VerificationRefused.notAnApplicant }
        return principal
    }

    private func verification(_ context: SiteContext) async throws -> Response {
        let principal = try citizen(context)
        return try await answer(principal.level, principal.account)
    }

    private func verify(_ request: Request, _ context: SiteContext) async throws -> Response {
        let principal = try citizen(context)
        let (body, _) = try await Answer.object(of: request, for: "verify")
        let number: CitizenID
        do {
            number = try CitizenID(parsing: try body.text("number"))
        } catch let malformed as MalformedCitizenID {
            throw Told(422, "malformed", malformed.message.zh, malformed.message.en, path: "/number")
        }
        let claim = IdentityClaim(name: try body.text("name"), number: number, phone: try body.text("phone"))
        guard try await site.verify(claim, account: principal.account, at: site.clock()) else {
            throw Told(
                422, "notConfirmed", "与登记库不一致，或没有可比对的信息",
                "it does not agree with the register, or there is nothing to compare it with")
        }
        let level = try await site.accounts.find(principal.account)?.level ?? principal.level
        return try await answer(level, principal.account)
    }

    private func answer(_ level: VerificationLevel, _ account: String) async throws -> Response {
        let checks = try await site.accounts.checks(of: account)
        return Answer.json(
            [
                "level": .string(level.code), "mayApply": .bool(level >= .needed),
                "checks": .array(
                    checks.map {
                        [
                            "at": .string($0.at.description), "level": .string($0.level.code),
                            "method": .string($0.method),
                        ]
                    }),
            ], headers: [.cacheControl: "no-store"])
    }
}

extension Mandate {
    fileprivate var view: JSON {
        [
            "id": .string(id.description), "agent": .string(agent), "scope": .string(scope.rawValue),
            "until": .string(endsOn.description),
            "givenAt": .string(givenAt.description), "revokedAt": .optional(revokedAt?.description),
        ]
    }

    /// As whoever holds it sees it.
    fileprivate var heldView: JSON {
        [
            "id": .string(id.description), "person": .string(Masking.name(personName)),
            "scope": .string(scope.rawValue),
            "until": .string(endsOn.description),
        ]
    }
}

extension OpenAPI {
    static let personOperations: [Operation] = [
        Operation(
            method: .get, path: "/api/v1/me/verification", id: "showVerification",
            summary: "How well it is known who the signed-in person is (实名核验).", answers: [(200, verification)]),
        Operation(
            method: .post, path: "/api/v1/me/verification", id: "verify",
            summary: "Compares name, identity number and telephone with the register.",
            body: object(
                ["name": text(64), "number": text(18), "phone": text(20)], required: ["name", "number", "phone"]),
            answers: [(200, verification)], problems: [409, 429]),
        Operation(
            method: .get, path: "/api/v1/me/mandates", id: "listMandates",
            summary:
                "Whom one lets act for oneself (授权), for whom one may act, and under which mandate the session acts now.",
            answers: [
                (
                    200,
                    object(
                        [
                            "mandates": list(mandate), "held": list(heldMandate),
                            "acting": ["type": ["string", "null"]],
                        ],
                        required: ["mandates", "held", "acting"])
                )
            ]),
        Operation(
            method: .post, path: "/api/v1/me/acting", id: "actForSomebody",
            summary:
                "From now on the session acts for the person of a mandate (代办): it lists, shows, and with the scope "
                + "`apply` hands in and withdraws their applications.",
            body: object(["mandate": text(64)], required: ["mandate"]), answers: [(200, heldMandate)], problems: [404]),
        Operation(
            method: .delete, path: "/api/v1/me/acting", id: "stopActing",
            summary: "From now on the session acts for its own person again.", answers: [(204, nil)]),
        Operation(
            method: .post, path: "/api/v1/me/mandates", id: "giveMandate",
            summary: "Lets another applicant act for oneself.",
            body: object(
                [
                    "agent": text(64), "scope": choice(Mandate.Scope.allCases.map(\.rawValue)),
                    "until": ["type": "string", "format": "date"],
                ],
                required: ["agent", "scope", "until"]),
            answers: [(201, mandate)]),
        Operation(
            method: .delete, path: "/api/v1/me/mandates/{id}", id: "revokeMandate",
            summary: "Takes a mandate back at once.",
            parameters: [.init(name: "id", place: "path", schema: text(64), isRequired: true)], answers: [(204, nil)]),
    ]

    private static let heldMandate = object(
        [
            "id": ["type": "string"], "person": ["type": "string"],
            "scope": choice(Mandate.Scope.allCases.map(\.rawValue)),
            "until": ["type": "string", "format": "date"],
        ], required: ["id", "person", "scope", "until"])

    private static let mandate = object(
        [
            "id": ["type": "string"], "agent": ["type": "string"],
            "scope": choice(Mandate.Scope.allCases.map(\.rawValue)),
            "until": ["type": "string", "format": "date"], "givenAt": ["type": "string"],
            "revokedAt": ["type": ["string", "null"]],
        ], required: ["id", "agent", "scope", "until", "givenAt", "revokedAt"])

    private static let verification = object(
        [
            "level": choice(VerificationLevel.allCases.map(\.code)), "mayApply": ["type": "boolean"],
            "checks": list(
                object(
                    ["at": ["type": "string"], "level": ["type": "string"], "method": ["type": "string"]],
                    required: ["at", "level", "method"])),
        ], required: ["level", "mayApply", "checks"])
}
