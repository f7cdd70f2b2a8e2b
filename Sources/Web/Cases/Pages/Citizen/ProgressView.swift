import Cases
import Catalog
import Documents
import Hummingbird
import Vocabulary

/// How an application stands: what the applicant must do, each department's items, and what has happened.
struct ProgressView {
    let story: CaseStory
    let visitor: Visitor
    /// What the applicant was told about this application, newest first.
    var notices: [Notice] = []

    private var language: Language { visitor.language }
    private var application: Application { story.application }

    func page() -> Response {
        visitor.page(
            language("办理进度", "Progress"), back: visitor.address("applications"),
            """
            <h1>\(story.bundleName.html(language))</h1>
            \(HTML.summaryList(
                [
                    .init(language("办件编号", "Case number"), application.number.html),
                    .init(language("状态", "Status"), ApplicationPages.tag(application, language)),
                    .init(language("提交时间", "Sent"), HTML(text: application.submittedAt.text(language))),
                    .init(
                        language("办理地", "Where"),
                        HTML(text: language(Regions.fullName(of: application.region), Regions.fullEnglishName(of: application.region)))),
                ] + channel, language))\
            \(claiming)\
            \(feedback)\
            \(duties)\
            \(tally)\
            \(story.departments.map(department))\
            \(told)\
            <h2>\(language("办理经过", "What has happened"))</h2>
            \(HTML.timeline(marks, language))\
            \(withdrawal)
            """)
    }

    private var told: HTML? {
        guard !notices.isEmpty else { return nil }
        return """
            <h2>\(language("通知", "Messages"))</h2>
            \(HTML.timeline(notices.map { NoticePages.mark($0, visitor, links: false) }, language))
            """
    }

    private var channel: [HTML.SummaryEntry] {
        guard application.channel != .online else { return [] }
        let words =
            switch application.channel {
            case .counter, .station: language("窗口代办（由工作人员代为提交）", "Handed in by staff on your behalf")
            case .interface, .online: language("由系统接口提交", "Handed in by another system")
            }
        let claimed = application.claimedAt.map {
            language("，您已于\($0.day.text(.zh))认领", "; you took it on as yours on \($0.day.text(.en))")
        }
        return [.init(language("提交方式", "Handed in"), HTML(text: words + (claimed ?? "")))]
    }

    /// The way to take on as one's own what staff handed in.
    private var claiming: HTML? {
        guard application.isByStaff, application.claimedAt == nil, visitor.context.serving == nil,
            visitor.context.acting == nil
        else { return nil }
        return .inset(
            """
            <p>\(language("这件申请由工作人员代您提交。请核对；确认是您本人要办的，就认领它。不是您要办的，可以撤回，并告诉我们。", "Staff handed this in for you. Check it; if you want it, take it on as yours. If not, withdraw it and tell us."))</p>
            \(Form(language: language).element(
                to: visitor.address("\(story.address)/claim"), csrf: visitor.context.signedIn?.csrfToken ?? "",
                HTML.actions(.button(language("认领这件申请", "Take it on as mine"), .secondary))))
            """)
    }

    // MARK: - What matters first

    private var feedback: HTML? {
        guard application.feedback != nil else { return nil }
        var links = [
            HTML.link(language("查看结果告知单", "See the notice"), to: visitor.address("\(story.address)/feedback")),
            HTML.link(language("下载 PDF", "Download PDF"), to: visitor.address("\(story.address)/feedback.pdf")),
        ]
        if application.rating == nil {
            links.append(.link(language("评价这次服务", "Rate this service"), to: visitor.address("\(story.address)/rating")))
        }
        return .banner(
            .good, title: language("全部事项已办结，结果告知单已出", "Every item is concluded; your notice of results is ready"),
            HTML.linkRow(links))
    }

    private var duties: HTML? {
        guard !story.duties.isEmpty else { return nil }
        let entries = story.duties.map { duty in
            switch duty {
            case .answer(let item, let correction):
                HTML.TaskEntry(
                    language("补正：\(story.name(item).zh)", "Answer: \(story.name(item).en)"),
                    address: visitor.address("\(story.address)/items/\(item)/supplement"),
                    hint: language("\(correction.by.text(.zh))前", "By \(correction.by.text(.en))"),
                    status: .tag(language("需要您补正", "You must act"), .attention))
            case .supply(let item, let material, let by):
                HTML.TaskEntry(
                    language("补交：\(story.name(material).zh)", "Hand in: \(story.name(material).en)"),
                    address: visitor.address("\(story.address)/items/\(item)/materials/\(material)"),
                    hint: language(
                        "“\(story.name(item).zh)”，\(by.text(.zh))前", "For “\(story.name(item).en)”, by \(by.text(.en))"),
                    status: .tag(language("需要您补交", "You must act"), .attention))
            }
        }
        return "<h2>\(language("需要您处理", "For you to do"))</h2>\n\(HTML.taskList(entries))"
    }

