import Cases
import Documents
import Vocabulary

extension ItemView {
    /// The term that runs, how its last day was found, and why it stood still.
    var clock: HTML {
        switch task.progress {
        case .waiting: return .empty
        case .received(let on, let acceptBy):
            return section(
                """
                <p>\(language(
                    "\(on.text(.zh))转来，最迟\(acceptBy.text(.zh))决定是否受理或一次告知补正；逾期视为受理。",
                    "Came in on \(on.text(.en)); accept it or ask once for what is missing by \(acceptBy.text(.en)), or it counts as accepted."))</p>
                """)
        case .correcting(let correction):
            return section(
                "<p>\(language("还没有受理，时限未开始。", "Not accepted yet, so no clock runs."))</p>\n\(open(correction))")
        case .handling(let handling): return section(running(handling))
        case .ended(let ending):
            guard let before = ending.before else { return .empty }
            let taken = before.workingDays(through: ending.at.day, subject.story.calendar)
            return section(
                """
                <p>\(language(
                    "承诺\(before.limit.text.zh)，实际计入 \(taken) 个工作日。",
                    "Promised: \(before.limit.text.en); counted: \(Limit.workingDays(taken).text.en)."))</p>
                \(pauses(before.pauses))
                """)
        }
    }

    private func section(_ content: HTML) -> HTML {
        "<h2>\(language("办理时限", "Clock"))</h2>\n\(content)\n"
    }

    private func running(_ handling: ItemTask.Handling) -> HTML {
        guard let deadline = task.deadline(subject.story.calendar) else { return .empty }
        let step = subject.name(handling.step)
        let role = subject.item.stage(handling.step).map { subject.name(role: $0.actor) } ?? Bilingual("", "")
        let until = handling.stepUntil.map { language("，到\($0.text(.zh))止", ", until \($0.text(.en))") } ?? ""
        let due =
            deadline.due.map { language("最迟\($0.text(.zh))办结。", "Due by \($0.text(.en)).") }
            ?? language("时限暂停中，恢复后才知道到期日。", "The clock stands; the due day is known once it runs again.")
        let years = deadline.unofficialYears.map(String.init).joined(separator: language("、", ", "))
        return """
            <p><strong>\(due)</strong> \(language(
                "承诺\(handling.limit.text.zh)，\(handling.acceptedOn.text(.zh))受理，次日起算。",
                "Promised: \(handling.limit.text.en); accepted on \(handling.acceptedOn.text(.en)), counted from the next day."))</p>
            <p>\(language(
                "现在的环节：“\(step.zh)”（\(role.zh)），\(handling.stepSince.text(.zh))起\(until)。",
                "Step now: “\(step.en)” (\(role.en)), since \(handling.stepSince.text(.en))\(until)."))</p>
            \(handling.correction.map(open))\
            \(tolerances(handling))\
            \(pauses(handling.pauses))\
            \(years.isEmpty ? .empty : HTML.warning(
                HTML(text: language("\(years)年的放假安排还没有公布，到期日可能变动。", "The holidays of \(years) are not published yet; the due day may move.")),
                language))\
            \(derivation(deadline))
            """
    }

    private func open(_ correction: ItemTask.Correction) -> HTML {
        let asked =
            correction.fields.map { subject.label($0)(language) }
            + correction.materials.map { subject.story.name($0)(language) }
        return .inset(
            """
            <p>\(language(
                "\(correction.askedOn.text(.zh))要求补正，申请人最迟\(correction.by.text(.zh))答复：",
                "Asked on \(correction.askedOn.text(.en)); the applicant answers by \(correction.by.text(.en)):"))\
            \(asked.joined(separator: language("、", ", ")))</p>
            \(correction.note.isEmpty ? .empty : "<p>\(correction.note)</p>")
            """)
    }

    private func tolerances(_ handling: ItemTask.Handling) -> HTML? {
        guard !handling.tolerances.isEmpty else { return nil }
        let items = handling.tolerances.sorted { $0.key < $1.key }.map { material, by -> HTML in
            // A term that has passed is kept as a day that never comes.
            let term =
                by.year >= 9999 ? language("已逾期", "overdue") : language("最迟\(by.text(.zh))", "by \(by.text(.en))")
            return "<li>\(subject.story.name(material).html(language))：\(term)</li>\n"
        }
        return """
            <p>\(language("容缺受理，材料补齐前不能准予：", "Accepted with materials to follow; no grant before they arrive:"))</p>
            <ul>
            \(items)</ul>

            """
    }

    private func pauses(_ all: [Pause]) -> HTML? {
        // A step that ended on its first day stopped nothing.
        let pauses = all.filter { $0.from != $0.to }
        guard !pauses.isEmpty else { return nil }
        let items = pauses.map { pause -> HTML in
            let end = pause.to.map { $0.text(language) } ?? language("现在", "now")
            return "<li>\(pause.from.text(language)) – \(end)：\(why(pause.reason))</li>\n"
        }
        return """
            <p>\(language("时限暂停：", "The clock stood:"))</p>
            <ul>
            \(items)</ul>

            """
    }

    /// Why the clock stands, from the name under which history keeps it.
    private func why(_ reason: String) -> String {
        switch reason {
        case "supplement": return language("等申请人补正", "waiting for the applicant's answer")
        case "ended": return language("复核前已办结", "it had ended before the review")
        default:
            let name = subject.name(.init(rawValue: reason))
            return language("“\(name.zh)”不计入时限", "“\(name.en)” does not count")
        }
    }

    private func derivation(_ deadline: Deadline) -> HTML {
        let steps = deadline.derivation.map { step -> HTML in
            var words = step.text(language)
            if case .paused(let reason) = step.kind { words = language("暂停：", "clock stands: ") + why(reason) }
            return "<li><time datetime=\"\(step.day.description)\">\(step.day.text(language))</time> \(words)</li>\n"
        }
        return .details(
            language("到期日逐日推算", "The due day, counted day by day"), "<ol class=\"days\">\n\(steps)</ol>\n")
    }
}
