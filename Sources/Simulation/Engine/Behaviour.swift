import Cases
import Catalog
import Ledger
import Vocabulary

/// What people could do with an application now.
struct Behaviour {
    let blueprint: Blueprint
    let application: Application

    struct Act {
        let command: Command
        let actor: Actor

        init(_ command: Command, by actor: Actor) {
            self.command = command
            self.actor = actor
        }
    }

    /// What moves the application on: the act each open item waits for, unless it waits for time.
    func diligent(_ random: inout SeededGenerator) -> [Act] {
        application.tasks.compactMap { task in
            guard let item = blueprint.item(task.item) else { return nil }
            return diligent(task, item, &random)
        }
    }

    private func diligent(_ task: ItemTask, _ item: Blueprint.Item, _ random: inout SeededGenerator) -> Act? {
        if let correction = task.openCorrection { return answer(task, correction) }
        switch task.progress {
        case .waiting, .correcting: return nil
        case .received:
            let tolerating = item.hasTolerableProof && random.once(in: 2) ? [item.proof] : []
            return Act(.accept(task.item, tolerating: tolerating), by: Self.officer(task.department))
        case .handling(let handling):
            if let missing = handling.tolerances.keys.sorted().first {
                return Act(.supply(task.item, MaterialReceipt(missing, .uploaded, upload: "u")), by: applicant)
            }
            switch handling.kind {
            case .accept, .review:
                return Act(.advance(task.item, opinion: "in order"), by: Self.officer(task.department))
            case .publicize: return nil
            case .external: return Act(.advance(task.item, opinion: "done"), by: Self.officer("bank"))
            case .decide, .issue:
                return Act(.grant(task.item, result: result(item, "1")), by: Self.officer(task.department))
            }
        case .ended(let ending):
            guard ending.reviewAsked != nil else { return nil }
            let reopen = random.once(in: 2)
            return Act(
                .answerReview(task.item, reopen: reopen, reason: "looked again"), by: Self.officer(task.department))
        }
    }

    /// One thing somebody may try: often the right one, sometimes a wrong one at a wrong time by the wrong person.
    func anything(_ random: inout SeededGenerator) -> Act {
        if !random.once(in: 3), let act = random.pick(diligent(&random)) { return act }
        guard let task = random.pick(application.tasks), let item = blueprint.item(task.item) else {
            return Act(.wake, by: .system)
        }
        let right: Actor = .officer(Self.everyone(task.department))
        let command: Command
        var actor = right
        switch random.below(14) {
        case 0: command = .decline(task.item, reason: "not ours")
        case 1: command = .refuse(task.item, reason: "conditions not met")
        case 2: command = .askCorrection(task.item, fields: [item.wish], materials: [], note: "say when")
        case 3: command = .askCorrection(task.item, fields: [item.wish], materials: [Blueprint.form], note: "both")
        case 4: (command, actor) = (.withdraw([task.item], reason: ""), applicant)
        case 5: (command, actor) = (.askReview(task.item, reason: "wrong"), applicant)
        case 6: command = .object(task.item, reason: "somebody objects")
        case 7: command = .correctResult(task.item, result: result(item, "2"), reason: "typing error")
        case 8: command = .revokeResult(task.item, reason: "issued in error")
        case 9: command = .checkCommitment(task.item, isHonest: random.once(in: 2), note: "looked")
        case 10: (command, actor) = (.rate(.satisfied, comment: ""), applicant)
        case 11: command = .accept(task.item)
        case 12: command = .grant(task.item, result: random.once(in: 3) ? Answers() : result(item, "3"))
        default: command = .advance(task.item, opinion: "")
        }
        if random.once(in: 6) {
            actor = random.pick([applicant, Self.officer("medical"), Self.officer("bank"), .system]) ?? right
        }
        return Act(command, by: actor)
    }

    private var applicant: Actor { .applicant(application.applicant) }

    private func answer(_ task: ItemTask, _ correction: ItemTask.Correction) -> Act {
        var answers = Answers()
        for field in correction.fields { answers[field] = "soon" }
        let materials = correction.materials.map { MaterialReceipt($0, .uploaded, upload: "u") }
        return Act(.answerCorrection(task.item, answers: answers, materials: materials), by: applicant)
    }

    private func result(_ item: Blueprint.Item, _ text: String) -> Answers {
        Answers([.init(item.result.rawValue, .string("\(item.code)-\(text)"))])
    }

    static func officer(_ department: DepartmentCode) -> Actor { .officer(everyone(department)) }

    /// An officer with every role of a department.
    static func everyone(_ department: DepartmentCode) -> Officer {
        guard let officer = officers[department] else { fatalError("nobody works at \(department)") }
        return officer
    }

    private static let officers: [DepartmentCode: Officer] = {
        guard let region = RegionCode(number: 530_000) else { fatalError("Yunnan is gone") }
        let officers = Blueprint.departments.map { department in
            Officer(
                account: department.rawValue, name: department.rawValue, department: department, region: region,
                roles: Set(Blueprint.roles))
        }
        return Dictionary(officers.map { ($0.department, $0) }, uniquingKeysWith: { first, _ in first })
    }()
}
