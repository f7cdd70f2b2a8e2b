import Access
import Cases
import Catalog
import Documents
import HTTPTypes
import Hummingbird
import Vocabulary

/// The task list of a draft, and its parts.
struct DraftView {
    let form: DraftForm
    let visitor: Visitor

    private var language: Language { visitor.language }
    private var home: String { "drafts/\(form.draft.id)" }
    private var csrf: String { visitor.context.signedIn?.csrfToken ?? "" }

    /// The stages of applying, for the head of each page.
    static func steps(_ current: Int, _ language: Language) -> HTML {
        .steps(
            [
                language("选择事项", "Choose items"), language("填写表单", "Fill in the form"),
                language("材料和承诺", "Materials"), language("核对提交", "Check and send"),
            ], current: current, language)
    }

    /// `已保存 10:32`
    static func saved(_ form: DraftForm, _ language: Language) -> HTML {
        let at = form.draft.updatedAt
        return """
            <p class="source" role="status">\(HTML.tag(language("已保存", "Saved"), .good)) \
            <time datetime="\(at.description)">\(String(at.shanghaiTime.suffix(5)))</time></p>
            """
    }

    // MARK: - Overview

    func overview() -> Response {
        let entries = form.parts.map { part -> HTML.TaskEntry in
            guard part.asks else {
                return .init(
                    part.title(language), address: visitor.address("\(home)/parts/\(part.slug)"),
                    hint: language("都已由部门共享，请看一看", "All of it is known already; have a look"),
                    status: .tag(language("已完成", "Done"), .good))
            }
            let status: HTML =
                part.isComplete
                ? .tag(language("已完成", "Done"), .good)
                : part.isBegun
                    ? .tag(language("未填完", "In progress"), .active) : .tag(language("未填写", "Not started"), .attention)
            return .init(
                part.title(language), address: visitor.address("\(home)/parts/\(part.slug)"),
                hint: openHint(part), status: status)
        }
        let materials = HTML.TaskEntry(
            language("材料和承诺", "Materials and statements"), address: visitor.address("\(home)/materials"),
            hint: materialsHint,
            status: form.materialsAreSettled
                ? .tag(language("已完成", "Done"), .good) : .tag(language("待上传", "To do"), .attention))
        let isReady = form.parts.allSatisfy(\.isComplete) && form.materialsAreSettled
        let check = HTML.TaskEntry(
            language("核对并提交", "Check and send"), address: isReady ? visitor.address("\(home)/check") : nil,
            hint: isReady ? nil : language("填完上面各项后就可以提交", "You can send it once everything above is done"),
            status: isReady ? .tag(language("可以提交", "Ready"), .active) : .tag(language("还不能提交", "Not yet")))
        let done = form.parts.count(where: \.isComplete) + (form.materialsAreSettled ? 1 : 0)
        let total = form.parts.count + 1
        let next =
            form.parts.first { !$0.isComplete }.map { "\(home)/parts/\($0.slug)" }
            ?? (form.materialsAreSettled ? "\(home)/check" : "\(home)/materials")
        return visitor.page(
            form.bundle.name(language), back: visitor.address("applications"),
            """
            \(Self.steps(2, language))\
            <h1>\(form.bundle.name.html(language))</h1>
            \(Self.saved(form, language))
            <p class="lead">\(language("已完成 \(done) / \(total) 部分。可以随时离开，回来接着填。", "\(done) of \(total) parts done. You can leave at any time and go on later."))</p>
            \(HTML.taskList(entries + [materials, check]))\
            \(HTML.actions(.buttonLink(language("继续填写", "Continue"), to: visitor.address(next))))\
            \(chosen)
            <p>\(HTML.link(language("删除这份草稿", "Delete this draft"), to: visitor.address("\(home)/discarding")))</p>
            """)
    }

    private func openHint(_ part: DraftForm.Part) -> String {
        let open = part.fields.count { $0.isOpen }
        let known = part.fields.count - open
        return known == 0
            ? language("\(open) 项要填", open == 1 ? "1 question" : "\(open) questions")
            : language(
                "\(open) 项要填，\(known) 项已由部门或您的回答填好",
                "\(open == 1 ? "1 question" : "\(open) questions"), \(known) already known")
    }

    private var materialsHint: String {
        let needed = form.requirements.materials.filter { !$0.undetermined }
        let uploads = needed.count { $0.source == .uploaded && $0.required }
        let others = needed.count { !$0.source.comesFromApplicant }
        return language(
            "要上传 \(uploads) 份，\(others) 份由部门共享、不用交", "\(uploads) to upload; \(others) come from other departments")
    }

    private var chosen: HTML {
        let names = form.draft.items.map { code -> HTML in
            "<li>\(form.catalog.items[code]?.name.html(language) ?? HTML(text: code.rawValue))</li>\n"
        }
        return .details(
            language("一并申请的 \(form.draft.items.count) 个事项", "The \(form.draft.items.count) items in this application"),
            "<ul>\n\(names)</ul>\n<p>\(HTML.link(language("更改事项", "Change the items"), to: guideAddress))</p>")
    }

    /// The guide with the answers that were given, to change them.
    var guideAddress: String { Self.guideAddress(form, visitor) }

    static func guideAddress(_ form: DraftForm, _ visitor: Visitor) -> String {
        let answers = form.draft.situation.members.map { member in
            "&\(member.name)=\((member.value.plainTexts.first ?? "").queryEncoded)"
        }
        return visitor.address("bundles/\(form.draft.bundle)/guide?draft=\(form.draft.id)") + answers.joined()
    }

