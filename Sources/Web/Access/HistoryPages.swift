import Access
import Cases
import Catalog
import Documents
import Hummingbird
import Ledger
import Vocabulary

/// Who did what and when, for the audit administrator (审计检索).
struct HistoryPages: Sendable {
    let site: Site

    static let perPage = 100
    static let perFile = 50_000

    func add(to router: Router<SiteContext>) {
        let routes = VisitorRoutes(site: site, router: router)
        routes.get("history") { try await show($0) }
        routes.get("history.csv") { try await file($0) }
    }

    /// What the address asks for; what is no date is left out and told.
    private struct Question {
        var filter = AuditSearch.Filter()
        var values = FormValues()
        var problems: [FieldProblem] = []
        let number: String?

        init(_ visitor: Visitor) {
            func given(_ name: String) -> String? {
                guard let text = visitor.query(name), !text.isEmpty else { return nil }
                return text
            }
            for name in ["actor", "kind", "item", "number", "from", "to"] { values.append(name, given(name) ?? "") }
            filter.actor = given("actor")
            filter.kind = given("kind")
            filter.item = given("item")
            number = given("number")
            func day(_ name: String, _ language: Language) -> CalendarDay? {
                guard let text = given(name) else { return nil }
                if let day = try? CalendarDay(parsing: text) { return day }
                problems.append(FieldProblem(name, language("写成 2024-06-07 的样子", "write it as 2024-06-07")))
                return nil
            }
            filter.from = day("from", visitor.language).map { Instant($0, hour: 0, minute: 0) }
            filter.to = day("to", visitor.language).map { Instant($0.adding(days: 1), hour: 0, minute: 0) }
        }
    }

    /// - Throws: `Told` for everybody but the audit administrator.
    private func question(_ visitor: Visitor) async throws -> (Question, [AuditSearch.Entry], Int?, [[UInt8]: String]) {
        guard try visitor.signedIn().principal.may(.readHistory) else {
            throw Told(403, "notYourDuty", "只有审计管理员可以检索", "only the audit administrator looks through the history")
        }
        var question = Question(visitor)
        let place = visitor.query("after").flatMap { Int($0) }
        let isFile = visitor.here.contains("history.csv")
        let casework = site.casework
        if let text = question.number {
            // A number that nobody has finds nothing, and not everything.
            question.filter.stream = try await site.casework.store.read { session in
                guard let number = try? CaseNumber(parsing: text) else { return [] }
                return try casework.find(number, in: session)?.id.bytes ?? []
            }
        }
        let search = AuditSearch(question.filter)
        let found = try await site.casework.store.read { session in
            let page = try search.page(from: place, limit: isFile ? Self.perFile : Self.perPage, in: session)
            var numbers: [[UInt8]: String] = [:]
            for entry in page.entries where numbers[entry.stream] == nil {
                numbers[entry.stream] = try casework.number(of: entry.stream, shard: entry.shard, in: session) ?? ""
            }
            return (page, numbers)
        }
        return (question, found.0.entries, found.0.next, found.1)
    }

    private func show(_ visitor: Visitor) async throws -> Response {
        let (question, entries, next, numbers) = try await question(visitor)
        let language = visitor.language
        let catalog = site.casework.shelf.current
        let form = Form(language: language, values: question.values, problems: question.problems)
        let title = language("审计检索", "The history")
        let rows = entries.map { entry -> [HTML] in
            let item = entry.item.map { catalog.items[ItemCode(rawValue: $0)]?.name(language) ?? $0 } ?? ""
            return [
                HTML(text: "\(entry.position)"), HTML(text: entry.at.text(language)), HTML(text: entry.actor),
                HTML(text: entry.kind),
                HTML(text: item),
                numbers[entry.stream].map { number -> HTML in
                    number.isEmpty ? .empty : "<span class=\"number\">\(number)/\(entry.version)</span>"
                } ?? .empty,
            ]
        }
        let asked = Self.query(question, visitor)
        let more: HTML =
            next.map {
                HTML.buttonLink(
                    language("后面的", "Further on"), to: visitor.address("history?\(asked)after=\($0)"), .secondary)
            } ?? .empty
        var response = visitor.page(
            title, width: .wide,
            """
            <h1>\(title)</h1>
            <p class="lead">\(language(
                "谁在什么时候做了什么，按存证次序。不显示内容；每一条都可以用 lianban audit prove 证明。",
                "Who did what and when, in the order of the history. Contents are not shown; `lianban audit prove` proves each entry."))</p>
            \(form.problemSummary)
            <form class="form" method="get" action="\(link: visitor.address("history"))" novalidate>
            \(form.text("number", language("办件编号", "Number of the application"), .search, .optional))
            \(form.text("actor", language("办理人，如 officer:hailan；officer: 为全部", "Who acted: officer:hailan, or officer: for all"), .search, .optional))
            \(form.text("kind", language("事件，如 granted", "What happened, such as granted"), .search, .optional))
            \(form.text("item", language("事项代码", "Code of the item"), .search, .optional))
            \(form.text("from", language("起始日期，如 2024-06-07", "First day, such as 2024-06-07"), .search, .optional))
            \(form.text("to", language("截止日期", "Last day"), .search, .optional))
            \(HTML.button(language("检索", "Search")))
            </form>
            \(HTML.table(
                caption: language("记录", "Entries"),
                columns: [
                    .init(language("序号", "Place")), .init(language("时间", "When")), .init(language("谁", "Who")),
                    .init(language("事件", "What")), .init(language("事项", "Item")), .init(language("办件/序", "Case/event")),
                ], rows: rows, emptyText: language("没有符合的记录", "Nothing fits")))
            <p>\(more) \(HTML.link(language("下载 CSV", "Download as CSV"), to: visitor.address("history.csv?\(asked)")))</p>
            """)
        response.headers[.cacheControl] = "no-store"
        return response
    }

    private func file(_ visitor: Visitor) async throws -> Response {
        let (_, entries, _, numbers) = try await question(visitor)
        var text = "\u{FEFF}position,at,actor,kind,item,number,event\r\n"
        for entry in entries {
            let number = numbers[entry.stream] ?? ""
            let cells = [
                "\(entry.position)", "\(entry.at)", entry.actor, entry.kind, entry.item ?? "", number,
                number.isEmpty ? "" : "\(number)/\(entry.version)",
            ]
            text += cells.map(Self.cell).joined(separator: ",") + "\r\n"
        }
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/csv; charset=utf-8", .contentDisposition: "attachment; filename=\"history.csv\"",
                .cacheControl: "no-store",
            ], body: .init(byteBuffer: .init(string: text)))
    }

    /// Quoted, and with nothing in front that a spreadsheet would run.
    private static func cell(_ text: String) -> String {
        let isActive = text.first.map { "=+-@\t\r".contains($0) } ?? false
        return "\"" + (isActive ? "'" : "") + text.replacing("\"", with: "\"\"") + "\""
    }

    private static func query(_ question: Question, _ visitor: Visitor) -> String {
        ["actor", "kind", "item", "number", "from", "to"].compactMap { name in
            question.values[name].flatMap { $0.isEmpty ? nil : "\(name)=\($0.queryEncoded)&" }
        }.joined()
    }
}
