import Catalog
import Ledger
import Vocabulary

/// A decision in the making: the events so far and the state they lead to.
struct Deliberation {
    var application: Application
    let catalog: Catalog
    let actor: Actor
    let at: Moment
    private(set) var events: [ApplicationEvent] = []

    init(_ application: Application, catalog: Catalog, actor: Actor, at: Moment) {
        self.application = application
        self.catalog = catalog
        self.actor = actor
        self.at = at
    }

    mutating func record(_ event: ApplicationEvent) {
        do {
            try application.apply(event, at: at.instant)
        } catch {
            // `decide` checks before it records; reaching this line is a bug of the engine.
            fatalError("the engine decided an impossible event: \(error)")
        }
        events.append(event)
    }

    func task(_ code: ItemCode) throws(Refusal) -> ItemTask {
        guard let task = application.task(code) else { throw .unknownItem(code) }
        return task
    }

    func item(_ code: ItemCode) throws(Refusal) -> Item {
        guard let item = catalog.items[code] else { throw .itemNotInCatalog(code, revision: application.revision) }
        return item
    }

    /// The answers that can be read as what their elements hold, in the form in which they are stored.
    func read(_ answers: Answers) -> Answers {
        Answers(
            answers.members.compactMap { member in
                guard let element = catalog.elements[ElementCode(rawValue: member.name)],
                    let value = try? catalog.read(member.value, as: element)
                else { return nil }
                return JSON.Member(member.name, value)
            })
    }

    /// The steps of the item's flow that this application takes.
    func flow(_ task: ItemTask) throws(Refusal) -> [Stage] {
        try item(task.item).steps(of: task)
    }

    /// The acting officer, if this step of the item is theirs.
    func officer(for step: Stage, of task: ItemTask) throws(Refusal) {
        guard case .officer(let officer) = actor, officer.may(step, of: task) else {
            throw .outsideYourScope(task.item)
        }
    }

    /// Whether nobody has to do the step: the catalog gives it to a role that is not a person's.
    func isAutomatic(_ step: Stage) -> Bool {
        catalog.roles[RoleCode(rawValue: step.actor)]?.isHuman == false
    }

    /// The applicant, staff at a counter whom they have come to, or whom they let act for them.
    /// - Parameter isAnswer: whether it only answers what was asked, which every mandate allows.
    func applicant(isAnswer: Bool = false) throws(Refusal) {
        switch actor {
        case .applicant(application.applicant), .clerk(_, for: application.applicant): return
        case .agent(_, for: application.applicant, let mayApply) where mayApply || isAnswer: return
        case .agent(_, for: application.applicant, _): throw .beyondYourMandate
        default: throw .notYourApplication
        }
    }

    /// The step the item is in and the ones after it.
    func remaining(_ task: ItemTask, _ handling: ItemTask.Handling) throws(Refusal) -> (now: Stage, next: [Stage]) {
        let flow = try flow(task)
        guard let index = flow.firstIndex(where: { $0.code == handling.step }) else {
            throw .itemNotInCatalog(task.item, revision: application.revision)
        }
        return (flow[index], Array(flow[(index + 1)...]))
    }
}

extension Application {
    /// The events that follow from a command. Pure: the same arguments always give the same events.
    public func decide(
        _ command: Command, by actor: Actor, at: Moment, catalog: Catalog
    ) throws(Refusal) -> [ApplicationEvent] {
        var deliberation = Deliberation(self, catalog: catalog, actor: actor, at: at)
        try deliberation.carryOut(command)
        deliberation.settle()
        return deliberation.events
    }

    /// The events of a new application: its submission and the items that start at once.
    public static func submit(_ submission: Submission, at: Moment, catalog: Catalog) -> [ApplicationEvent] {
        var deliberation = Deliberation(
            Application(submission, at: at.instant), catalog: catalog, actor: .applicant(submission.applicant), at: at)
        deliberation.settle()
        return [.submitted(submission)] + deliberation.events
    }
}

extension Deliberation {
    mutating func carryOut(_ command: Command) throws(Refusal) {
        switch command {
        case .accept(let item, let tolerating): try accept(item, tolerating: tolerating)
        case .decline(let item, let reason): try decline(item, reason: reason)
        case .askCorrection(let item, let fields, let materials, let note):
            try askCorrection(item, fields: fields, materials: materials, note: note)
        case .answerCorrection(let item, let answers, let materials):
            try answerCorrection(item, answers: answers, materials: materials)
        case .advance(let item, let opinion): try advance(item, opinion: opinion)
        case .grant(let item, let result): try grant(item, result: result)
        case .refuse(let item, let reason): try refuse(item, reason: reason)
        case .object(let item, let reason): try object(item, reason: reason)
        case .supply(let item, let receipt): try supply(item, receipt)
        case .withdraw(let items, let reason): try withdraw(items, reason: reason)
        case .askReview(let item, let reason): try askReview(item, reason: reason)
        case .answerReview(let item, let reopen, let reason): try answerReview(item, reopen: reopen, reason: reason)
        case .correctResult(let item, let result, let reason): try correctResult(item, result: result, reason: reason)
        case .revokeResult(let item, let reason): try revokeResult(item, reason: reason)
        case .checkCommitment(let item, let isHonest, let note):
            try checkCommitment(item, isHonest: isHonest, note: note)
        case .rate(let grade, let comment): try rate(grade, comment: comment)
        case .claim: try claim()
        case .wake:
            guard actor == .system else { throw .notYourApplication }
            try wake()
        }
    }
}
