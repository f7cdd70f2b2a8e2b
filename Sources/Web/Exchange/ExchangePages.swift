import Access
import Cases
import Documents
import Exchange
import Hummingbird
import Ledger
import Vocabulary

/// How the exchange with departments' own systems stands (部门对接): what waits, what was given up, what was refused.
///
/// Supervisors see their own department's part and may send its dead letters again; the system's administrator sees all.
struct ExchangePages: Sendable {
    let site: Site

    /// Rows of each list.
    private static let most = 100

    func add(to router: Router<SiteContext>) {
        let routes = VisitorRoutes(site: site, router: router)
        routes.get("exchange") { try await show($0) }
        routes.post("exchange") { try await replay($0) }
    }

    /// The destination the visitor looks after; nil for all.
    private func scope(_ visitor: Visitor) throws -> String? {
        let principal = try visitor.signedIn().principal
        if principal.kind == .administrator, principal.roles.contains(Administrator.system.rawValue) { return nil }
        guard principal.kind == .supervisor, let department = principal.department else {
            throw Told(403, "noRole", "只有督办人员和系统管理员可以查看", "only supervisors and the system's administrator see this")
        }
        return "department:\(department)"
    }

    private func show(_ visitor: Visitor) async throws -> Response {
        let scope = try scope(visitor)
        let state = try await site.casework.store.read { try ExchangeState.read(scope, limit: Self.most, in: $0) }
        let language = visitor.language
        let refused = state.refused.filter { scope == nil || "department:\($0.department)" == scope }
        let title = language("部门对接", "Exchange with departments")
        return visitor.page(
            title, width: .wide,
            """
            <h1>\(title)</h1>
            <p class="lead">\(lead(state, language))</p>
            \(dead(state, visitor))\
            \(waiting(state, language))\
            \(HTML.table(
                caption: language("拒收的回复", "Replies that were refused"),
                columns: [
                    .init(language("部门", "Department")), .init(language("原因", "Why")), .init(language("次数", "Times"), isNumeric: true),
                    .init(language("办件", "Case")), .init(language("说明", "Details")), .init(language("最近一次", "Last")),
                ],
                rows: refused.map { row in
                    [
                        HTML(text: row.department), HTML(text: row.reason), HTML(text: "\(row.count)"), HTML(text: row.about),
                        HTML(text: row.detail), HTML(text: row.at.shanghaiTime),
                    ]
                }, emptyText: language("没有拒收的回复", "No reply was refused")))
            """)
    }

    private func lead(_ state: ExchangeState, _ language: Language) -> String {
        let waiting = state.backlog.reduce(0) { $0 + $1.count }
        return language(
            "待发\(waiting)条，死信\(state.dead.count)条。", "\(waiting) messages wait, \(state.dead.count) were given up.")
    }

    private func dead(_ state: ExchangeState, _ visitor: Visitor) -> HTML {
        let language = visitor.language
        let table = HTML.table(
            caption: language("死信（不再自动重发）", "Given up (not sent again by itself)"),
            columns: [
                .init(language("办件", "Case")), .init(language("发往", "To")), .init(language("内容", "What")),
                .init(language("次数", "Attempts"), isNumeric: true), .init(language("对方答复", "What the other side said")),
                .init(language("时间", "When")),
            ],
            rows: state.dead.map { letter in
                [
                    HTML(text: letter.message.number), HTML(text: letter.message.destination),
                    HTML(text: letter.message.kind),
                    HTML(text: "\(letter.message.attempts)"), HTML(text: letter.reason),
                    HTML(text: letter.at.shanghaiTime),
                ]
            }, emptyText: language("没有死信", "Nothing was given up"))
        guard !state.dead.isEmpty else { return table }
        let form = Form(language: language)
        return table
            + form.element(
                to: visitor.address("exchange"), csrf: visitor.context.signedIn?.csrfToken ?? "",
                HTML.button(language("全部重发", "Send all of them again")))
    }

    private func waiting(_ state: ExchangeState, _ language: Language) -> HTML {
        HTML.table(
            caption: language("待发", "Waiting"),
            columns: [
                .init(language("办件", "Case")), .init(language("发往", "To")), .init(language("内容", "What")),
                .init(language("次数", "Attempts"), isNumeric: true), .init(language("下次发送", "Next attempt")),
                .init(language("最近的失败", "Last failure")),
            ],
            rows: state.waiting.prefix(Self.most).map { message in
                [
                    HTML(text: message.number), HTML(text: message.destination), HTML(text: message.kind),
                    HTML(text: "\(message.attempts)"),
                    HTML(text: message.nextAt.shanghaiTime), HTML(text: message.failure ?? ""),
                ]
            }, emptyText: language("没有待发的消息", "Nothing waits"))
    }

    /// Sends the dead letters of the visitor's scope again, a hundred in one transaction.
    private func replay(_ visitor: Visitor) async throws -> Response {
        let scope = try scope(visitor)
        _ = try await visitor.form()
        let now = visitor.now
        for _ in 0..<100 {
            let count = try await site.casework.store.write { session in
                let letters = try DeadLetter.list(of: scope, limit: 100, in: session)
                for letter in letters { try letter.replay(at: now, in: session) }
                return letters.count
            }
            if count < 100 { break }
        }
        return visitor.go(to: "exchange")
    }
}
