import Cases
import Catalog
import FEEL
import Foundation
import Ledger
import Registry
import Vocabulary

/// Plays the main job on a real store: one application, its departments side by side, one feedback.
///
/// The officers follow one simple habit for every item; the exceptions of the story are named in `Story`. Nothing here knows a
/// particular item.
struct DemoPlay {
    /// What does not go smoothly.
    struct Story {
        /// Asked for a supplement after acceptance.
        var supplement: ItemCode?
        /// Refused.
        var refused: ItemCode?
    }

    let casework: Casework
    let catalog: Catalog
    let console: Console
    let story: Story
    let officers: [Officer]

    /// What came of it.
    struct Outcome {
        let application: Application
        let firstDay: CalendarDay
        let lastDay: CalendarDay
    }

    /// Files the scene's application and lets the days pass until the feedback is there.
    /// - Parameter day: when it is filed; the scene's own day when nil.
    func play(_ bundle: CatalogBundle, scene: Scene, on day: CalendarDay, person: Identifier<Applicant>?) async throws
        -> Outcome
    {
        var display = DemoDisplay(console: console, catalog: catalog)
        var today = day
        let request = try await DemoRequest(casework: casework, catalog: catalog, bundle: bundle, scene: scene)
            .request(owner: person, at: Instant(today, hour: 9, minute: 0))
        let receipt = try await casework.submit(
            request, by: Submitter(client: "demo", applicant: person, verification: .inPerson),
            key: IdempotencyKey("demo-\(Identifier<Draft>.new())", body: []),
            at: Instant(today, hour: 9, minute: 5))
        var application = receipt.application
        display.open(application, on: today)
        var days = 0
        while application.feedback == nil, days < 200 {
            let morning = Instant(today, hour: 0, minute: 1)
            if morning > application.submittedAt { try await casework.wake(at: morning) }
            application = try await casework.application(application.number)
            if casework.calendar.isWorking(today) { application = try await work(application, on: today) }
            display.show(application, on: today)
            if application.feedback == nil { today = today.adding(days: 1) }
            days += 1
        }
        display.close()
        return Outcome(application: application, firstDay: day, lastDay: today)
    }

    /// One working day: every officer does what they can, then the applicant answers what was asked.
    private func work(_ start: Application, on day: CalendarDay) async throws -> Application {
        var application = start
        var minute = 9 * 60 + 30
        var changed = true
        while changed {
            changed = false
            for task in application.tasks {
                guard let next = nextAct(on: task, day: day) else { continue }
                minute += 7
                let at = Instant(day, hour: min(17, minute / 60), minute: minute < 18 * 60 ? minute % 60 : 59)
                application = try await casework.act(
                    next.command, on: task.number, by: next.actor, at: max(at, application.submittedAt))
                changed = true
            }
        }
        return application
    }

    private func nextAct(on task: ItemTask, day: CalendarDay) -> (command: Command, actor: Actor)? {
        guard let item = catalog.items[task.item] else { return nil }
        switch task.progress {
        case .waiting, .ended: return nil
        case .received:
            guard let first = item.flow.first, let officer = officer(for: first, task) else { return nil }
            return (.accept(task.item), .officer(officer))
        case .correcting: return nil
        case .handling(let handling):
            if let correction = handling.correction { return answer(correction, task, day) }
            guard let step = item.stage(handling.step), let officer = officer(for: step, task) else { return nil }
            if task.item == story.supplement, handling.kind == .review, handling.pauses.isEmpty,
                let material = item.materials.first(where: { $0.source == .uploaded })
            {
                return (
                    .askCorrection(
                        task.item, fields: [], materials: [material.material],
                        note: console("请补充最近三个月的经营计划", "please add the plan for the next three months")),
                    .officer(officer)
                )
            }
            switch handling.kind {
            case .review:
                if task.item == story.refused {
                    return (
                        .refuse(
                            task.item,
                            reason: console(
                                "原保管单位回函：档案材料不全，暂不具备转递条件",
                                "the holder answers: the archive is incomplete and cannot be moved yet")),
                        .officer(officer)
                    )
                }
                return (
                    .grant(task.item, result: DemoResult(task: task, catalog: catalog).values(of: item)),
                    .officer(officer)
                )
            case .decide, .issue:
                return (
                    .grant(task.item, result: DemoResult(task: task, catalog: catalog).values(of: item)),
                    .officer(officer)
                )
            case .external:
                guard day >= handling.stepSince.adding(days: 2) else { return nil }
                return (.advance(task.item, opinion: console("已完成", "done")), .officer(officer))
            case .accept, .publicize: return nil
            }
        }
    }

    /// The applicant answers after three days.
    private func answer(_ correction: ItemTask.Correction, _ task: ItemTask, _ day: CalendarDay) -> (Command, Actor)? {
        guard day >= correction.askedOn.adding(days: 3), let person else { return nil }
        let materials = correction.materials.map { MaterialReceipt($0, .uploaded, upload: "demo") }
        return (.answerCorrection(task.item, answers: Answers(), materials: materials), .applicant(person))
    }

    private let person: Identifier<Applicant>?

    private func officer(for step: Stage, _ task: ItemTask) -> Officer? {
        officers.first { $0.may(step, of: task) }
    }

    init(
        casework: Casework, catalog: Catalog, console: Console, story: Story, officers: [Officer],
        person: Identifier<Applicant>?
    ) {
        self.casework = casework
        self.catalog = catalog
        self.console = console
        self.story = story
        self.officers = officers
        self.person = person
    }
}

/// Fills in what an officer would write into a result.
struct DemoResult {
    let number: CaseNumber
    let region: RegionCode
    let catalog: Catalog

    init(number: CaseNumber, region: RegionCode, catalog: Catalog) {
        self.number = number
        self.region = region
        self.catalog = catalog
    }

    init(task: ItemTask, catalog: Catalog) { self.init(number: task.number, region: task.region, catalog: catalog) }

    func values(of item: Item) -> Answers {
        var values = Answers()
        for code in item.result.elements {
            guard let element = catalog.elements[code] else { continue }
            values[code] = value(of: element)
        }
        return values
    }

    private func value(of element: DataElement) -> JSON {
        let tail = String(number.description.suffix(12))
        switch element.type {
        case .boolean: return true
        case .integer: return 11
        case .decimal: return .number("8")
        case .money: return .number("10000.00")
        case .date: return .string(number.day.description)
        case .month: return .string(String(number.day.description.prefix(7)))
        case .code(let list), .codes(let list): return .string(catalog.codeLists[list]?.values.first?.code ?? "")
        case .text(let most): return .string(String((region.description + tail).prefix(most)))
        default: return .string(tail)
        }
    }
}
