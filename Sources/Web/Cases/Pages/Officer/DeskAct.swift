import Cases
import Catalog
import Vocabulary

/// What an officer can do to an item, by the last part of the address.
enum DeskAct: String, CaseIterable, Sendable {
    case accept, ask, advance, grant, refuse, decline, object, review, check, correct, revoke

    var label: Bilingual {
        switch self {
        case .accept: Bilingual("受理", "Accept")
        case .ask: Bilingual("一次告知补正", "Ask for what is missing")
        case .advance: Bilingual("完成本环节", "Finish this step")
        case .grant: Bilingual("准予", "Grant")
        case .refuse: Bilingual("不予批准", "Refuse")
        case .decline: Bilingual("不予受理", "Do not accept")
        case .object: Bilingual("登记公示异议", "Record an objection")
        case .review: Bilingual("答复复核", "Answer the review request")
        case .check: Bilingual("核查告知承诺", "Record the check of the statement")
        case .correct: Bilingual("更正结果", "Correct the result")
        case .revoke: Bilingual("撤销结果", "Revoke the result")
        }
    }

    /// What is said when it is done.
    var done: Bilingual {
        switch self {
        case .accept: Bilingual("已受理，办理时限从次日起算", "Accepted; the clock starts tomorrow")
        case .ask: Bilingual("已一次告知申请人补正", "The applicant has been asked")
        case .advance: Bilingual("本环节已完成", "The step is finished")
        case .grant: Bilingual("已准予", "Granted as far as your post reaches")
        case .refuse: Bilingual("已作出不予批准的决定", "Refused")
        case .decline: Bilingual("已作出不予受理的决定", "Not accepted")
        case .object: Bilingual("异议已登记，退回审核", "The objection is recorded; the item goes back to review")
        case .review: Bilingual("复核已答复", "The review request is answered")
        case .check: Bilingual("核查结果已登记", "The check is recorded")
        case .correct: Bilingual("结果已更正，告知单随之更新", "The result is corrected, and the notice with it")
        case .revoke: Bilingual("结果已撤销，告知单随之更新", "The result is revoked, and the notice with it")
        }
    }

    /// Whether it takes something from the applicant.
    var isGrave: Bool {
        switch self {
        case .refuse, .decline, .revoke: true
        case .accept, .ask, .advance, .grant, .object, .review, .check, .correct: false
        }
    }
}

extension DeskItem {
    /// What this officer may do to the item as it stands, the likeliest first.
    var acts: [DeskAct] {
        guard !desk.isSupervisor else { return [] }
        let handles = desk.officer.handles(task, of: item)
        let steps = item.steps(of: task)
        let takesIn = steps.first.map { desk.officer.may($0, of: task) } ?? false
        switch task.progress {
        case .waiting: return []
        case .received: return (takesIn ? [.accept] : []) + (handles ? [.ask] : []) + (takesIn ? [.decline] : [])
        case .correcting: return takesIn ? [.decline] : []
        case .handling(let handling):
            guard handling.correction == nil, let now = item.stage(handling.step) else { return [] }
            let isMine = desk.officer.may(now, of: task)
            var acts: [DeskAct] = []
            switch now.kind {
            case .review, .decide, .issue:
                if isMine, handling.tolerances.isEmpty { acts.append(.grant) }
                if isMine, now.kind == .review, steps.last?.code != now.code { acts.append(.advance) }
                if handles { acts.append(.ask) }
            case .external: if isMine { acts.append(.advance) }
            case .publicize: if handles || isMine, desk.officer.sees(task) { acts.append(.object) }
            case .accept: break
            }
            if isMine { acts.append(.refuse) }
            return acts
        case .ended(let ending):
            let judges = desk.officer.judges(task, of: item)
            var acts: [DeskAct] = judges && ending.reviewAsked != nil ? [.review] : []
            guard ending.outcome == .granted, !ending.isRevoked else { return acts }
            if judges, ending.checkOn != nil { acts.append(.check) }
            if desk.officer.decides(task, of: item, in: catalog) {
                if !item.result.elements.isEmpty { acts.append(.correct) }
                acts.append(.revoke)
            }
            return acts
        }
    }

    /// Where a grant by this officer comes to a halt; nil when it concludes the item.
    var reach: Stage? {
        guard case .handling(let handling) = task.progress else { return nil }
        let rest = item.steps(of: task).drop { $0.code != handling.step }.dropFirst()
        for step in rest {
            let isDecision = step.kind == .review || step.kind == .decide || step.kind == .issue
            let isAutomatic = catalog.roles[RoleCode(rawValue: step.actor)]?.isHuman == false
            guard isDecision, desk.officer.may(step, of: task) || isAutomatic else { return step }
        }
        return nil
    }
}
