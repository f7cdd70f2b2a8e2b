import Access
import Cases
import Catalog
import Documents
import HTTPTypes
import Hummingbird
import Vocabulary

/// Withdrawing, asking for a review, and rating (好差评).
struct ConcludingPages: Sendable {
    func add(to routes: VisitorRoutes) {
        routes.get("applications/:number/withdrawal") { visitor in
            try withdrawal(visitor, try await CaseStory.of(visitor), item: visitor.query("item"))
        }
        routes.post("applications/:number/withdrawal") { try await withdraw($0) }
        routes.get("applications/:number/items/:item/review") { visitor in
            try review(visitor, try await CaseStory.of(visitor))
        }
        routes.post("applications/:number/items/:item/review") { try await askReview($0) }
        routes.post("applications/:number/claim") { visitor in
            let story = try await CaseStory.of(visitor)
            _ = try await visitor.form()
            try await act(.claim, story, visitor)
            return visitor.go(to: story.address)
        }
        routes.get("applications/:number/rating") { visitor in try rating(visitor, try await CaseStory.of(visitor)) }
        routes.post("applications/:number/rating") { try await rate($0) }
    }

    private func act(_ command: Command, _ story: CaseStory, _ visitor: Visitor) async throws {
        try await visitor.casework.act(
            command, on: story.application.number, by: try visitor.context.actor(), at: visitor.now)
    }

    // MARK: - Withdrawing

    /// The open items that are meant: one, or all.
    private func open(_ story: CaseStory, _ item: String?) throws -> [ItemTask] {
        let open = try item.map { [try story.task($0)] } ?? story.application.tasks
        let left = open.filter { !$0.hasEnded }
        guard !left.isEmpty else {
            throw Told(409, "nothingOpen", "没有可以撤回的事项：都已经办结", "there is nothing to withdraw: it has all ended")
        }
        return left
    }

    private func withdrawal(_ visitor: Visitor, _ story: CaseStory, item: String?) throws -> Response {
        let language = visitor.language
        let open = try open(story, item)
        let chosen = Set(open.map(\.item))
        let dependent = story.application.tasks.filter { task in
            !chosen.contains(task.item) && !task.hasEnded
                && task.requires.contains { !$0.isEmpty && $0.allSatisfy(chosen.contains) }
        }
        let title =
            item == nil
            ? language("撤回整件申请？", "Withdraw the whole application?")
            : language("撤回“\(story.name(open[0].item).zh)”？", "Withdraw “\(story.name(open[0].item).en)”?")
        let form = Form(language: language)
        return visitor.page(
            title, back: visitor.address(story.address),
            """
            <h1>\(title)</h1>
            <p>\(language("撤回后不再办理，不能恢复；以后可以重新申请。", "It is then no longer handled and cannot be restored; you can apply again later."))</p>
            <ul>
            \(open.map { task -> HTML in "<li>\(story.name(task.item).html(language))</li>\n" })</ul>
            \(dependent.isEmpty ? .empty : HTML.warning(
                "\(language("下列事项以它为前提，也将不再办理：\(dependent.map { story.name($0.item).zh }.joined(separator: "、"))", "These depend on it and will not be handled either: \(dependent.map { story.name($0.item).en }.joined(separator: ", "))"))",
                language))\
            \(form.element(
                to: visitor.address("\(story.address)/withdrawal"), csrf: visitor.context.signedIn?.csrfToken ?? "",
                """
                \(item.map { HTML.hidden("item", $0) })
                \(form.textArea("reason", language("撤回原因", "Why"), .optional, rows: 2, maximumLength: 500))\
                \(HTML.actions(
                    .button(language("确认撤回", "Withdraw"), .warning),
                    .link(language("不撤回", "Keep it"), to: visitor.address(story.address))))
                """))
            """)
    }

    private func withdraw(_ visitor: Visitor) async throws -> Response {
        let story = try await CaseStory.of(visitor)
        let sent = try await visitor.form()
        let open = try open(story, sent["item"])
        let reason = String((sent.text("reason") ?? "").prefix(500))
        try await act(.withdraw(open.map(\.item), reason: reason), story, visitor)
        return visitor.go(to: story.address)
    }

    // MARK: - Review

