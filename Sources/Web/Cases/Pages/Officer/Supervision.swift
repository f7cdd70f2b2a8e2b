import Cases
import Catalog
import Documents
import Hummingbird
import Vocabulary

/// What is late or will be within three working days, why, and who can still act.
struct Supervision {
    let visitor: Visitor
    let desk: Desk

    /// Working days ahead that the list looks.
    static let ahead = 3
    /// Items counted at most; beyond, the total says "more than".
    static let mostCounted = 1_000

    private var language: Language { visitor.language }
    private var casework: Casework { visitor.casework }

    static func show(_ visitor: Visitor) async throws -> Response {
        try await Supervision(visitor: visitor, desk: try visitor.desk()).response()
    }

    private struct Totals {
        var red = 0
        var yellow = 0
        var isMore = false
    }

    private var filter: QueueFilter {
        QueueFilter(
            department: desk.officer.department, region: desk.officer.region,
            actBy: casework.calendar.workingDay(Self.ahead, after: visitor.today))
    }

    private func response() async throws -> Response {
        var position: QueuePosition?
        if let text = visitor.query("cursor") {
            guard let chosen = QueuePosition(cursor: text) else {
                throw Told(400, "malformed", "查询条件“cursor”有误", "the filter cursor is not valid", path: "/query/cursor")
            }
            position = chosen
        }
        let page = try await casework.queue(filter, after: position, limit: QueuePages.rows)
        let entries = page.entries.filter { desk.lists(casework.shelf.current.items[$0.item]) }
        var subjects: [DeskItem] = []
        for entry in entries {
            subjects += try await DeskItem.all(under: entry.number, desk, casework)
        }
        let totals = try await totals()
        let title = language("督办", "Supervision")
        let region = desk.officer.region
        let name =
            casework.shelf.current.departments[desk.officer.department]?.name(language)
            ?? desk.officer.department.rawValue
        return visitor.page(
            title, width: .wide,
            """
            <h1>\(title)</h1>
            <p class="lead">\(name)\(language("，", ", "))\(language(Regions.fullName(of: region), Regions.fullEnglishName(of: region)))</p>
            <p>\(language(
                "列出已超期和 3 个工作日内到期的办件。等申请人补正、公示、在外部机构办理的时限已暂停，不在此列。",
                "Items that are late or due within 3 working days. Those waiting for the applicant, in public notice or with another body are left out: their clock stands."))</p>
            \(self.totals(totals, name))\
            <div class="dense">\(table(subjects))</div>
            \(position == nil ? .empty : "<p>\(HTML.link(language("回到第一页", "To the first page"), to: visitor.address("supervision")))</p>\n")\
            \(HTML.pagination(previous: nil, next: page.next.map { visitor.address("supervision?cursor=\($0.cursor)") }, language))
            """)
    }

    private func totals() async throws -> Totals {
        var totals = Totals()
        var position: QueuePosition?
        var counted = 0
        repeat {
            let page = try await casework.queue(filter, after: position, limit: 200)
            for entry in page.entries where desk.lists(casework.shelf.current.items[entry.item]) {
                if let actBy = entry.actBy, actBy < visitor.today { totals.red += 1 } else { totals.yellow += 1 }
            }
            counted += page.entries.count
            position = page.next
        } while position != nil && counted < Self.mostCounted
        totals.isMore = position != nil
        return totals
    }

    private func totals(_ totals: Totals, _ name: String) -> HTML {
        let more = totals.isMore ? language("以上", " or more") : ""
        return HTML.table(
            caption: language("部门合计", "Totals of the department"),
            columns: [
                .init(language("部门", "Department")), .init(language("红牌：已超期", "Red: late"), isNumeric: true),
                .init(language("黄牌：3 个工作日内到期", "Yellow: due within 3 working days"), isNumeric: true),
            ],
            rows: [[HTML(text: name), "\(totals.red)", "\(totals.yellow)\(more)"]], emptyText: "")
    }

    private func table(_ subjects: [DeskItem]) -> HTML {
        HTML.table(
            caption: language("要督办的办件，最紧的在前", "Items to watch, most urgent first"),
            columns: [
                .init(language("事项和编号", "Item and number")), .init(language("紧迫程度", "Urgency")),
                .init(language("最迟办理日", "Act by")), .init(language("卡在哪里", "Where it stands")),
                .init(language("谁还能办", "Who can still act")),
            ],
            rows: subjects.map(row), emptyText: language("没有超期或将要到期的办件", "Nothing is late or due soon"))
    }

    private func row(_ subject: DeskItem) -> [HTML] {
        let standing = Standing(subject: subject, language: language)
        let urgency = Urgency(
            subject.task.status, actBy: standing.actBy, yellow: Self.ahead, today: visitor.today, casework.calendar)
        return [
            """
            \(subject.item.name.html(language))<br>\
            <a href="\(link: visitor.address(subject.address))">\(subject.task.number.html)</a>
            """,
            urgency.tag(language), HTML(text: standing.actBy?.text(language) ?? "—"), HTML(text: standing.why),
            HTML(text: standing.who),
        ]
    }
}

/// Why an item is where it is, and whose it is.
private struct Standing {
    let subject: DeskItem
    let language: Language

    var actBy: CalendarDay? {
        switch subject.task.progress {
        case .received(_, let acceptBy): acceptBy
        case .handling: subject.task.due(subject.story.calendar)
        case .waiting, .correcting, .ended: nil
        }
    }

    private var step: Stage? {
        switch subject.task.progress {
        case .received: subject.item.steps(of: subject.task).first
        case .handling(let handling): subject.item.stage(handling.step)
        case .waiting, .correcting, .ended: nil
        }
    }

    var why: String {
        switch subject.task.progress {
        case .received(let on, _):
            return language("\(on.text(.zh))转来，尚未受理", "Came in on \(on.text(.en)), not accepted yet")
        case .handling(let handling):
            let step = subject.name(handling.step)
            let later =
                handling.tolerances.isEmpty
                ? "" : language("；容缺材料未齐", "; materials are still to follow")
            return language(
                "“\(step.zh)”，\(handling.stepSince.text(.zh))起", "“\(step.en)” since \(handling.stepSince.text(.en))")
                + later
        case .waiting, .correcting, .ended: return subject.task.status.words(language)
        }
    }

    /// The post that acts next, of which office, and its telephone.
    var who: String {
        let department = subject.catalog.departments[step?.department ?? subject.task.department]
        let role = step.map { subject.name(role: $0.actor)(language) } ?? ""
        let place = subject.task.region.shortName(language)
        let phone = department?.phone.map { language("，电话 \($0)", ", phone \($0)") } ?? ""
        return role + language("，", ", ") + (department?.name(language) ?? "") + language("（\(place)）", " (\(place))")
            + phone
    }
}
