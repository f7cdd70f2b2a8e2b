import Cases
import Catalog
import Documents
import HTTPTypes
import Hummingbird
import Ledger
import Vocabulary

/// What an officer asked their list for, as it stands in the address.
struct QueueQuestion {
    var phase = QueueFilter.Phase.open
    var status: ItemTask.Status?
    var item: ItemCode?
    /// Only items on which the department must act within so many working days.
    var within: Int?
    var position: QueuePosition?

    /// The terms that the list offers.
    static let terms = [0, 1, 3, 5, 10]

    init(_ visitor: Visitor) throws(Told) {
        if let text = visitor.query("phase") {
            guard let phase = QueueFilter.Phase(rawValue: text) else { throw Self.wrong("phase") }
            self.phase = phase
        }
        if let text = visitor.query("status") {
            guard let status = ItemTask.Status(rawValue: text) else { throw Self.wrong("status") }
            self.status = status
            // A status says itself whether the item has ended.
            phase = status.isEnd ? .ended : .open
        }
        item = visitor.query("item").map { ItemCode(rawValue: $0) }
        if let text = visitor.query("within") {
            guard let days = Int(text), (0...250).contains(days) else { throw Self.wrong("within") }
            within = days
        }
        if let text = visitor.query("cursor") {
            guard let position = QueuePosition(cursor: text) else { throw Self.wrong("cursor") }
            self.position = position
        }
    }

    private static func wrong(_ name: String) -> Told {
        Told(400, "malformed", "查询条件“\(name)”有误", "the filter \(name) is not valid", path: "/query/\(name)")
    }

    func filter(_ desk: Desk, today: CalendarDay, _ calendar: WorkingCalendar) -> QueueFilter {
        QueueFilter(
            department: desk.officer.department, region: desk.officer.region, phase: phase, status: status, item: item,
            actBy: phase == .ended ? nil : within.map { $0 == 0 ? today : calendar.workingDay($0, after: today) })
    }

    /// The address of this list, from a place on.
    func address(after position: QueuePosition?) -> String {
        var parts = ["phase=\(phase.rawValue)"]
        if let status { parts.append("status=\(status.rawValue)") }
        if let item { parts.append("item=\(item.rawValue.queryEncoded)") }
        if let within { parts.append("within=\(within)") }
        if let position { parts.append("cursor=\(position.cursor)") }
        return "desk?" + parts.joined(separator: "&")
    }
}

/// The list of an officer's items.
struct QueueView {
    let visitor: Visitor
    let desk: Desk
    let question: QueueQuestion
    let page: QueuePage
    /// What is wrong with the number that was searched for.
    var problem: String?
    var searched = ""

    private var language: Language { visitor.language }
    private var catalog: Catalog { visitor.casework.shelf.current }
    private var calendar: WorkingCalendar { visitor.casework.calendar }

    func response() -> Response {
        let problems = problem.map { [FieldProblem("number", $0)] } ?? []
        let entries = page.entries.filter { desk.lists(catalog.items[$0.item]) }
        let mayAccept = entries.contains { isAcceptable($0) }
        let table = self.table(entries, mayAccept: mayAccept)
        let title = language("部门办件", "Items of the department")
        return visitor.page(
            title, hasProblems: problem != nil, width: .wide, status: problem == nil ? .ok : .notFound,
            """
            \(Form(language: language, problems: problems).problemSummary)\
            <h1>\(title)</h1>
            <p class="lead">\(place)</p>
            \(search(problems))\
            \(filters)\
            <div class="dense">
            \(mayAccept ? accepting(table) : table)\
            </div>
            \(pages)
            """)
    }

    private var place: String {
        let department =
            catalog.departments[desk.officer.department]?.name(language) ?? desk.officer.department.rawValue
        let region = desk.officer.region
        return department + language("，", ", ")
            + language(Regions.fullName(of: region), Regions.fullEnglishName(of: region))
    }

    // MARK: - Looking for something

    private func search(_ problems: [FieldProblem]) -> HTML {
        let form = Form(language: language, problems: problems)
        let notes = Form.Notes(
            hint: language("43 位事项编号或申请编号", "43 characters, of an item or an application"), isRequired: false)
        return """
            <form class="find" method="get" action="\(link: visitor.address("desk"))" role="search" novalidate>
            <div class="field\(" field-wrong", if: !problems.isEmpty)"><label for="\(Form.id("number"))">\(language("按办件编号查找", "Find by number"))</label>
            \(form.remarks("number", notes))\
            <input\(form.attributes("number", notes)) type="search" size="44" maxlength="80" autocomplete="off" spellcheck="false"\
            \(attribute: "value", searched.isEmpty ? nil : searched)></div>
            \(HTML.button(language("查找", "Find"), .secondary))
            </form>

            """
    }

    private var filters: HTML {
        let items = catalog.items.filter { $0.department == desk.officer.department && desk.lists($0) }
        let statuses = ItemTask.Status.allCases.filter { $0 != .waiting }
        let all = ("", language("全部", "All"))
        return """
            <form class="filters" method="get" action="\(link: visitor.address("desk"))">
            \(filter(
                "phase", language("阶段", "Phase"), [("open", language("在办", "Open")), ("ended", language("已办结", "Ended"))],
                chosen: question.phase.rawValue))\
            \(filter(
                "status", language("状态", "Status"), [all] + statuses.map { ($0.rawValue, $0.words(language)) },
                chosen: question.status?.rawValue))\
            \(filter(
                "item", language("事项", "Item"), [all] + items.map { ($0.code.rawValue, $0.name(language)) },
                chosen: question.item?.rawValue))\
            \(filter("within", language("期限", "To act within"), [all] + QueueQuestion.terms.map { (String($0), term($0)) },
                chosen: question.within.map { String($0) }))\
            \(HTML.button(language("筛选", "Filter"), .secondary))
            </form>

            """
    }