    private func review(
        _ visitor: Visitor, _ story: CaseStory, sent: FormValues = FormValues(), problems: [FieldProblem] = []
    ) throws -> Response {
        let language = visitor.language
        let task = try story.task(try visitor.part("item"))
        guard case .ended(let ending) = task.progress, ending.outcome == .refused || ending.outcome == .declined,
            ending.reviewAsked == nil
        else { throw Told(409, "notNow", "这个事项现在不能申请复核", "a review cannot be asked for now") }
        let words = TaskWords(task: task, story: story, language: language)
        let title = language("申请复核：\(story.name(task.item).zh)", "Ask for a review: \(story.name(task.item).en)")
        let form = Form(language: language, values: sent, problems: problems)
        return visitor.page(
            title, back: visitor.address(story.address), hasProblems: !problems.isEmpty,
            status: problems.isEmpty ? .ok : .unprocessableContent,
            """
            \(form.problemSummary)\
            <h1>\(title)</h1>
            \(words.reason.map { reason in HTML.inset("<p>\(language("部门给出的理由：", "The department's reason: "))\(reason)</p>") })\
            <p>\(language("复核由\(story.name(task.department).zh)重新审查，不收费。您也可以不经复核，直接申请行政复议或提起行政诉讼。", "\(story.name(task.department).en) looks at it again, free of charge. You may also go straight to administrative reconsideration or to court."))</p>
            \(form.element(
                to: visitor.address("\(story.address)/items/\(task.item)/review"),
                csrf: visitor.context.signedIn?.csrfToken ?? "",
                """
                \(form.textArea("reason", language("您的理由", "Your reasons"), .hint(language("写明您认为哪里不对，依据是什么", "Say what you think is wrong, and why")), rows: 6, maximumLength: 2000))\
                \(HTML.actions(
                    .button(language("提交复核申请", "Ask for the review")),
                    .link(language("返回", "Back"), to: visitor.address(story.address))))
                """))
            """)
    }

    private func askReview(_ visitor: Visitor) async throws -> Response {
        let story = try await CaseStory.of(visitor)
        let sent = try await visitor.form()
        let task = try story.task(try visitor.part("item"))
        guard let reason = sent.text("reason").map({ String($0.prefix(2000)) }) else {
            return try review(
                visitor, story, sent: sent,
                problems: [FieldProblem("reason", visitor.language("请写明您的理由", "Give your reasons"))])
        }
        try await act(.askReview(task.item, reason: reason), story, visitor)
        return visitor.go(to: story.address)
    }

    // MARK: - Rating

    private static let grades: [(Application.Grade, Bilingual)] = [
        (.verySatisfied, Bilingual("非常满意", "Very satisfied")), (.satisfied, Bilingual("满意", "Satisfied")),
        (.fair, Bilingual("基本满意", "Fair")), (.dissatisfied, Bilingual("不满意", "Dissatisfied")),
        (.veryDissatisfied, Bilingual("非常不满意", "Very dissatisfied")),
    ]

    private func rating(
        _ visitor: Visitor, _ story: CaseStory, sent: FormValues = FormValues(), problems: [FieldProblem] = []
    ) throws -> Response {
        let language = visitor.language
        let title = language("评价这次服务", "Rate this service")
        if let rating = story.application.rating {
            let grade = Self.grades.first { $0.0 == rating.grade }?.1(language) ?? ""
            return visitor.page(
                title, back: visitor.address(story.address),
                """
                <h1>\(language("您已经评价过", "You have rated it"))</h1>
                \(HTML.summaryList(
                    [
                        .init(language("评价", "Grade"), HTML(text: grade)),
                        .init(language("意见", "Comment"), HTML(text: rating.comment.isEmpty ? "—" : rating.comment)),
                        .init(language("时间", "When"), HTML(text: rating.at.text(language))),
                    ], language))
                """)
        }
        guard story.application.feedback != nil else {
            throw Told(409, "feedbackNotIssued", "全部办结后才能评价", "it can be rated once everything is concluded")
        }
        let form = Form(language: language, values: sent, problems: problems)
        return visitor.page(
            title, back: visitor.address(story.address), hasProblems: !problems.isEmpty,
            status: problems.isEmpty ? .ok : .unprocessableContent,
            """
            \(form.problemSummary)\
            <h1>\(title)</h1>
            <p>\(language("评价自愿，每件一次，工作人员不能修改。不满意的，15 个工作日内回访整改。", "Rating is voluntary, once per application, and staff cannot change it. Bad ratings are followed up within 15 working days."))</p>
            \(form.element(
                to: visitor.address("\(story.address)/rating"), csrf: visitor.context.signedIn?.csrfToken ?? "",
                """
                \(form.radios(
                    "grade", language("您对这次办理满意吗？", "How satisfied are you?"),
                    Self.grades.map { .init(String($0.0.rawValue), $0.1(language)) }))\
                \(form.textArea("comment", language("还想说什么？", "Anything else?"), .optional, rows: 4, maximumLength: 1000))\
                \(HTML.actions(.button(language("提交评价", "Send the rating"))))
                """))
            """)
    }

    private func rate(_ visitor: Visitor) async throws -> Response {
        let story = try await CaseStory.of(visitor)
        let sent = try await visitor.form()
        guard let grade = sent["grade"].flatMap({ Int($0) }).flatMap(Application.Grade.init(rawValue:)) else {
            return try rating(
                visitor, story, sent: sent,
                problems: [FieldProblem("grade", visitor.language("请选择一个评价", "Choose a grade"))])
        }
        try await act(.rate(grade, comment: String((sent.text("comment") ?? "").prefix(1000))), story, visitor)
        return visitor.go(to: "\(story.address)/rating")
    }
}
