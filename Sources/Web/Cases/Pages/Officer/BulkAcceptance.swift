import Cases
import Catalog
import Documents
import HTTPTypes
import Hummingbird
import Vocabulary

/// Accepting several items at once: first what would happen to each, then what did.
struct BulkAcceptance {
    let visitor: Visitor
    let desk: Desk

    /// At most so many items in one go.
    static let most = 50

    /// One ticked item and what became, or would become, of it.
    struct Row {
        let number: String
        let subject: DeskItem?
        let outcome: Outcome

        enum Outcome {
            case accepted(due: CalendarDay?)
            case refused(String)
        }

        var isAccepted: Bool {
            if case .accepted = outcome { true } else { false }
        }
    }

    private var language: Language { visitor.language }

    /// What would happen: decides on the present state and stores nothing.
    static func check(_ visitor: Visitor) async throws -> Response {
        let bulk = BulkAcceptance(visitor: visitor, desk: try visitor.desk())
        let sent = try await visitor.form()
        let numbers = Array(sent.all("number").prefix(most))
        guard !numbers.isEmpty else {
            throw Told(422, "nothingTicked", "没有勾选要受理的办件，请返回勾选", "no item was ticked; go back and tick some")
        }
        var rows: [Row] = []
        for number in numbers { rows.append(try await bulk.dryRun(number)) }
        return bulk.page(rows, isDone: false)
    }

    /// Accepts them one by one; each stands or falls alone.
    static func carryOut(_ visitor: Visitor) async throws -> Response {
        let bulk = BulkAcceptance(visitor: visitor, desk: try visitor.desk())
        let sent = try await visitor.form()
        var rows: [Row] = []
        for entry in sent.all("accept").prefix(most) {
            let parts = entry.split(separator: ":").map(String.init)
            guard parts.count == 2, let version = Int(parts[1]) else {
                throw Told(422, "malformed", "表单有误", "the form is broken")
            }
            rows.append(try await bulk.accept(parts[0], expecting: version))
        }
        return bulk.page(rows, isDone: true)
    }

    private func find(_ text: String) async throws -> DeskItem? {
        guard let number = try? CaseNumber(parsing: text) else { return nil }
        return try await DeskItem.all(under: number, desk, visitor.casework).first { $0.task.number == number }
    }

    private func unknown(_ number: String) -> Row {
        Row(number: number, subject: nil, outcome: .refused(language("不在您的办理范围。", "Not yours to handle.")))
    }

    private func dryRun(_ number: String) async throws -> Row {
        guard let subject = try await find(number) else { return unknown(number) }
        do {
            let now = max(visitor.now, subject.application.changedAt)
            let events = try subject.application.decide(
                .accept(subject.task.item), by: .officer(desk.officer),
                at: Moment(now, calendar: subject.story.calendar),
                catalog: subject.catalog)
            var after = subject.application
            for event in events { try after.apply(event, at: now) }
            return Row(
                number: number, subject: subject,
                outcome: .accepted(due: after.task(subject.task.item)?.due(subject.story.calendar)))
        } catch let refusal as Refusal {
            return Row(number: number, subject: subject, outcome: .refused(subject.words(Told(refusal), language)))
        }
    }

    private func accept(_ number: String, expecting version: Int) async throws -> Row {
        guard let subject = try await find(number) else { return unknown(number) }
        do {
            let after = try await visitor.casework.act(
                .accept(subject.task.item), on: subject.task.number, by: .officer(desk.officer), at: visitor.now,
                expecting: version)
            return Row(
                number: number, subject: subject,
                outcome: .accepted(due: after.task(subject.task.item)?.due(subject.story.calendar)))
        } catch let refusal as Refusal {
            return Row(number: number, subject: subject, outcome: .refused(subject.words(Told(refusal), language)))
        }
    }

    // MARK: - The page

    private func page(_ rows: [Row], isDone: Bool) -> Response {
        let accepted = rows.filter(\.isAccepted)
        let title = isDone ? language("批量受理结果", "Result of accepting") : language("核对批量受理", "Check before accepting")
        let refused = rows.count - accepted.count
        let banner: HTML? =
            isDone
            ? .banner(
                refused == 0 ? .good : .attention,
                title: language(
                    "已受理 \(accepted.count) 件，未受理 \(refused) 件", "Accepted: \(accepted.count); not accepted: \(refused)")
            )
            : nil
        return visitor.page(
            title, back: visitor.address("desk"), banner: banner, width: .wide,
            """
            <h1>\(title)</h1>
            \(isDone ? .empty : "<p>\(language("还没有办理。受理后时限从次日起算。", "Nothing is done yet. The clocks start the day after acceptance."))</p>\n")\
            <div class="dense">\(table(rows, isDone: isDone))</div>
            \(isDone ? HTML.actions(.buttonLink(language("回到部门办件", "Back to the list"), to: visitor.address("desk"))) : confirmation(accepted))
            """)
    }

    private func table(_ rows: [Row], isDone: Bool) -> HTML {
        HTML.table(
            caption: language("勾选的办件", "Ticked items"),
            columns: [
                .init(language("事项和编号", "Item and number")), .init(language("申请人", "Applicant")),
                .init(isDone ? language("结果", "Result") : language("将会", "Would be")), .init(language("说明", "Details")),
            ],
            rows: rows.map { row in
                let number = row.subject?.task.number.html ?? HTML(text: row.number)
                let name = row.subject?.item.name.html(language) ?? .empty
                let title: HTML =
                    row.subject.map { subject in
                        "\(name)<br><a href=\"\(link: visitor.address(subject.address))\">\(number)</a>"
                    } ?? number
                let applicant = HTML(text: row.subject?.application.maskedName ?? "—")
                switch row.outcome {
                case .accepted(let due):
                    let words = isDone ? language("已受理", "Accepted") : language("可以受理", "Accepted")
                    let details =
                        due.map { language("最迟\($0.text(.zh))办结", "Due by \($0.text(.en))") }
                        ?? language("时限暂停", "Clock stands")
                    return [title, applicant, .tag(words, .good), HTML(text: details)]
                case .refused(let words):
                    return [
                        title, applicant,
                        .tag(isDone ? language("未受理", "Not accepted") : language("不能受理", "Cannot be accepted"), .bad),
                        HTML(text: words),
                    ]
                }
            }, emptyText: language("没有勾选", "None ticked"))
    }

    private func confirmation(_ rows: [Row]) -> HTML {
        guard !rows.isEmpty else {
            return HTML.actions(
                .buttonLink(language("回到部门办件", "Back to the list"), to: visitor.address("desk"), .secondary))
        }
        return """
            <form method="post" action="\(link: visitor.address("desk/acceptance/done"))">
            \(HTML.csrf(visitor.context.signedIn?.csrfToken ?? ""))
            \(rows.compactMap { row in
                row.subject.map { HTML.hidden("accept", "\(row.number):\($0.application.version)") }
            })
            \(HTML.actions(
                HTML.button(language("确认受理 \(rows.count) 件", rows.count == 1 ? "Accept 1 item" : "Accept \(rows.count) items")),
                .link(language("取消", "Cancel"), to: visitor.address("desk"))))\
            </form>

            """
    }
}
