import Access
import Cases
import Catalog
import Documents
import Hummingbird
import Ledger
import Registry
import Vocabulary

/// Seeing data unmasked for a purpose, and telling its owner who did (谁看过我的信息).
struct LookPages: Sendable {
    let site: Site

    func add(to router: Router<SiteContext>) {
        let routes = VisitorRoutes(site: site, router: router)
        routes.get("looks") { try await own($0) }
        routes.post("looks/:number") { try await reveal($0) }
        // Whoever had to sign in first comes back by this address.
        routes.get("looks/:number") { visitor in visitor.go(to: try await DeskItem.of(visitor).address) }
    }

    private var looks: Looks { Looks(store: site.casework.store) }

    /// An item's sensitive answers whole, after the look is written down.
    private func reveal(_ visitor: Visitor) async throws -> Response {
        let subject = try await DeskItem.of(visitor)
        let language = visitor.language
        guard let purpose = try await visitor.form()["purpose"].flatMap({ Purpose(rawValue: $0) }) else {
            throw Told(422, "purposeMissing", "请先选择查看目的", "choose why you need to see it")
        }
        try await requireConsent(subject, visitor)
        let shown = subject.hidden
        try await looks.record(
            of: subject.application.applicant.retyped(), by: try visitor.signedIn().principal, for: purpose,
            case: subject.task.number.description, isRelated: !subject.task.hasEnded,
            elements: shown.map(\.code.rawValue),
            at: visitor.now)
        let entries = shown.map { element in
            HTML.SummaryEntry(
                element.label(language),
                HTML(
                    text: ElementControl(element: element, catalog: subject.catalog, language: language).text(
                        subject.story.answers[element.code] ?? .null)))
        }
        var response = visitor.page(
            language("完整信息", "The whole data"), back: visitor.address(subject.address), width: .wide,
            """
            <h1>\(language("完整信息", "The whole data"))</h1>
            <p class="lead">\(language("已按“\(purpose.name.zh)”登记，申请人会看到这次查看。", "Noted as “\(purpose.name.en)”; the applicant will see that you looked."))</p>
            \(HTML.summaryList(entries, language))
            """)
        response.headers[.cacheControl] = "no-store"
        return response
    }

    /// A bank or guarantor, who only does a step for the department, sees data whole when the applicant agreed to that.
    private func requireConsent(_ subject: DeskItem, _ visitor: Visitor) async throws {
        guard !subject.desk.isSupervisor, !subject.desk.officer.handles(subject.task, of: subject.item) else { return }
        let register = visitor.casework.register
        let person: Identifier<Subject> = subject.application.applicant.retyped()
        let agrees = try await visitor.casework.store.read { try register.agrees(person, to: .shareWithBanks, in: $0) }
        guard agrees else {
            throw Told(
                403, "noConsent", "申请人没有单独同意向银行和担保机构提供完整信息",
                "the applicant has not agreed to share their whole data with banks and guarantors")
        }
    }

    /// Who looked at the data of the citizen who is signed in.
    private func own(_ visitor: Visitor) async throws -> Response {
        let language = visitor.language
        let catalog = visitor.casework.shelf.current
        let person = try visitor.context.serving?.person.retyped() ?? visitor.ownPerson()
        let found = try await looks.at(person)
        let rows = found.map { look -> [HTML] in
            let department =
                look.department.flatMap { catalog.departments[DepartmentCode(rawValue: $0)]?.name(language) } ?? ""
            let elements = look.elements.map { catalog.elements[ElementCode(rawValue: $0)]?.label(language) ?? $0 }
            let minute = look.at.minuteOfDay
            let clock = "\(minute / 60):\(minute % 60 < 10 ? "0" : "")\(minute % 60)"
            return [
                HTML(text: "\(look.at.day.text(language)) \(clock)"), HTML(text: department),
                HTML(text: look.purpose.name(language)),
                HTML(text: elements.joined(separator: language("、", ", "))), HTML(text: look.caseNumber ?? ""),
            ]
        }
        let title = language("谁看过我的信息", "Who looked at my data")
        return visitor.page(
            title, width: .wide,
            """
            <h1>\(title)</h1>
            <p class="lead">\(language(
                "工作人员平时只看到部分隐去的信息。每次查看完整信息都须写明目的，并列在这里。",
                "Staff see your data masked. Each time somebody saw it whole, they named a purpose, and it stands here."))</p>
            \(HTML.table(
                caption: title,
                columns: [
                    .init(language("时间", "When")), .init(language("部门", "Department")), .init(language("目的", "Why")),
                    .init(language("看了什么", "What")), .init(language("办件", "Case")),
                ], rows: rows, emptyText: language("没有人查看过您的完整信息", "Nobody has seen your data whole")))
            """)
    }
}

extension DeskItem {
    /// The sensitive answers that this item uses, which its page shows masked.
    var hidden: [DataElement] {
        requirements.fields.compactMap { field in
            guard let element = catalog.elements[field.element], element.sensitive, story.answers[field.element] != nil
            else { return nil }
            return element
        }
    }
}

extension ItemView {
    /// The way to see the masked answers whole.
    var unmasking: HTML {
        guard !subject.hidden.isEmpty else { return .empty }
        let form = Form(language: language)
        let choices = Purpose.allCases.filter { $0 != .audit }.map { Form.Choice($0.rawValue, $0.name(language)) }
        return .details(
            language("查看完整信息", "See it whole"),
            form.element(
                to: visitor.address("looks/\(task.number)"), csrf: visitor.context.signedIn?.csrfToken ?? "",
                """
                \(form.radios("purpose", language("查看目的", "Why"), choices, .hint(language("会登记，申请人看得到", "It is written down, and the applicant sees it"))))\
                \(HTML.button(language("登记并查看", "Note it and show"), .secondary))
                """))
    }
}
