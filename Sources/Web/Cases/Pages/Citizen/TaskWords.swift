import Cases
import Catalog
import Documents
import Vocabulary

/// Says how one item stands: its tag, who acts next and until when, and why its clock stands still.
struct TaskWords {
    let task: ItemTask
    let story: CaseStory
    let language: Language

    /// Whose move it is.
    enum Turn { case applicant, others, nobody }

    var turn: Turn {
        if task.hasEnded { return .nobody }
        if task.openCorrection != nil { return .applicant }
        if case .handling(let handling) = task.progress, !handling.tolerances.isEmpty { return .applicant }
        return .others
    }

    var tag: HTML {
        switch task.status {
        case .waiting: .tag(label)
        case .received, .handling, .publicizing, .external, .reviewing:
            turn == .applicant ? .tag(language("需要您补交", "You must act"), .attention) : .tag(label, .active)
        case .correcting, .supplementing: .tag(language("需要您补正", "You must act"), .attention)
        case .granted: isRevoked ? .tag(language("已撤销", "Revoked"), .bad) : .tag(label, .good)
        case .refused, .declined: .tag(label, .bad)
        case .withdrawn, .notReached, .terminated: .tag(label)
        }
    }

    private var label: String {
        let label = task.status.label(language)
        return language == .en ? label.prefix(1).uppercased() + label.dropFirst() : label
    }

    private var isRevoked: Bool {
        if case .ended(let ending) = task.progress { ending.isRevoked } else { false }
    }

    /// Who acts next, and by when.
    var next: String {
        let department = story.name(task.department)
        switch task.progress {
        case .waiting:
            let names = task.requires.joined().map { story.name($0) }
            return language(
                "等“\(names.map(\.zh).joined(separator: "”“"))”办结后自动开始，您不用做什么。",
                "Starts by itself once “\(names.map(\.en).joined(separator: "”, “"))” is granted; you need do nothing.")
        case .received(_, let acceptBy):
            return language(
                "下一步：\(department.zh)在\(acceptBy.text(.zh))前决定是否受理；逾期视为受理。",
                "Next: \(department.en) accepts it by \(acceptBy.text(.en)); otherwise it counts as accepted.")
        case .correcting(let correction):
            return language(
                "下一步：请您在\(correction.by.text(.zh))前补正。还没有受理，办理时限没有开始。",
                "Next: you, by \(correction.by.text(.en)). It is not accepted yet, so the clock has not started.")
        case .handling(let handling): return next(handling, department)
        case .ended(let ending): return end(ending)
        }
    }

    private func next(_ handling: ItemTask.Handling, _ department: Bilingual) -> String {
        if let correction = handling.correction {
            return language(
                "下一步：请您在\(correction.by.text(.zh))前补正。等您补正的时间不算部门的办理时限。",
                "Next: you, by \(correction.by.text(.en)). The time until you answer does not count.")
        }
        let stage = story.catalog.items[task.item]?.stage(handling.step)
        let step = stage?.name ?? Bilingual(handling.step.rawValue, handling.step.rawValue)
        let actor = stage.flatMap { story.catalog.roles[RoleCode(rawValue: $0.actor)]?.name } ?? department
        if handling.kind == .publicize, let until = handling.stepUntil {
            return language(
                "正在公示，到\(until.text(.zh))为止；没有异议就由\(department.zh)继续办理。",
                "Public notice until \(until.text(.en)); without objection \(department.en) goes on.")
        }
        let who = handling.kind == .external || stage?.department != nil ? actor : department
        let due = task.due(story.calendar)
        return language(
            "下一步：\(who.zh)办理“\(step.zh)”" + (due.map { "，最迟\($0.text(.zh))办结。" } ?? "。"),
            "Next: \(who.en), “\(step.en)”" + (due.map { "; due by \($0.text(.en))." } ?? "."))
    }

