import Access
import Cases
import Catalog
import Documents
import Hummingbird
import Vocabulary

/// The situation guide (情形引导): a few questions, one at a time, and then the items that fit.
struct GuidePages: Sendable {
    func add(to routes: VisitorRoutes) {
        routes.get("bundles/:bundle/guide") { try await guide($0) }
        routes.get("bundles/:bundle/start") { try await start($0) }
        routes.post("bundles/:bundle/start") { try await begin($0) }
    }

    // MARK: - Questions

    private func guide(_ visitor: Visitor) async throws -> Response {
        let answers = try await answers(visitor) { visitor.query($0) }
        if let name = visitor.query("ask"),
            let question = answers.bundle.situation.first(where: { $0.element.rawValue == name })
        {
            return self.question(question, answers, visitor)
        }
        let asked = visitor.query("asked")
        if let asked, visitor.query(asked) == nil,
            let question = answers.bundle.situation.first(where: { $0.element.rawValue == asked })
        {
            return self.question(question, answers, visitor, isMissing: true)
        }
        guard let question = answers.next else { return result(answers, visitor) }
        return self.question(question, answers, visitor)
    }

    /// The answers so far; facts that a department vouches for count for those who are signed in.
    private func answers(_ visitor: Visitor, given: (String) -> String?) async throws -> GuideAnswers {
        let catalog = visitor.casework.shelf.current
        let bundle = try visitor.bundle()
        var known = Knowledge()
        if let applicant = visitor.context.applicant, let name = try? visitor.applicantName() {
            known = try await Knowledge.about(applicant, named: name, in: visitor.casework, on: visitor.today)
        }
        return GuideAnswers(bundle, of: catalog, on: visitor.today, known: known, given: given)
    }

    private func draftQuery(_ visitor: Visitor) -> String {
        visitor.query("draft").map { "&draft=\($0.queryEncoded)" } ?? ""
    }

    private func question(_ question: Question, _ answers: GuideAnswers, _ visitor: Visitor, isMissing: Bool = false)
        -> Response
    {
        let language = visitor.language
        let name = question.element.rawValue
        let text = question.text(language)
        guard let element = answers.catalog.elements[question.element] else { return result(answers, visitor) }
        var form = Form(language: language)
        if let given = answers.said[question.element] {
            ElementControl(element: element, catalog: answers.catalog, language: language).fill(
                &form.values, with: given)
        }
        if isMissing { form.problems = [FieldProblem(name, language("请选择一个回答", "Choose an answer"))] }
        let others = answers.said.members.filter { $0.name != name }.map { member in
            HTML.hidden(member.name, member.value.plainTexts.first ?? "")
        }
        let number = answers.place(of: question) + 1
        let previous = answers.previous(of: question)
        let here = "bundles/\(answers.bundle.code)"
        let back =
            previous.map { visitor.address("\(here)/guide?ask=\($0.element)&\(answers.query)") + draftQuery(visitor) }
            ?? visitor.address(here)
        return visitor.page(
            text, back: back, hasProblems: isMissing,
            """
            \(DraftView.steps(1, language))\
            \(form.problemSummary)\
            <p class="steps-count">\(language("第 \(number) 个问题；问完就列出要办的事项", "Question \(number); then you see which items apply"))</p>
            <form class="form" method="get" action="\(link: visitor.address("\(here)/guide"))">
            \(others)
            \(HTML.hidden("asked", name))
            \(visitor.query("draft").map { HTML.hidden("draft", $0) })
            \(choices(question, element, form, answers.catalog, language))\
            \(HTML.actions(.button(language("继续", "Continue"))))
            </form>
            """)
    }

    /// The question is the page's heading and the legend of its answers at once.
    private func choices(
        _ question: Question, _ element: DataElement, _ form: Form, _ catalog: Catalog, _ language: Language
    ) -> HTML {
        let name = question.element.rawValue
        let options: [Form.Choice]
        switch element.type {
        case .boolean: options = [.init("true", language("是", "Yes")), .init("false", language("否", "No"))]
        case .code(let list):
            options = (catalog.codeLists[list]?.values ?? []).filter { !$0.retired }.map {
                .init($0.code, $0.name(language))
            }
        default:
            let control = ElementControl(element: element, catalog: catalog, language: language)
            return "<h1>\(question.text.html(language))</h1>\n\(control.html(in: form, isRequired: true))"
        }
        let notes = Form.Notes(hint: question.hint?(language) ?? element.hint?(language))
        let rows = options.enumerated().map { index, choice -> HTML in
            let id = index == 0 ? Form.id(name) : Form.id("\(name)-\(index + 1)")
            return """
                <div class="choice"><input id="\(id)" name="\(name)" type="radio" value="\(choice.value)"\
                \(" checked", if: form.values[name] == choice.value)><label for="\(id)">\(choice.label)</label></div>

                """
        }
        return """
            <fieldset class="field\(" field-wrong", if: form.problem(name) != nil)"\
            \(attribute: "aria-describedby", form.description(of: name, notes))>
            <legend><h1>\(question.text.html(language))</h1></legend>
            \(form.remarks(name, notes))\
            \(rows)\
            </fieldset>

            """
    }