    // MARK: - A part

    func part(
        _ part: DraftForm.Part, sent: FormValues? = nil, problems: [FieldProblem] = [], moreAsked: Bool = false,
        banner: HTML? = nil, status: HTTPResponse.Status = .ok
    ) -> Response {
        var shown = Form(language: language, values: sent ?? values(of: part), problems: problems)
        if sent == nil { shown.problems = [] }
        let more: HTML? =
            moreAsked
            ? .banner(.active, title: language("根据您的回答，还有几个问题", "Your answer brings up a few more questions")) : nil
        let groups = part.groups.map { group -> HTML in
            let fixed = group.fields.filter { !$0.isOpen }
            let open = group.fields.filter { $0.isOpen }
            return """
                \(part.groups.count > 1 ? "<h2>\(group.name.html(language))</h2>\n" : HTML.empty)\
                \(fixed.isEmpty ? .empty : known(fixed))\
                \(open.map { field in
                    ElementControl(element: field.element, catalog: form.catalog, language: language).html(
                        in: shown, isRequired: field.isRequired, source: source(of: field, isSent: sent != nil))
                })
                """
        }
        let query = visitor.query("from").map { "?from=\($0.queryEncoded)" } ?? ""
        let number = (form.parts.firstIndex { $0.slug == part.slug } ?? 0) + 1
        return visitor.page(
            part.title(language), back: visitor.address(home), banner: banner ?? more, hasProblems: !problems.isEmpty,
            status: status,
            """
            \(Self.steps(2, language))\
            \(shown.problemSummary)\
            <p class="steps-count">\(language("表单第 \(number) 部分，共 \(form.parts.count) 部分", "Part \(number) of \(form.parts.count) of the form"))</p>
            <h1>\(part.title.html(language))</h1>
            \(Self.saved(form, language))
            \(shown.element(
                to: visitor.address("\(home)/parts/\(part.slug)") + query, csrf: csrf,
                """
                \(HTML.hidden("version", String(form.draft.version)))
                \(groups)\
                \(HTML.actions(
                    .button(language("保存并继续", "Save and continue"), name: "go", value: "on"),
                    .button(language("保存并返回清单", "Save and go back"), .secondary, name: "go", value: "back")))
                """))
            """)
    }

    /// What is known already, with who says so.
    private func known(_ fields: [DraftForm.Field]) -> HTML {
        let entries = fields.compactMap { field -> HTML.SummaryEntry? in
            guard let fixed = field.fixed else { return nil }
            let control = ElementControl(element: field.element, catalog: form.catalog, language: language)
            var isSituation = false
            if case .situation = fixed.origin { isSituation = true }
            return .init(
                field.element.label(language), HTML(text: control.text(fixed.value, isMasked: !isSituation)),
                source: fixed.origin.words(language, form.catalog), changeAddress: isSituation ? guideAddress : nil)
        }
        let departments = Set(fields.compactMap { $0.fixed?.origin.department(form.catalog)?.code })
        let hints = departments.sorted().compactMap { form.catalog.departments[$0] }.map { department -> HTML in
            "<li>\(department.name.html(language))\(department.phone.map { phone -> HTML in "：<a href=\"tel:\(phone)\">\(phone)</a>" })</li>\n"
        }
        return """
            \(HTML.summaryList(entries, language))\
            \(hints.isEmpty ? .empty : HTML.details(
                language("这些信息不对？", "Is something here not right?"),
                """
                <p>\(language("这些信息由部门提供，不用您填。如果有误，请联系提供信息的部门更正；拨打 12345 也可以转办。", "Departments vouch for these facts, so you need not type them. If something is wrong, ask the department to correct it, or call 12345."))</p>
                <ul>
                \(hints)</ul>
                """))
            """
    }

    private func values(of part: DraftForm.Part) -> FormValues {
        var values = FormValues()
        for field in part.fields where field.isOpen {
            let control = ElementControl(element: field.element, catalog: form.catalog, language: language)
            if let value = field.answer ?? field.suggested?.value {
                control.fill(&values, with: value)
            } else if field.element.type == .region, !form.draft.region.isEmpty {
                control.fill(&values, with: .string(form.draft.region))
            }
        }
        return values
    }

    /// Where a value that is filled in came from, as long as it has not been confirmed.
    private func source(of field: DraftForm.Field, isSent: Bool) -> String? {
        guard !isSent, field.answer == nil else { return nil }
        if let suggested = field.suggested { return suggested.origin.words(language, form.catalog) }
        guard field.element.type == .region, !form.draft.region.isEmpty else { return nil }
        return language("按您选的办理地填好，可以修改", "Filled in from where you apply; change it if needed")
    }

    // MARK: - Discarding

    func discarding() -> Response {
        let title = language("删除这份草稿？", "Delete this draft?")
        return visitor.page(
            title, back: visitor.address(home),
            """
            <h1>\(title)</h1>
            <p>\(language("已填的内容将不再保留。", "What you have filled in will not be kept."))</p>
            \(Form(language: language).element(
                to: visitor.address("\(home)/discarding"), csrf: csrf,
                HTML.actions(
                    .button(language("删除草稿", "Delete the draft"), .warning),
                    .link(language("不删除，继续填写", "Keep it and go on"), to: visitor.address(home)))))
            """)
    }
}