    private func term(_ days: Int) -> String {
        days == 0
            ? language("今天（含超期）", "Today, or over")
            : language("\(days) 个工作日内（含超期）", days == 1 ? "1 working day, or over" : "\(days) working days, or over")
    }

    private func filter(_ name: String, _ label: String, _ options: [(value: String, label: String)], chosen: String?)
        -> HTML
    {
        let list = options.map { option -> HTML in
            """
            <option value="\(option.value)"\(" selected", if: option.value == chosen ?? "")>\(option.label)</option>

            """
        }
        return """
            <div><label for="filter-\(name)">\(label)</label><select id="filter-\(name)" name="\(name)">
            \(list)</select></div>

            """
    }

    // MARK: - The rows

    private func isAcceptable(_ entry: QueueEntry) -> Bool {
        guard entry.status == .received, !desk.isSupervisor, let first = catalog.items[entry.item]?.flow.first else {
            return false
        }
        return (first.department ?? entry.department) == desk.officer.department
            && desk.officer.roles.contains(first.actor)
    }

    private func table(_ entries: [QueueEntry], mayAccept: Bool) -> HTML {
        let isOpen = question.phase == .open
        var columns: [HTML.Column] = [.init(language("事项和编号", "Item and number"))]
        if isOpen { columns.append(.init(language("紧迫程度", "Urgency"))) }
        columns += [
            .init(language("申请人", "Applicant")), .init(language("状态", "Status")), .init(language("地区", "Region")),
            .init(isOpen ? language("最迟办理日", "Act by") : language("办结日", "Ended on")),
        ]
        if mayAccept { columns.append(.init(language("勾选受理", "Tick to accept"))) }
        let rows = entries.map { entry -> [HTML] in
            let item = catalog.items[entry.item]
            let name = item?.name(language) ?? entry.item.rawValue
            let urgency = Urgency(
                entry.status, actBy: entry.actBy, yellow: Urgency.yellow(entry.status, of: item), today: visitor.today,
                calendar)
            var cells: [HTML] = [
                """
                \(name)<br><a href="\(link: visitor.address("desk/items/\(entry.number)"))">\(entry.number.html)</a>
                """
            ]
            if isOpen { cells.append(urgency.tag(language)) }
            cells += [
                HTML(text: entry.maskedName), entry.status.tag(language), HTML(text: entry.region.shortName(language)),
                HTML(text: entry.actBy?.text(language) ?? language("暂停中", "Clock stands")),
            ]
            if mayAccept { cells.append(isAcceptable(entry) ? tick(entry, name) : "—") }
            return cells
        }
        return HTML.table(
            caption: isOpen
                ? language("在办事项，最紧的在前", "Open items, most urgent first")
                : language("已办结事项，最近的在前", "Ended items, newest first"),
            columns: columns, rows: rows, emptyText: language("没有符合条件的办件", "No items match"))
    }

    private func tick(_ entry: QueueEntry, _ name: String) -> HTML {
        let number = entry.number.description
        return """
            <label class="tick"><input type="checkbox" name="number" value="\(number)">\
            <span class="unseen">\(language("受理", "Accept")) \(name) \(number.suffix(12))</span></label>
            """
    }

    private func accepting(_ table: HTML) -> HTML {
        """
        <form method="post" action="\(link: visitor.address("desk/acceptance"))">
        \(HTML.csrf(visitor.context.signedIn?.csrfToken ?? ""))
        \(table)\
        \(HTML.actions(HTML.button(language("批量受理勾选的（先核对）", "Accept the ticked ones (check first)"))))\
        </form>

        """
    }

    private var pages: HTML {
        """
        \(question.position == nil ? .empty : "<p>\(HTML.link(language("回到第一页", "To the first page"), to: visitor.address(question.address(after: nil))))</p>\n")\
        \(HTML.pagination(previous: nil, next: page.next.map { visitor.address(question.address(after: $0)) }, language))
        """
    }
}

/// The list, and the way from a number to its item.
enum QueuePages {
    static let rows = 50

    static func show(_ visitor: Visitor) async throws -> Response {
        let desk = try visitor.desk()
        let question = try QueueQuestion(visitor)
        var view = QueueView(
            visitor: visitor, desk: desk, question: question,
            page: try await visitor.casework.queue(
                question.filter(desk, today: visitor.today, visitor.casework.calendar), after: question.position,
                limit: rows))
        guard let text = visitor.query("number") else { return view.response() }
        let language = visitor.language
        let tidied = text.halfWidthDigits.filter { !$0.isWhitespace && $0 != "-" }.uppercased()
        view.searched = text
        do {
            let number = try CaseNumber(parsing: tidied)
            let found = try await DeskItem.all(under: number, desk, visitor.casework)
            if let first = found.first { return visitor.go(to: first.address) }
            view.problem = language(
                "您的部门和辖区内没有这个编号的办件", "There is no item of that number in your department and region")
        } catch let malformed as MalformedCaseNumber {
            view.problem = malformed.message(language).sentence(language)
        }
        return view.response()
    }
}
