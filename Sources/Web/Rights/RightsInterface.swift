import Access
import Eligibility
import Hummingbird
import Ledger
import Registry
import Vocabulary

/// A person's rights over their data, for programs.
struct RightsInterface: Sendable {
    let site: Site

    func add(to router: Router<SiteContext>) {
        let api = router.group("api/v1/me")
        api.get("data") { request, context in await Answer.run(request, context) { try await data(context) } }
        api.post("requests") { request, context in
            await Answer.run(request, context) { try await ask(request, context) }
        }
        api.post("consents") { request, context in
            await Answer.run(request, context) { try await consent(request, context) }
        }
    }

    private func person(_ context: SiteContext) throws -> Identifier<Principal> {
        let signedIn = try context.required()
        if signedIn.isUnverified { throw Told.notVerified }
        guard let person = signedIn.applicant else {
            throw Told(403, "noRole", "只有申请人可以查看", "only applicants have this")
        }
        return person.retyped()
    }

    private func data(_ context: SiteContext) async throws -> Response {
        let data = try await MyData.about(try person(context), in: site.casework, on: site.clock().day)
        return Answer.json(data.json, headers: [.cacheControl: "no-store"])
    }

    private func ask(_ request: Request, _ context: SiteContext) async throws -> Response {
        let person = try person(context)
        let (body, _) = try await Answer.object(of: request, for: "askAboutData")
        guard let kind = DataRequest.Kind(rawValue: try body.text("kind")) else { throw RequestRefused.unknown }
        let taken = try await DataRights(casework: site.casework).ask(
            kind, element: try body.text("element"), source: try body.text("source"), text: body["text"]?.text ?? "",
            person: person,
            at: site.clock())
        return Answer.json(taken.view, status: .created)
    }

    private func consent(_ request: Request, _ context: SiteContext) async throws -> Response {
        let person = try person(context)
        let (body, _) = try await Answer.object(of: request, for: "consent")
        guard let purpose = ConsentPurpose(rawValue: try body.text("purpose")) else { throw RequestRefused.unknown }
        let isGranted = body["granted"]?.flag ?? false
        let now = site.clock()
        let register = site.casework.register
        let erased = try await site.casework.store.write { session in
            try register.say(isGranted, to: purpose, person: person.retyped(), at: now, in: session)
        }
        return Answer.json([
            "purpose": .string(purpose.rawValue), "granted": .bool(isGranted), "erased": .integer(erased),
        ])
    }
}

extension OpenAPI {
    static let rightsOperations: [Operation] = [
        Operation(
            method: .get, path: "/api/v1/me/data", id: "showMyData",
            summary: "Everything held about the signed-in person, with sources, dates and who looked (个人信息副本).",
            answers: [
                (
                    200,
                    object(
                        [
                            "person": ["type": "string"], "facts": list(["type": "object"], most: 10_000),
                            "links": list(["type": "object"]),
                            "applications": list(["type": "string"], most: 10_000), "looks": list(["type": "object"]),
                            "visits": list(["type": "object"]), "consents": list(["type": "object"], most: 10_000),
                            "requests": list(["type": "object"]),
                        ], required: ["person", "facts", "applications", "looks", "visits", "consents", "requests"])
                )
            ]),
        Operation(
            method: .post, path: "/api/v1/me/requests", id: "askAboutData",
            summary: "Asks for a correction or deletion, or objects. What the law alone decides is answered at once.",
            body: object(
                [
                    "kind": choice(DataRequest.Kind.allCases.map(\.rawValue)), "element": text(64), "source": text(128),
                    "text": text(500, least: 0),
                ], required: ["kind", "element", "source"]),
            answers: [(201, ["type": "object"])], problems: [404]),
        Operation(
            method: .post, path: "/api/v1/me/consents", id: "consent",
            summary: "Gives consent to one purpose, or takes it back.",
            body: object(
                ["purpose": choice(ConsentPurpose.allCases.map(\.rawValue)), "granted": ["type": "boolean"]],
                required: ["purpose", "granted"]),
            answers: [(200, ["type": "object"])]),
    ]
}