    private func end(_ ending: ItemTask.Ending) -> String {
        let day = ending.at.day
        var text: Bilingual
        switch ending.outcome {
        case .granted: text = Bilingual("\(day.text(.zh))准予办理。", "Granted on \(day.text(.en)).")
        case .refused: text = Bilingual("\(day.text(.zh))不予批准。", "Refused on \(day.text(.en)).")
        case .declined: text = Bilingual("\(day.text(.zh))不予受理。", "Not accepted on \(day.text(.en)).")
        case .withdrawn: text = Bilingual("\(day.text(.zh))由您撤回。", "Withdrawn by you on \(day.text(.en)).")
        case .notReached: text = Bilingual("没有进入办理。", "Not reached.")
        case .terminated: text = Bilingual("\(day.text(.zh))终止办理。", "Ended on \(day.text(.en)).")
        }
        if let because = ending.because {
            let name = story.name(because)
            text.zh += "原因：它所依据的“\(name.zh)”没有获准。"
            text.en += " It depends on “\(name.en)”, which was not granted."
        }
        if ending.reviewAsked != nil {
            text.zh += "您已申请复核，由\(story.name(task.department).zh)答复。"
            text.en += " You asked for a review; \(story.name(task.department).en) will answer."
        }
        return text(language)
    }

    /// Why it ended so, in the officer's words.
    var reason: String? {
        guard case .ended(let ending) = task.progress, let reason = ending.reason, !reason.isEmpty else { return nil }
        return reason == "correctionLapsed" ? language("逾期没有补正", "the answer did not come in time") : reason
    }

    /// Why the clock stands still; nil while it runs.
    var pause: String? {
        guard case .handling(let handling) = task.progress, let pause = handling.pauses.first(where: { $0.to == nil })
        else {
            return nil
        }
        let why = self.why(pause.reason)
        return language(
            "办理时限自\(pause.from.text(.zh))起暂停：\(why.zh)。恢复后剩余的天数接着算。",
            "The clock has stood still since \(pause.from.text(.en)): \(why.en). The remaining days count on afterwards."
        )
    }

    private func why(_ reason: String) -> Bilingual {
        switch reason {
        case "supplement": return Bilingual("等您补正", "waiting for your answer")
        case "ended": return Bilingual("复核前已办结", "it had ended before the review")
        default:
            let stage = story.catalog.items[task.item]?.stage(StageCode(rawValue: reason))
            let name = stage?.name ?? Bilingual(reason, reason)
            let actor = stage.flatMap { story.catalog.roles[RoleCode(rawValue: $0.actor)]?.name }
            guard stage?.kind == .external, let actor else { return name }
            return Bilingual("\(name.zh)（\(actor.zh)）", "\(name.en) (\(actor.en))")
        }
    }

    /// How the due day was found, day by day; nil while no clock runs.
    var derivation: HTML? {
        guard let deadline = task.deadline(story.calendar), case .handling(let handling) = task.progress else {
            return nil
        }
        let steps = deadline.derivation.map { step -> HTML in
            var words = step.text(language)
            if case .paused(let reason) = step.kind {
                let why = self.why(reason)
                words = language("暂停：\(why.zh)", "clock stands: \(why.en)")
            }
            return "<li><time datetime=\"\(step.day.description)\">\(step.day.text(language))</time> \(words)</li>\n"
        }
        let summary =
            deadline.due.map { language("最迟\($0.text(.zh))办结，怎么算的", "Due by \($0.text(.en)): how it is counted") }
            ?? language("办理时限怎么算的", "How the days are counted")
        let years = deadline.unofficialYears.map(String.init).joined(separator: language("、", ", "))
        return .details(
            summary,
            """
            <p>\(language("承诺\(handling.limit.text.zh)，受理次日起算，周末和节假日不算。", "Promised: \(handling.limit.text.en), counted from the day after acceptance, without weekends and holidays."))</p>
            \(deadline.unofficialYears.isEmpty ? .empty : "<p>\(language("\(years)年的放假安排还没有公布，日期可能变动。", "The official holidays of \(years) are not published yet; the day may move."))</p>\n")\
            <ol class="days">
            \(steps)</ol>
            """)
    }
}