    // MARK: - Result

    private func result(
        _ answers: GuideAnswers, _ visitor: Visitor, chosen: [ItemCode]? = nil, problems: [SelectionProblem] = []
    ) -> Response {
        let language = visitor.language
        let catalog = answers.catalog
        let suggestions = answers.suggestions
        let included = suggestions.filter { $0.verdict != .excluded }
        let excluded = suggestions.filter { $0.verdict == .excluded }
        let items = chosen ?? included.map(\.item)
        let here = "bundles/\(answers.bundle.code)"
        let words = SelectionWords(catalog: catalog)
        var form = Form(
            language: language,
            problems: problems.map { FieldProblem("item", words.message($0)(language).sentence(language)) })
        for item in items { form.values.append("item", item.rawValue) }
        let title = language("您要办的事项", "The items for you")
        let back = answers.previous(of: nil).map {
            visitor.address("\(here)/guide?ask=\($0.element)&\(answers.query)") + draftQuery(visitor)
        }
        return visitor.page(
            title, back: back ?? visitor.address(here), hasProblems: !problems.isEmpty,
            status: problems.isEmpty ? .ok : .unprocessableContent,
            """
            \(DraftView.steps(1, language))\
            \(form.problemSummary)\
            <h1>\(title)</h1>
            <form class="form" method="get" action="\(link: visitor.address("\(here)/start"))">
            \(answers.said.members.map { HTML.hidden($0.name, $0.value.plainTexts.first ?? "") })
            \(visitor.query("draft").map { HTML.hidden("draft", $0) })
            \(form.checkboxes(
                "item", language("适合您的 \(included.count) 个事项", "\(included.count == 1 ? "1 item fits" : "\(included.count) items fit")"),
                included.map { suggestion in
                    .init(
                        suggestion.item.rawValue, catalog.items[suggestion.item]?.name(language) ?? suggestion.item.rawValue,
                        hint: reason(suggestion, catalog, language))
                }, .hint(language("不想办的可以取消勾选", "Untick what you do not want"))))\
            \(HTML.actions(.button(language("就办这些，继续", "Continue with these"))))
            </form>
            \(excluded.isEmpty ? .empty : outside(excluded, catalog, language))\
            \(MaterialsNeeded(catalog: catalog, language: language).section(of: items, in: answers.bundle.code, given: answers.value))\
            \(summary(answers, visitor))
            """)
    }

    private func reason(_ suggestion: Suggestion, _ catalog: Catalog, _ language: Language) -> String {
        let department =
            catalog.items[suggestion.item].flatMap { catalog.departments[$0.department]?.name(language) } ?? ""
        return suggestion.because(language).sentence(language)
            + (department.isEmpty ? "" : language("", " ") + department)
    }

    private func outside(_ excluded: [Suggestion], _ catalog: Catalog, _ language: Language) -> HTML {
        """
        <h2>\(language("这次不用办的", "Not for you this time"))</h2>
        \(HTML.summaryList(
            excluded.map { suggestion in
                .init(
                    catalog.items[suggestion.item]?.name(language) ?? suggestion.item.rawValue,
                    suggestion.because.html(language))
            }, language))
        """
    }

    private func summary(_ answers: GuideAnswers, _ visitor: Visitor) -> HTML {
        let language = visitor.language
        let entries = answers.answered.compactMap { question -> HTML.SummaryEntry? in
            guard let element = answers.catalog.elements[question.element],
                let value = answers.answers[question.element]
            else { return nil }
            let control = ElementControl(element: element, catalog: answers.catalog, language: language)
            let known = visitor.query(question.element.rawValue) == nil ? answers.known.fixed[question.element] : nil
            return .init(
                question.text(language), HTML(text: control.text(value)),
                source: known?.origin.words(language, answers.catalog),
                changeAddress: visitor.address(
                    "bundles/\(answers.bundle.code)/guide?ask=\(question.element)&\(answers.query)")
                    + draftQuery(visitor))
        }
        return "<h2>\(language("您的回答", "Your answers"))</h2>\n\(HTML.summaryList(entries, language))"
    }

    // MARK: - Starting

    /// The items that were ticked, in the bundle's order.
    private func chosen(_ names: [String], _ bundle: Bundle) -> [ItemCode] {
        bundle.items.map(\.item).filter { names.contains($0.rawValue) }
    }