    private var tally: HTML {
        let turns = application.tasks.map { TaskWords(task: $0, story: story, language: language).turn }
        let you = turns.count { $0 == .applicant }
        let others = turns.count { $0 == .others }
        let done = turns.count { $0 == .nobody }
        return """
            <p class="lead">\(language("需要您处理 \(you) 项 · 等部门办理 \(others) 项 · 已结束 \(done) 项", "\(you) for you to do · \(others) with departments · \(done) concluded"))</p>

            """
    }

    // MARK: - Items

    private func department(_ group: (code: DepartmentCode, tasks: [ItemTask])) -> HTML {
        let phone = story.catalog.departments[group.code]?.phone
        return """
            <section class="department"><h2>\(story.name(group.code).html(language))</h2>
            \(phone.map { phone -> HTML in
                "<p class=\"hint\">\(language("咨询电话", "Phone")) <a href=\"tel:\(phone)\">\(phone)</a></p>\n"
            })\
            <ul class="items">
            \(group.tasks.map(item))</ul></section>

            """
    }

    private func item(_ task: ItemTask) -> HTML {
        let words = TaskWords(task: task, story: story, language: language)
        return """
            <li><div class="item-head"><h3>\(story.name(task.item).html(language))</h3> \(words.tag)</div>
            <p>\(words.next)</p>
            \(words.reason.map { reason -> HTML in
                "<p>\(language("理由：", "Reason: "))\(reason)</p>\n"
            })\
            \(words.pause.map { pause -> HTML in "<p class=\"paused\">\(pause)</p>\n" })\
            \(words.derivation)\
            \(actions(task))\
            <p class="hint">\(task.number.html)</p></li>

            """
    }

    private func actions(_ task: ItemTask) -> HTML? {
        var links: [HTML] = []
        let base = "\(story.address)/items/\(task.item)"
        if task.openCorrection != nil {
            links.append(.link(language("去补正", "Answer now"), to: visitor.address("\(base)/supplement")))
        }
        if case .ended(let ending) = task.progress, ending.outcome == .refused || ending.outcome == .declined,
            ending.reviewAsked == nil
        {
            links.append(.link(language("申请复核", "Ask for a review"), to: visitor.address("\(base)/review")))
        }
        if !task.hasEnded {
            let label = HTML.unseen(language("：", ": ") + story.name(task.item)(language))
            links.append(
                "<a href=\"\(link: visitor.address("\(story.address)/withdrawal?item=\(task.item)"))\">\(language("撤回", "Withdraw"))\(label)</a>"
            )
        }
        return links.isEmpty ? nil : HTML.linkRow(links)
    }

    private var withdrawal: HTML? {
        guard application.tasks.count(where: { !$0.hasEnded }) > 1 else { return nil }
        return
            "<p>\(HTML.link(language("撤回整件申请", "Withdraw the whole application"), to: visitor.address("\(story.address)/withdrawal")))</p>"
    }

    // MARK: - History

    private var marks: [HTML.TimelineMark] {
        let past = story.timeline.reversed().map { entry -> HTML.TimelineMark in
            var title = entry.words(language)
            if language == .en { title = title.prefix(1).uppercased() + title.dropFirst() }
            if let item = entry.item { title = "\(story.name(item)(language)) · \(title)" }
            return HTML.TimelineMark(title, at: entry.at, actor: actor(entry), detail: detail(entry), language)
        }
        return past
    }

    /// Who acted, without naming officers.
    private func actor(_ entry: TimelineEntry) -> String {
        switch entry.event {
        case .started, .notReached, .answered, .feedbackRevised, .warned: return language("系统", "System")
        default: break
        }
        if entry.actor.hasPrefix("applicant:") { return language("您", "You") }
        if entry.actor.hasPrefix("agent:") { return language("受托人代办", "Whom you let act for you") }
        if entry.actor.hasPrefix("clerk:") { return language("窗口工作人员代办", "Staff at the counter, for you") }
        if entry.actor.hasPrefix("officer:") {
            return entry.item.flatMap { application.task($0) }.map { story.name($0.department)(language) }
                ?? language("工作人员", "Staff")
        }
        return language("系统", "System")
    }

    private func detail(_ entry: TimelineEntry) -> HTML? {
        let text: String? =
            switch entry.event {
            case .correctionAsked(_, let correction): correction.note
            case .declined(_, let reason), .refused(_, let reason), .terminated(_, let reason),
                .objected(_, let reason),
                .withdrawn(_, let reason), .resultCorrected(_, _, let reason), .resultRevoked(_, let reason),
                .reviewAsked(_, let reason), .reviewAnswered(_, _, let reason, _):
                reason == "correctionLapsed" ? language("逾期没有补正", "The answer did not come in time") : reason
            case .rated(_, let comment): comment
            default: nil
            }
        guard let text, !text.isEmpty else { return nil }
        return "<p>\(text)</p>"
    }
}

extension HTML {
    /// Links beside each other, each large enough for a finger.
    static func linkRow(_ links: [HTML]) -> HTML {
        "<ul class=\"links\">\(links.map { link -> HTML in "<li>\(link)</li>" })</ul>\n"
    }
}
