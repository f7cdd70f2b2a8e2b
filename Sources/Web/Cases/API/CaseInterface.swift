import Access
import Cases
import Catalog
import HTTPTypes
import Hummingbird
import Ledger
import Vocabulary

/// The JSON interface of applications.
struct CaseInterface: Sendable {
    let site: Site

    func add(to router: Router<SiteContext>) {
        let api = router.group("api/v1")
        api.post("applications") { request, context in
            await Answer.run(request, context) { try await submit(request, context) }
        }
        api.get("applications") { request, context in await Answer.run(request, context) { try await mine(context) } }
        api.get("applications/:number") { request, context in
            await Answer.run(request, context) { try await show(context) }
        }
        api.get("applications/:number/timeline") { request, context in
            await Answer.run(request, context) { try await timeline(context) }
        }
        api.post("applications/:number/withdrawal") { request, context in
            await Answer.run(request, context) { try await withdraw(request, context) }
        }
        api.post("applications/:number/claim") { request, context in
            await Answer.run(request, context) { try await claim(request, context) }
        }
        api.post("applications/:number/rating") { request, context in
            await Answer.run(request, context) { try await rate(request, context) }
        }
    }

    private func submit(_ request: Request, _ context: SiteContext) async throws -> Response {
        let signedIn = try context.required()
        guard let key = request.headers[.idempotencyKey], !key.isEmpty, key.utf8.count <= 255 else {
            throw Told(
                400, "keyMissing", "请求头缺少Idempotency-Key（1到255个字符）",
                "the header Idempotency-Key is missing (1 to 255 characters)",
                path: "/headers/Idempotency-Key")
        }
        let (json, bytes) = try await Answer.object(of: request, for: "submit")
        var intake = try IntakeRequest(json)
        let account = signedIn.principal.account
        let submitter: Submitter
        switch signedIn.principal.kind {
        case .citizen:
            intake.channel = .online
            // A program that acts in a session acts for whom the session acts.
            if let acting = context.acting, acting.scope != .apply { throw Refusal.beyondYourMandate }
            submitter = Submitter(
                client: account, applicant: try context.requiredApplicant(),
                agent: context.acting == nil ? nil : signedIn.applicant, verification: signedIn.principal.level)
        case .clerk:
            // Staff have the person and the document before them.
            intake.channel = .counter
            submitter = Submitter(
                client: account, applicant: context.serving?.person, clerk: account, verification: .inPerson)
        case .client:
            intake.channel = .interface
            let vouches = signedIn.principal.roles.contains(Principal.vouchesForIdentity)
            submitter = Submitter(client: account, verification: vouches ? .register : .declared)
        case .officer, .supervisor, .administrator:
            throw Told(403, "noRole", "您的账号不能提交申请", "your account cannot submit applications")
        }
        let receipt = try await site.casework.submit(
            intake, by: submitter, key: IdempotencyKey(key, body: bytes), at: site.clock())
        let application = receipt.application
        return Answer.json(
            application.view(site.casework.calendar), status: receipt.isRepeated ? .ok : .created,
            headers: [.location: "/api/v1/applications/\(application.number)", .eTag: application.tag])
    }

    private func mine(_ context: SiteContext) async throws -> Response {
        let applications = try await site.casework.applications(of: try context.requiredApplicant())
        return Answer.json(["applications": .array(applications.map { $0.view(site.casework.calendar) })])
    }

    private func show(_ context: SiteContext) async throws -> Response {
        let seen = try await site.casework.visible(try context.caseNumber(), in: context)
        return Answer.json(
            seen.application.view(site.casework.calendar, items: seen.items), headers: [.eTag: seen.application.tag])
    }

    private func timeline(_ context: SiteContext) async throws -> Response {
        let number = try context.caseNumber()
        let seen = try await site.casework.visible(number, in: context)
        let entries = try await site.casework.timeline(number).filter { $0.item.map(seen.shows) ?? true }
        return Answer.json(.array(entries.map(\.view)))
    }

    private func withdraw(_ request: Request, _ context: SiteContext) async throws -> Response {
        let number = try context.caseNumber()
        let application = try await site.casework.visible(number, in: context).application
        let (body, _) = try await Answer.object(of: request, for: "withdrawApplication")
        var items: [ItemCode] = try body.codeList("items")
        if items.isEmpty { items = application.tasks.filter { !$0.hasEnded }.map(\.item) }
        return try await act(.withdraw(items, reason: body["reason"]?.text ?? ""), on: number, request, context)
    }

    private func rate(_ request: Request, _ context: SiteContext) async throws -> Response {
        let number = try context.caseNumber()
        _ = try await site.casework.visible(number, in: context)
        let (body, _) = try await Answer.object(of: request, for: "rate")
        guard let grade = Application.Grade(rawValue: Int(try body.integer("grade"))) else {
            throw Told(422, "malformed", "评价为1到5", "the grade is 1 to 5", path: "/grade")
        }
        return try await act(.rate(grade, comment: body["comment"]?.text ?? ""), on: number, request, context)
    }

    private func claim(_ request: Request, _ context: SiteContext) async throws -> Response {
        let number = try context.caseNumber()
        _ = try await site.casework.visible(number, in: context)
        return try await act(.claim, on: number, request, context)
    }

    private func act(
        _ command: Command, on number: CaseNumber, _ request: Request, _ context: SiteContext
    ) async throws -> Response {
        let application = try await site.casework.act(
            command, on: number, by: try context.actor(), at: site.clock(), expecting: try request.expectedVersion())
        return Answer.json(application.view(site.casework.calendar), headers: [.eTag: application.tag])
    }
}

extension Application {
    /// The entity tag of this version.
    var tag: String { "\"\(version)\"" }
}

extension Request {
    /// The version in If-Match; nil when the header is absent.
    func expectedVersion() throws(Told) -> Int? {
        guard let tag = headers[.ifMatch], tag != "*" else { return nil }
        // A proxy that compresses makes tags weak.
        guard let match = tag.wholeMatch(of: #/(?:W/)?"([0-9]{1,9})"/#), let version = Int(match.1) else {
            throw Told(
                400, "malformed", "If-Match应为实体标签", "If-Match must hold an entity tag", path: "/headers/If-Match")
        }
        return version
    }
}

extension SiteContext {
    func caseNumber() throws -> CaseNumber {
        try CaseNumber(parsing: try parameters.require("number"))
    }
}

extension HTTPField.Name {
    static let idempotencyKey = HTTPField.Name("Idempotency-Key")!
}