    private func start(_ visitor: Visitor) async throws -> Response {
        let answers = try await answers(visitor) { visitor.query($0) }
        let items = chosen(visitor.request.uri.queryParameters.getAll("item"), answers.bundle)
        if answers.next != nil {
            return visitor.go(to: "bundles/\(answers.bundle.code)/guide?\(answers.query)\(draftQuery(visitor))")
        }
        let problems = answers.catalog.validate(selection: items, in: answers.bundle.code, given: answers.value)
        guard problems.isEmpty else { return result(answers, visitor, chosen: items, problems: problems) }
        _ = try visitor.applicant()
        return startPage(answers, items, visitor, draft: visitor.query("draft"))
    }

    private func startPage(
        _ answers: GuideAnswers, _ items: [ItemCode], _ visitor: Visitor, draft: String?, region: String? = nil,
        problems: [FieldProblem] = []
    ) -> Response {
        let language = visitor.language
        var form = Form(language: language, problems: problems)
        if let region { form.values.append("region", region) }
        let notes = Form.Notes.hint(language("选到县（市、区），一般是您的常住地", "A county or district, usually where you live"))
        let names = items.map { code -> HTML in
            "<li>\(answers.catalog.items[code]?.name.html(language) ?? HTML(text: code.rawValue))</li>\n"
        }
        let title = language("在哪里办？", "Where do you apply?")
        let hidden =
            answers.answers.members.map { HTML.hidden($0.name, $0.value.plainTexts.first ?? "") }
            + items.map { HTML.hidden("item", $0.rawValue) }
        return visitor.page(
            title,
            back: visitor.address(
                "bundles/\(answers.bundle.code)/guide?\(answers.query)\(draft.map { "&draft=\($0.queryEncoded)" } ?? "")"
            ),
            hasProblems: !problems.isEmpty, status: problems.isEmpty ? .ok : .unprocessableContent,
            """
            \(DraftView.steps(1, language))\
            \(form.problemSummary)\
            <h1>\(title)</h1>
            \(form.element(
                to: visitor.address("bundles/\(answers.bundle.code)/start"), csrf: visitor.context.signedIn?.csrfToken ?? "",
                """
                \(hidden)
                \(draft.map { HTML.hidden("draft", $0) })
                \(form.field("region", language("办理地", "County or district"), notes,
                    RegionList(language: language, within: answers.bundle.region).select("region", in: form, notes)))\
                \(HTML.actions(.button(draft == nil ? language("开始填写", "Start the form") : language("按新的事项继续填写", "Go on with these items"))))
                """))\
            <h2>\(language("一并申请的 \(items.count) 个事项", "\(items.count == 1 ? "1 item" : "\(items.count) items") in one application"))</h2>
            <ul>
            \(names)</ul>
            """)
    }

    private func begin(_ visitor: Visitor) async throws -> Response {
        let applicant = try visitor.applicant()
        let sent = try await visitor.form()
        let answers = try await answers(visitor) { sent.text($0) }
        let items = chosen(sent.all("item"), answers.bundle)
        let problems = answers.catalog.validate(selection: items, in: answers.bundle.code, given: answers.value)
        guard problems.isEmpty else { return result(answers, visitor, chosen: items, problems: problems) }
        let list = RegionList(language: visitor.language, within: answers.bundle.region)
        guard let region = sent["region"].flatMap({ try? RegionCode(parsing: $0) }), list.contains(region) else {
            return startPage(
                answers, items, visitor, draft: sent["draft"], region: sent["region"],
                problems: [FieldProblem("region", visitor.language("请选择办理地", "Choose where you apply"))])
        }
        var draft = Draft(owner: applicant, bundle: answers.bundle.code, at: visitor.now)
        if let id = sent["draft"].flatMap({ try? Identifier<Draft>(parsing: $0) }) {
            guard let known = try await visitor.casework.draft(id, of: applicant) else {
                throw Told(
                    404, "noSuchDraft", "没有这份草稿：可能已经提交或删除",
                    "there is no such draft; it may have been submitted or deleted")
            }
            draft = known
        }
        draft.items = items
        draft.region = region.description
        draft.situation = answers.answers
        let saved = try await visitor.casework.save(draft, at: visitor.now)
        return visitor.go(to: "drafts/\(saved.id)")
    }
}

extension Visitor {
    /// The bundle of this address.
    func bundle() throws -> Bundle {
        guard let bundle = casework.shelf.current.bundles[BundleCode(rawValue: try part("bundle"))] else {
            throw Told(404, "noSuchBundle", "没有这件事", "there is no such service")
        }
        return bundle
    }
}
