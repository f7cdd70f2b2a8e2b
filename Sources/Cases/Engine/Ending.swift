import Catalog
import Vocabulary

extension Deliberation {
    mutating func withdraw(_ items: [ItemCode], reason: String) throws(Refusal) {
        try applicant()
        for code in items {
            let task = try task(code)
            guard !task.hasEnded else { throw .notNow(code, task.status) }
            record(.withdrawn(code, reason: reason))
        }
    }

    private func ended(_ code: ItemCode) throws(Refusal) -> (ItemTask, ItemTask.Ending) {
        let task = try task(code)
        guard case .ended(let ending) = task.progress else { throw .notNow(code, task.status) }
        return (task, ending)
    }

    mutating func askReview(_ code: ItemCode, reason: String) throws(Refusal) {
        try applicant()
        let (task, ending) = try ended(code)
        guard ending.mayBeReviewed else { throw .notNow(code, task.status) }
        guard !reason.isBlank else { throw .reasonMissing }
        record(.reviewAsked(code, reason: reason))
    }

    mutating func answerReview(_ code: ItemCode, reopen: Bool, reason: String) throws(Refusal) {
        let (task, ending) = try ended(code)
        guard ending.reviewAsked != nil else { throw .notNow(code, task.status) }
        try post(task) { $0.judges(task, of: $1) }
        guard !reason.isBlank else { throw .reasonMissing }
        let acceptBy = ending.before == nil ? at.after(acceptanceDays, .workingDays) : nil
        record(.reviewAnswered(code, isReopened: reopen, reason: reason, acceptBy: acceptBy))
        if reopen, let before = ending.before { enter(try reviewStep(task, before), of: code, opinion: nil) }
    }

    /// Where a reopened item goes on: at the step that refused it, unless that one published or carried out a decision.
    private func reviewStep(_ task: ItemTask, _ before: ItemTask.Handling) throws(Refusal) -> Stage {
        let (now, next) = try remaining(task, before)
        if now.kind == .decide || now.kind != .publicize && next.contains(where: { $0.kind == .decide }) { return now }
        return try flow(task).first { $0.kind == .review || $0.kind == .decide } ?? now
    }

    /// A granted item whose result stands.
    private func standingResult(_ code: ItemCode) throws(Refusal) -> (ItemTask, ItemTask.Ending) {
        let (task, ending) = try ended(code)
        guard ending.outcome == .granted, !ending.isRevoked else { throw .notNow(code, task.status) }
        return (task, ending)
    }

    /// A granted item whose result stands and is this officer's to change.
    private func ownResult(_ code: ItemCode) throws(Refusal) -> ItemTask.Ending {
        let (task, ending) = try standingResult(code)
        let catalog = catalog
        try post(task) { $0.decides(task, of: $1, in: catalog) }
        return ending
    }

    mutating func correctResult(_ code: ItemCode, result: Answers, reason: String) throws(Refusal) {
        let ending = try ownResult(code)
        guard !reason.isBlank else { throw .reasonMissing }
        let item = try item(code)
        for element in result.elements where !item.result.elements.contains(element) {
            throw .notOfThisItem(code, name: element.rawValue)
        }
        guard !result.isEmpty else { throw .nothingAsked(code) }
        let read = read(result)
        let missing = result.elements.filter { read[$0] == nil }
        guard missing.isEmpty else { throw .resultIncomplete(code, missing: missing) }
        record(.resultCorrected(code, result: ending.result.merging(read), reason: reason))
    }

    mutating func revokeResult(_ code: ItemCode, reason: String) throws(Refusal) {
        _ = try ownResult(code)
        guard !reason.isBlank else { throw .reasonMissing }
        record(.resultRevoked(code, reason: reason))
    }

    mutating func checkCommitment(_ code: ItemCode, isHonest: Bool, note: String) throws(Refusal) {
        let (task, ending) = try standingResult(code)
        try post(task) { $0.judges(task, of: $1) }
        guard ending.checkOn != nil else { throw .notNow(code, .granted) }
        record(.commitmentChecked(code, isHonest: isHonest, note: note))
        // A false statement takes away what it won.
        if !isHonest { record(.resultRevoked(code, reason: note)) }
    }

    mutating func rate(_ grade: Application.Grade, comment: String) throws(Refusal) {
        // 好差评 is the applicant's own word; nobody gives it for them.
        guard case .applicant(application.applicant) = actor else { throw .notYourApplication }
        guard application.feedback != nil else { throw .feedbackNotIssued }
        guard application.rating == nil else { throw .alreadyRated }
        record(.rated(grade, comment: comment))
    }

    mutating func claim() throws(Refusal) {
        guard case .applicant(application.applicant) = actor else { throw .notYourApplication }
        guard application.isByStaff else { throw .notByStaff }
        guard application.claimedAt == nil else { throw .alreadyClaimed }
        record(.claimed)
    }
}
