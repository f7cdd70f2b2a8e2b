import Cases
import Catalog
import Documents
import Hummingbird
import Vocabulary

/// What a citizen was told, and who at a counter looked into their matters.
struct NoticePages: Sendable {
    func add(to routes: VisitorRoutes) {
        routes.get("notices") { try await list($0) }
    }

    private func list(_ visitor: Visitor) async throws -> Response {
        let person = try visitor.applicant()
        let language = visitor.language
        let notices = try await visitor.casework.notices(of: person)
        let visits = try await visitor.casework.visits(of: person)
        let title = language("通知", "Messages")
        return visitor.page(
            title,
            """
            <h1>\(title)</h1>
            \(notices.isEmpty
                ? "<p class=\"nothing\">\(language("还没有通知", "No messages yet"))</p>"
                : HTML.timeline(notices.map { Self.mark($0, visitor, links: true) }, language))
            <h2>\(language("谁在窗口看过或办过我的事", "Who at a counter looked into my matters"))</h2>
            \(visits.isEmpty
                ? "<p class=\"nothing\">\(language("没有记录", "Nobody"))</p>"
                : HTML.timeline(visits.map { mark($0, language) }, language))
            """)
    }

    /// One message as a line of a history.
    static func mark(_ notice: Notice, _ visitor: Visitor, links: Bool) -> HTML.TimelineMark {
        let language = visitor.language
        var title = words(notice.kind)(language)
        if let item = notice.item {
            title = (visitor.casework.shelf.current.items[item]?.name(language) ?? item.rawValue) + " · " + title
        }
        let address = visitor.address("applications/\(notice.number)")
        let link = HTML.link(language("办件 \(notice.number)", "Case \(notice.number)"), to: address)
        return HTML.TimelineMark(
            title, at: notice.at, actor: language("系统", "System"), detail: links ? "<p>\(link)</p>" : nil, language)
    }

    private func mark(_ visit: CounterVisit, _ language: Language) -> HTML.TimelineMark {
        let end = visit.endedAt.map { language("，\($0.text(.zh))结束", ", until \($0.text(.en))") } ?? ""
        return HTML.TimelineMark(
            language("窗口代办", "Served at a counter") + end, at: visit.startedAt,
            actor: language("窗口工作人员 \(visit.clerk)", "counter staff \(visit.clerk)"), detail: nil, language)
    }

    private static func words(_ kind: String) -> Bilingual {
        switch kind {
        case "submitted": Bilingual("申请已收到，已转给各部门", "Your application arrived and went to the departments")
        case "correctionAsked": Bilingual("需要您补正", "Something is needed from you")
        case "answered": Bilingual("全部办结，结果告知单已出", "Everything is concluded; your notice of results is ready")
        case "feedbackRevised": Bilingual("结果告知单有更新", "Your notice of results was revised")
        case "terminated": Bilingual("逾期没有补正，事项已终止", "The answer did not come in time; the item has ended")
        case "resultRevoked": Bilingual("结果被撤销", "A result was revoked")
        default: Bilingual("办件有新进展", "There is news on your case")
        }
    }
}
