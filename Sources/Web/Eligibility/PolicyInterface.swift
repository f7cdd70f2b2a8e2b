import Catalog
import Cases
import Eligibility
import FEEL
import Hummingbird
import Ledger
import Vocabulary

/// The policy finder for programs: the questions that still matter, and each policy's answer with its reasons.
struct PolicyInterface: Sendable {
    let site: Site

    func add(to router: Router<SiteContext>) {
        router.get("api/v1/policies") { request, context in
            await Answer.run(request, context) { list(try day(request)) }
        }
        router.get("api/v1/policies/:policy") { request, context in
            await Answer.run(request, context) { try show(context, try day(request)) }
        }
        router.post("api/v1/policies/search") { request, context in
            await Answer.run(request, context) { try await search(request, context) }
        }
    }

    private func day(_ request: Request) throws -> CalendarDay {
        guard let text = request.uri.queryParameters["on"].map(String.init) else { return site.clock().day }
        return try Self.day(text, path: "/on")
    }

    private static func day(_ text: String, path: String) throws -> CalendarDay {
        guard let day = try? CalendarDay(parsing: text) else {
            throw Told(400, "malformed", "日期应写作2024-06-07", "a date is written 2024-06-07", path: path)
        }
        return day
    }

    private func list(_ day: CalendarDay) -> Response {
        let catalog = site.casework.shelf.current.inForce(on: day)
        let policies = catalog.policies.filter { !$0.versions(on: day).isEmpty }
        return Answer.json(["policies": .array(policies.map { $0.json(on: day) })])
    }

    private func show(_ context: SiteContext, _ day: CalendarDay) throws -> Response {
        let catalog = site.casework.shelf.current.inForce(on: day)
        guard let code = context.parameters.get("policy"), let policy = catalog.policies[PolicyCode(code)],
            !policy.versions(on: day).isEmpty
        else {
            throw Told(
                404, "noSuchPolicy", "没有这项政策，或那天不在有效期", "there is no such policy, or it is not in force on that day")
        }
        return Answer.json(policy.json(on: day))
    }

    private func search(_ request: Request, _ context: SiteContext) async throws -> Response {
        let (body, _) = try await Answer.object(of: request, for: "findPolicies")
        let day = try body["on"]?.text.map { try Self.day($0, path: "/on") } ?? site.clock().day
        let only = body["policies"]?.elements.map { Set($0.compactMap(\.text).map { PolicyCode($0) }) }
        let audience: Audience? = body["audience"]?.text.map { $0 == "enterprise" ? .enterprise : .person }
        let finder = PolicyFinder(site.casework.shelf.current, on: day, for: audience, only: only)
        for code in only?.sorted() ?? [] where !finder.rules.contains(where: { $0.policy.code == code }) {
            throw Told(422, "noSuchPolicy", "没有政策“\(code)”", "there is no policy “\(code)”", path: "/policies")
        }
        let answers = try self.answers(body, finder.catalog)
        let known = try await site.casework.circumstances(of: context.signedIn?.applicant, in: finder.catalog, on: day)
        let search = finder.search(knowing: known) { answers[$0] }
        return Answer.json(
            [
                "on": .string(day.description),
                "questions": .array(
                    search.interview.open.compactMap { finder.catalog.elements[$0]?.question(finder.catalog) }),
                "results": .array(search.findings.map { $0.json(finder.catalog, on: day) }),
            ], headers: [.cacheControl: "no-store"])
    }

    private func answers(_ body: JSON, _ catalog: Catalog) throws -> [ElementCode: Interview.Answer] {
        var answers: [ElementCode: Interview.Answer] = [:]
        for text in body["unknown"]?.elements?.compactMap(\.text) ?? [] {
            answers[try element(text, catalog, path: "/unknown").code] = .unknown
        }
        for member in body["answers"]?.members ?? [] {
            let path = "/answers/\(member.name)"
            let element = try element(member.name, catalog, path: path)
            do throws(AnswerRefused) {
                guard let json = try catalog.read(member.value, as: element) else { continue }
                answers[element.code] = .value(json.value(as: element.type))
            } catch {
                throw Told(422, "answerRefused", error.message.zh, error.message.en, path: path)
            }
        }
        return answers
    }

    private func element(_ name: String, _ catalog: Catalog, path: String) throws -> DataElement {
        guard let element = catalog.elements[ElementCode(name)] else {
            throw Told(422, "unknownElement", "没有数据元“\(name)”", "there is no data element “\(name)”", path: path)
        }
        return element
    }
}
