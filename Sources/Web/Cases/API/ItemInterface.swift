import Access
import Cases
import Catalog
import Hummingbird
import Ledger
import Vocabulary

/// The JSON interface of single items: what officers and applicants do to them, and the officers' lists.
struct ItemInterface: Sendable {
    let site: Site

    func add(to router: Router<SiteContext>) {
        let api = router.group("api/v1")
        api.get("queue") { request, context in await Answer.run(request, context) { try await queue(request, context) }
        }
        api.get("items/:number") { request, context in await Answer.run(request, context) { try await show(context) } }
        for act in ItemAct.allCases {
            api.post("items/:number/\(act.rawValue)") { request, context in
                await Answer.run(request, context) { try await carryOut(act, request, context) }
            }
        }
    }

    private func show(_ context: SiteContext) async throws -> Response {
        let number = try context.caseNumber()
        let seen = try await site.casework.visible(number, in: context)
        let task = try seen.task(numbered: number)
        return Answer.json(task.view(site.casework.calendar), headers: [.eTag: seen.application.tag])
    }

    private func carryOut(_ act: ItemAct, _ request: Request, _ context: SiteContext) async throws -> Response {
        let number = try context.caseNumber()
        let task = try await site.casework.visible(number, in: context).task(numbered: number)
        let (body, _) = try await Answer.object(of: request, for: act.operation)
        let after = try await site.casework.act(
            try act.command(task.item, body), on: number, by: try context.actor(), at: site.clock(),
            expecting: try request.expectedVersion())
        return Answer.json(try after.task(numbered: number).view(site.casework.calendar), headers: [.eTag: after.tag])
    }

    private func queue(_ request: Request, _ context: SiteContext) async throws -> Response {
        let signedIn = try context.required()
        let kind = signedIn.principal.kind
        guard kind == .officer || kind == .supervisor, let officer = signedIn.officer else {
            throw Told(403, "noRole", "只有工作人员可以查看", "only officers have a queue")
        }
        let desk = Desk(officer: officer, isSupervisor: kind == .supervisor)
        let query = request.uri.queryParameters
        var filter = QueueFilter(department: officer.department, region: officer.region)
        if let phase = query["phase"] {
            guard let chosen = QueueFilter.Phase(rawValue: String(phase)) else { throw wrong("phase") }
            filter.phase = chosen
        }
        if let status = query["status"] {
            guard let chosen = ItemTask.Status(rawValue: String(status)) else { throw wrong("status") }
            filter.status = chosen
        }
        if let item = query["item"] {
            guard (1...64).contains(item.unicodeScalars.count), !item.utf8.contains(0) else { throw wrong("item") }
            filter.item = ItemCode(rawValue: String(item))
        }
        if let day = query["actBy"] {
            guard let chosen = try? CalendarDay(parsing: String(day)) else { throw wrong("actBy") }
            filter.actBy = chosen
        }
        var limit = 50
        if let text = query["limit"] {
            guard let chosen = Int(text), (1...200).contains(chosen) else { throw wrong("limit") }
            limit = chosen
        }
        var position: QueuePosition?
        if let cursor = query["cursor"] {
            guard let chosen = QueuePosition(cursor: String(cursor)) else { throw wrong("cursor") }
            position = chosen
        }
        let page = try await site.casework.queue(filter, after: position, limit: limit)
        let catalog = site.casework.shelf.current
        let entries = page.entries.filter { desk.lists(catalog.items[$0.item]) }
        return Answer.json([
            "entries": .array(entries.map(\.view)), "next": .optional(page.next?.cursor),
        ])
    }

    private func wrong(_ name: String) -> Told {
        Told(400, "malformed", "查询参数\(name)有误", "the query parameter \(name) is not valid", path: "/query/\(name)")
    }
}

extension Application {
    /// The task whose number this is; the parent number names none.
    func task(numbered number: CaseNumber) throws(Refusal) -> ItemTask {
        guard let task = tasks.first(where: { $0.number == number }) else {
            throw .noSuchApplication(number.description)
        }
        return task
    }
}
