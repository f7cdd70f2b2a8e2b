import Foundation
import Access
import Documents
import HTTPTypes
import Hummingbird
import NIOCore
import Registry
import Vocabulary

/// The audit administrator's page: alarms, looks, sign-ins and what the other administrators did (审计管理员).
struct AuditDesk: Sendable {
    let site: Site

    private var looks: Looks { Looks(store: site.casework.store) }

    /// How far back, in days.
    private func days(_ visitor: Visitor) -> Int {
        visitor.query("days").flatMap { Int($0) }.map { min(max($0, 1), 366) } ?? 30
    }

    private func found(_ visitor: Visitor) async throws -> [Look] {
        let since = visitor.now.adding(seconds: -days(visitor) * 86_400)
        guard let account = visitor.query("account") else { return try await looks.alarming(since: since) }
        return try await looks.by(account, since: since)
    }

    func show(_ visitor: Visitor) async throws -> Response {
        let administrator = try visitor.administrator(.readLooks)
        let language = visitor.language
        let account = visitor.query("account")
        let found = try await found(visitor)
        var attempts: [SignInAttempt] = []
        if let account { attempts = try await site.accounts.attempts(of: account) }
        let since = visitor.now.adding(seconds: -days(visitor) * 86_400)
        let refusals = try await site.accounts.refusedActs(of: account, since: since)
        let alarms = try await site.accounts.refusalAlarms(since: since).filter {
            account == nil || $0.account == account
        }
        let acts = try await site.accounts.acts(since: since)
        try await site.accounts.note(.readLooks, by: administrator.account, on: account ?? "", at: visitor.now)
        let title = language("审计", "Audit")
        var form = Form(language: language)
        form.values = FormValues(["account": account ?? "", "days": "\(days(visitor))"])
        let query = "?days=\(days(visitor))" + (account.map { "&account=" + $0.queryEncoded } ?? "")
        return visitor.page(
            title, back: visitor.address("admin"), width: .wide,
            """
            <h1>\(title)</h1>
            <form class="form" method="get" action="\(link: visitor.address("admin/audit"))">
            \(form.text("account", language("账号；不填则列出告警", "Account; alarms when empty"), .plain, .optional, autocomplete: "off", maximumLength: 64))\
            \(form.text("days", language("最近多少天", "Of the last so many days"), .digits, .optional, maximumLength: 3))\
            \(HTML.actions(.button(language("查询", "Find"), .secondary)))
            </form>
            \(HTML.table(
                caption: account == nil ? language("有告警的查看", "Looks with an alarm") : language("查看记录", "Looks"),
                columns: [
                    .init(language("时间", "When")), .init(language("账号", "Account")), .init(language("部门", "Department")),
                    .init(language("目的", "Why")), .init(language("办件", "Case")), .init(language("告警", "Alarms")),
                ],
                rows: found.map { look in
                    [
                        HTML(text: look.at.text(language)), HTML(text: look.account), HTML(text: look.department ?? ""),
                        HTML(text: look.purpose.name(language)), HTML(text: look.caseNumber ?? ""),
                        HTML(text: look.alarms.map { $0.name(language) }.joined(separator: language("、", ", "))),
                    ]
                }, emptyText: language("没有", "None")))\
            <p>\(HTML.link(language("下载表格", "Download as a sheet"), to: visitor.address("admin/audit/looks.csv\(query)")))</p>
            \(account == nil ? HTML.empty : HTML.table(
                caption: language("登录记录", "Sign-ins"),
                columns: [.init(language("时间", "When")), .init(language("结果", "Outcome")), .init(language("网络地址", "Address"))],
                rows: attempts.map { attempt in
                    [HTML(text: attempt.at.text(language)), HTML(text: attempt.outcome.name(language)), HTML(text: attempt.address ?? "")]
                }, emptyText: language("没有", "None")))\
            \(HTML.table(
                caption: language("短时间内多次被拒绝", "Refused many times within an hour"),
                columns: [
                    .init(language("账号", "Account")), .init(language("从几时起的一小时", "Within the hour from")),
                    .init(language("次数", "Times"), isNumeric: true),
                ],
                rows: alarms.map { alarm in
                    [HTML(text: alarm.account), HTML(text: alarm.hour.text(language)), HTML(text: "\(alarm.count)")]
                }, emptyText: language("没有", "None")))\
            \(HTML.table(
                caption: language("被拒绝的操作", "Refused acts"),
                columns: [
                    .init(language("时间", "When")), .init(language("账号", "Account")), .init(language("操作", "Act")),
                    .init(language("结果", "Outcome")), .init(language("办件", "Case")),
                    .init(language("一小时内次数", "Times that hour"), isNumeric: true),
                ],
                rows: refusals.map { refusal in
                    [
                        HTML(text: refusal.at.text(language)), HTML(text: refusal.account), HTML(text: refusal.act),
                        HTML(text: refusal.status == 403 ? language("无权", "not allowed") : language("看不到", "kept from them")),
                        HTML(text: refusal.about ?? ""), HTML(text: "\(refusal.count)"),
                    ]
                }, emptyText: language("没有", "None")))\
            \(HTML.table(
                caption: language("管理操作", "What administrators did"),
                columns: [
                    .init(language("时间", "When")), .init(language("管理员", "Administrator")), .init(language("操作", "Duty")),
                    .init(language("对象账号", "Account")),
                ],
                rows: acts.map { act in
                    [HTML(text: act.at.text(language)), HTML(text: act.administrator), HTML(text: act.duty), HTML(text: act.account)]
                }, emptyText: language("没有", "None")))
            """)
    }

    func sheet(_ visitor: Visitor) async throws -> Response {
        let administrator = try visitor.administrator(.readLooks)
        var text = "\u{FEFF}at,account,department,purpose,case,elements,alarms\r\n"
        for look in try await found(visitor) {
            let cells = [
                look.at.description, look.account, look.department ?? "", look.purpose.rawValue, look.caseNumber ?? "",
                look.elements.joined(separator: " "), look.alarms.map(\.rawValue).joined(separator: " "),
            ]
            text +=
                cells.map { "\"\((SpreadsheetCell.isFormula($0) ? "'" + $0 : $0).replacing("\"", with: "\"\""))\"" }
                .joined(separator: ",") + "\r\n"
        }
        try await site.accounts.note(
            .readLooks, by: administrator.account, on: visitor.query("account") ?? "", at: visitor.now)
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/csv; charset=utf-8", .cacheControl: "no-store",
                .contentDisposition: "attachment; filename=\"looks.csv\"",
            ], body: .init(byteBuffer: ByteBuffer(string: text)))
    }
}

extension SignInAttempt.Outcome {
    fileprivate func name(_ language: Language) -> String {
        switch self {
        case .succeeded: language("成功", "succeeded")
        case .wrong: language("密码错误", "wrong")
        case .locked: language("锁定中", "locked")
        case .released: language("解除锁定", "released")
        }
    }
}
