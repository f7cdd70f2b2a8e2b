import Cases
import Catalog
import Documents
import Foundation
import Ledger
import Vocabulary
import Web

/// Tells how the play ended, and judges whether it ended as it should.
struct DemoReport {
    let casework: Casework
    let console: Console
    let publicAddress: String

    /// Prints the timeline, the burden saved and the feedback's path.
    /// - Returns: what is not as the story demands.
    func tell(_ outcome: DemoPlay.Outcome, scene: Scene, story: DemoPlay.Story, folder: URL) async throws -> [String] {
        let application = outcome.application
        let catalog = casework.shelf.current
        let timeline = try await casework.timeline(application.number)
        console.say("")
        console.say(console("时间线", "timeline"))
        for entry in timeline {
            let item = entry.item.flatMap { catalog.items[$0]?.name(console.language) } ?? ""
            let due = entry.due.map { console("  应于\($0)前办结", "  due \($0)") } ?? ""
            console.say("  \(entry.at.shanghaiTime)  \(entry.words(console.language))  \(item)\(due)")
        }
        tellBurden(application, scene: scene)
        let sheet = try await FeedbackBuilder(casework: casework, publicAddress: publicAddress).sheet(of: application)
        let path = folder.appendingPathComponent("feedback-\(application.number).pdf").path
        if let sheet {
            try Data(try sheet.pdf(console.language)).write(to: URL(fileURLWithPath: path))
            console.say(console("结果告知单：", "feedback sheet: ") + path)
        }
        let problems = problems(outcome, story: story, timeline: timeline, hasSheet: sheet != nil)
        for problem in problems { console.complain(console("结果不符：", "not as it should be: ") + problem) }
        if console.json {
            console.put(
                [
                    "number": .string(application.number.description), "status": .string(application.status.rawValue),
                    "items": .integer(application.tasks.count), "feedback": .string(path),
                    "days": .integer(outcome.firstDay.days(until: outcome.lastDay)),
                    "outcomes": .object(
                        application.tasks.map { .init($0.item.rawValue, .string($0.status.rawValue)) }),
                    "problems": .array(problems.map(JSON.string)),
                ])
        }
        return problems
    }

    private func tellBurden(_ application: Cases.Application, scene: Scene) {
        guard
            let burden = casework.shelf.current.burden(
                of: application.bundle, items: application.tasks.map(\.item), scene: scene.code)
        else { return }
        let rows: [(String, Int, Int)] = [
            (console("环节", "steps"), burden.before.steps, burden.after.steps),
            (console("时间（工作日）", "working days"), burden.before.days, burden.after.days),
            (console("材料", "materials"), burden.before.materials, burden.after.materials),
            (console("跑动", "visits"), burden.before.visits, burden.after.visits),
            (console("填写字段", "fields"), burden.before.fields, burden.after.fields),
        ]
        console.say("")
        console.say(console("减负（逐项办理 → 联办）", "burden (one by one → jointly)"))
        for (label, before, after) in rows { console.say("  \(label)  \(before) → \(after)") }
    }

    /// The story's own demands: nothing here is true by construction.
    private func problems(
        _ outcome: DemoPlay.Outcome, story: DemoPlay.Story, timeline: [TimelineEntry], hasSheet: Bool
    ) -> [String] {
        let application = outcome.application
        var problems: [String] = []
        func demand(_ holds: Bool, _ what: String) { if !holds { problems.append(what) } }
        demand(application.feedback != nil && hasSheet, "there is no feedback")
        demand(timeline.count { $0.kind == "answered" } == 1, "there is not exactly one feedback")
        demand(timeline.last?.kind == "answered", "something happened after the feedback")
        demand(application.tasks.count == 9, "there are \(application.tasks.count) items, not nine")
        demand(Set(application.tasks.map(\.department)).count == 3, "not three departments worked")
        demand(application.tasks.allSatisfy(\.hasEnded), "an item is still open")
        for task in application.tasks {
            let expected: ItemTask.Outcome = task.item == story.refused ? .refused : .granted
            demand(task.outcome == expected, "\(task.item) ended as \(task.status.rawValue)")
        }
        if let supplement = story.supplement {
            demand(
                timeline.contains { $0.kind == "correctionAsked" && $0.item == supplement && $0.due == nil },
                "the clock did not pause")
            demand(
                timeline.contains { $0.kind == "correctionAnswered" && $0.item == supplement && $0.due != nil },
                "the clock did not resume")
        }
        let published = timeline.contains { entry in
            if case .stepEntered(_, _, .publicize, false, .some, _) = entry.event { true } else { false }
        }
        demand(published, "nothing was publicised")
        let fed = timeline.contains { entry in
            if case .started(_, _, let fed) = entry.event { !fed.isEmpty } else { false }
        }
        demand(fed, "no result was handed to another item's form")
        return problems
    }
}
