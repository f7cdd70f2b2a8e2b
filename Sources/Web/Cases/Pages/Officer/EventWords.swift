import Cases
import Catalog
import Documents
import Vocabulary

/// The history of an item as its officers read it.
struct EventWords {
    let subject: DeskItem
    let language: Language

    /// The item's own events and those of the whole application, oldest first.
    var marks: [HTML.TimelineMark] {
        subject.story.timeline.compactMap { entry in
            guard entry.item == nil || entry.item == subject.task.item else { return nil }
            if case .rated = entry.event { return nil }
            return HTML.TimelineMark(
                entry.words(language).capitalised(language), at: entry.at, actor: actor(entry.actor),
                detail: detail(entry), language)
        }
    }

    /// Who acted, without personal data.
    private func actor(_ tag: String) -> String {
        let parts = tag.split(separator: ":", maxSplits: 1).map(String.init)
        switch parts.first {
        case "applicant": return language("申请人", "the applicant")
        case "officer": return language("经办人 ", "officer ") + (parts.count > 1 ? parts[1] : "")
        case "agent": return language("受托人", "whom the applicant lets act for them")
        case "clerk": return language("窗口代办 ", "for the applicant, counter staff ") + (parts.count > 1 ? parts[1] : "")
        case "system": return language("系统", "the system")
        default: return tag
        }
    }

    private func detail(_ entry: TimelineEntry) -> HTML? {
        var lines = lines(entry.event)
        if let due = entry.due { lines.append(language("办理到期日：", "Due: ") + due.text(language)) }
        guard !lines.isEmpty else { return nil }
        return lines.map { line -> HTML in "<p>\(line)</p>" }.joined()
    }

    private func lines(_ event: ApplicationEvent) -> [String] {
        let reasonLabel = language("理由：", "Reason: ")
        switch event {
        case .started(_, let acceptBy, let fed):
            return values(fed) + [language("最迟受理：", "Accept by: ") + acceptBy.text(language)]
        case .correctionAsked(_, let correction):
            return [names(correction.fields, correction.materials), correction.note]
                .filter { !$0.isEmpty } + [language("最迟答复：", "Answer by: ") + correction.by.text(language)]
        case .correctionAnswered(_, let answers, let materials, _):
            return [names(answers.elements, materials.map(\.material))].filter { !$0.isEmpty }
        case .accepted(_, let acceptance):
            let later = acceptance.tolerances.sorted { $0.key < $1.key }.map { material, by in
                language("容缺：", "To follow: ") + subject.story.name(material)(language) + language("，", ", ")
                    + by.text(language)
            }
            return [language("承诺时限：", "Promised: ") + acceptance.limit.text(language)] + later
        case .stepEntered(_, let step, _, _, _, let opinion):
            let name = language("环节：", "Step: ") + subject.name(step)(language)
            return [name] + (opinion.map { $0.isEmpty ? [] : [language("意见：", "Opinion: ") + $0] } ?? [])
        case .approved(_, let draft, _): return values(draft)
        case .granted(_, let result, _): return values(result)
        case .resultCorrected(_, let result, let reason): return values(result) + [reasonLabel + reason]
        case .declined(_, let reason), .objected(_, let reason), .refused(_, let reason), .withdrawn(_, let reason),
            .terminated(_, let reason), .reviewAsked(_, let reason), .reviewAnswered(_, _, let reason, _),
            .resultRevoked(_, let reason):
            return reason.isEmpty ? [] : [reasonLabel + Self.reason(reason, language)]
        case .supplied(_, let receipt): return [subject.story.name(receipt.material)(language)]
        case .toleranceLapsed(_, let material): return [subject.story.name(material)(language)]
        case .commitmentChecked(_, _, let note): return note.isEmpty ? [] : [note]
        case .notReached(_, let because):
            return [language("前置事项：", "Because of: ") + subject.story.name(because)(language)]
        case .submitted, .warned, .commitmentCheckDue, .answered, .feedbackRevised, .rated, .claimed: return []
        }
    }

    private func names(_ elements: [ElementCode], _ materials: [MaterialCode]) -> String {
        (elements.map { subject.label($0)(language) } + materials.map { subject.story.name($0)(language) })
            .joined(separator: language("、", ", "))
    }

    private func values(_ answers: Answers) -> [String] {
        answers.elements.compactMap { code in
            answers[code].map {
                subject.label(code)(language) + language("：", ": ") + subject.text($0, of: code, language)
            }
        }
    }

    /// A reason that people or the clock gave.
    static func reason(_ reason: String, _ language: Language) -> String {
        reason == "correctionLapsed" ? language("逾期未补正", "the answer did not come in time") : reason
    }
}
