import Catalog
import Vocabulary

/// Working days within which a department accepts or asks once for everything missing (行政许可法 第三十二条).
let acceptanceDays = 5

extension Deliberation {
    /// What follows from the events so far: items whose requirements are met start, items that cannot be reached end,
    /// and when the last item has ended the one feedback is issued.
    mutating func settle() {
        var changed = true
        while changed {
            changed = false
            for task in application.tasks {
                switch standing(of: task) {
                case .ready:
                    record(.started(task.item, acceptBy: at.after(acceptanceDays, .workingDays), fed: fed(task)))
                    changed = true
                case .unreachable(let because):
                    record(.notReached(task.item, because: because))
                    changed = true
                case .unchanged: break
                }
            }
        }
        guard application.hasEnded else { return }
        if let feedback = application.feedback {
            if feedback.isOutdated { record(.feedbackRevised(feedback.revision + 1)) }
        } else {
            record(.answered)
        }
    }

    private enum Standing {
        case ready, unchanged
        case unreachable(ItemCode)
    }

    private func standing(of task: ItemTask) -> Standing {
        switch task.progress {
        case .waiting: break
        // A refusal that was overturned opens the way again.
        case .ended(let ending) where ending.outcome == .notReached: break
        default: return .unchanged
        }
        var blocked: ItemCode?
        var ready = true
        for group in task.requires {
            let required = group.compactMap { application.task($0) }
            if required.contains(where: { $0.standingResult != nil }) { continue }
            ready = false
            if required.allSatisfy(\.hasEnded) { blocked = blocked ?? group.first }
        }
        if ready { return .ready }
        if case .waiting = task.progress, let blocked { return .unreachable(blocked) }
        return .unchanged
    }

    /// What the results of earlier items put into this item's form.
    private func fed(_ task: ItemTask) -> Answers {
        var fed = Answers()
        let feeds = catalog.bundles[application.bundle]?.member(task.item)?.feeds ?? []
        for feed in feeds {
            if let value = application.task(feed.from)?.standingResult?[feed.element] { fed[feed.to] = value }
        }
        return fed
    }
}
