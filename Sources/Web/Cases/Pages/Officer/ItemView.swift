import Cases
import Catalog
import Documents
import HTTPTypes
import Hummingbird
import Vocabulary

/// One item as its officer sees it: how it stands, what was handed in, and what can be done now.
struct ItemView {
    let subject: DeskItem
    let visitor: Visitor
    /// The act that was tried and did not go through, with what was sent.
    var tried: DeskAct?
    var sent = FormValues()
    var problems: [FieldProblem] = []

    var language: Language { visitor.language }
    var task: ItemTask { subject.task }

    func page(status: HTTPResponse.Status = .ok) -> Response {
        let title = subject.item.name(language)
        let done = visitor.query("done").flatMap { DeskAct(rawValue: $0) }
        let banner = tried == nil ? done.map { HTML.banner(.good, title: $0.done(language)) } : nil
        let acts = subject.acts
        return visitor.page(
            title, back: visitor.address("desk"), banner: banner, hasProblems: !problems.isEmpty, width: .wide,
            status: status,
            """
            \(Form(language: language, problems: problems).problemSummary)\
            <h1>\(subject.item.name.html(language))</h1>
            <p>\(standing) \(acts.isEmpty ? HTML.empty : HTML.link(language("去办理", "Go to what you can do"), to: "#acts"))</p>
            <div class="desk">
            <div>
            \(HTML.summaryList(head, language))\
            \(clock)\
            \(conditions)\
            \(answers)\
            \(materials)\
            \(siblings)\
            <h2>\(language("办理经过", "What has happened"))</h2>
            \(HTML.timeline(EventWords(subject: subject, language: language).marks, language))\
            </div>
            <section class="desk-acts" id="acts" aria-labelledby="acts-title">
            <h2 id="acts-title">\(language("现在可以办理", "What you can do now"))</h2>
            \(acts.isEmpty ? nothing : acts.enumerated().map { form($1, isFirst: $0 == 0) }.joined())\
            </section>
            </div>
            """)
    }

    /// Status, urgency and what else stands out.
    private var standing: HTML {
        let actBy: CalendarDay? =
            switch task.progress {
            case .received(_, let acceptBy): acceptBy
            case .handling: task.due(subject.story.calendar)
            case .waiting, .correcting, .ended: nil
            }
        let urgency = Urgency(
            task.status, actBy: actBy, yellow: Urgency.yellow(task.status, of: subject.item), today: visitor.today,
            subject.story.calendar)
        var tags = [task.status.tag(language)]
        if !task.hasEnded { tags.append(urgency.tag(language)) }
        switch task.progress {
        case .handling(let handling):
            if handling.isReview { tags.append(.tag(language("复核后重新办理", "Taken up again after review"), .attention)) }
            if handling.isDeemed { tags.append(.tag(language("逾期视为受理", "Deemed accepted"), .attention)) }
            if !handling.tolerances.isEmpty { tags.append(.tag(language("容缺材料未齐", "Materials to follow"), .attention)) }
        case .ended(let ending):
            if ending.isRevoked { tags.append(.tag(language("已撤销", "Revoked"), .bad)) }
            if ending.reviewAsked != nil { tags.append(.tag(language("申请人要求复核", "Review asked for"), .attention)) }
            if ending.checkOn != nil { tags.append(.tag(language("承诺待核查", "Statement to be checked"), .attention)) }
        case .waiting, .received, .correcting: break
        }
        return tags.joined(separator: " ")
    }

    private var head: [HTML.SummaryEntry] {
        let application = subject.application
        let region = application.region
        var entries: [HTML.SummaryEntry] = [
            .init(language("办件编号", "Item number"), task.number.html),
            .init(language("申请人", "Applicant"), HTML(text: application.maskedName)),
            .init(
                language("一件事", "Application"),
                "\(subject.story.bundleName.html(language))<br>\(application.number.html)"),
            .init(
                language("办理地", "Where"),
                HTML(text: language(Regions.fullName(of: region), Regions.fullEnglishName(of: region)))),
            .init(
                language("提交", "Handed in"),
                HTML(text: application.submittedAt.text(language) + language("，", ", ") + channel(application.channel))),
        ]
        if application.isByStaff {
            let claimed = application.claimedAt.map {
                language("，本人已于\($0.day.text(.zh))认领", "; claimed by the applicant on \($0.day.text(.en))")
            }
            entries.append(
                .init(
                    language("代办", "By staff"),
                    HTML(
                        text: language("工作人员代办", "handed in by staff")
                            + (claimed ?? language("，本人尚未认领", "; not yet claimed by the applicant")))))
        }
        if let version = task.commitment {
            let title = subject.item.commitment?.title.html(language) ?? .empty
            entries.append(
                .init(
                    language("告知承诺", "Statement signed"),
                    "\(title) \(language("（版本 \(version)）", "(version \(version))"))"))
        }
        if case .ended(let ending) = task.progress { entries += end(ending) }
        return entries
    }

    private func channel(_ channel: Application.Channel) -> String {
        switch channel {
        case .online: language("网上", "online")
        case .counter: language("窗口代办", "at a counter")
        case .station: language("基层站点代办", "at a station")
        case .interface: language("系统接口", "by another system")
        }
    }

    private func end(_ ending: ItemTask.Ending) -> [HTML.SummaryEntry] {
        var entries: [HTML.SummaryEntry] = [.init(language("办结", "Ended"), HTML(text: ending.at.text(language)))]
        if let reason = ending.reason, !reason.isEmpty {
            entries.append(.init(language("理由", "Reason"), HTML(text: EventWords.reason(reason, language))))
        }
        if let because = ending.because {
            entries.append(
                .init(
                    language("前置事项未获准", "Depends on what was not granted"), subject.story.name(because).html(language)))
        }
        if let asked = ending.reviewAsked {
            entries.append(.init(language("复核请求", "Review request"), HTML(text: asked)))
        }
        if ending.outcome == .granted {
            entries.append(.init(language("结果", "Result"), subject.item.result.name.html(language)))
            entries += ending.result.elements.compactMap { code in
                ending.result[code].map { value in
                    .init(subject.label(code)(language), HTML(text: subject.text(value, of: code, language)))
                }
            }
        }
        return entries
    }

    /// Why there is nothing to do.
    private var nothing: HTML {
        let words: String
        if subject.desk.isSupervisor {
            words = language("督办账号只查看，不办理。", "A supervisor looks on and decides nothing.")
        } else {
            switch task.progress {
            case .waiting:
                let names = task.requires.joined().map { subject.story.name($0)(language) }.joined(
                    separator: language("、", ", "))
                words = language("等前置事项“\(names)”办结后自动开始。", "It starts by itself once this is granted: \(names).")
            case .received, .correcting: words = language("这一步由受理岗办理。", "This step is the intake officer's.")
            case .handling(let handling):
                if let correction = handling.correction {
                    words = language(
                        "正在等申请人补正，最迟\(correction.by.text(.zh))；补正前不能作决定。",
                        "Waiting for the applicant's answer, by \(correction.by.text(.en)); no decision before that.")
                } else {
                    let role = subject.item.stage(handling.step).map { subject.name(role: $0.actor)(language) } ?? ""
                    words = language(
                        "“\(subject.name(handling.step).zh)”由\(role)办理。",
                        "“\(subject.name(handling.step).en)” is for: \(role).")
                }
            case .ended: words = language("没有要办的。", "Nothing is left to do.")
            }
        }
        return "<p>\(words)</p>\n"
    }
}
