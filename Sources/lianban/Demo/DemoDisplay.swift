import Cases
import Catalog
import Foundation
import Vocabulary

/// Shows how the items move: redrawn in place for a person, one line for each change otherwise.
struct DemoDisplay {
    let console: Console
    let catalog: Catalog
    private var lines = 0
    private var last: [ItemCode: ItemTask.Status] = [:]

    init(console: Console, catalog: Catalog) {
        self.console = console
        self.catalog = catalog
    }

    mutating func open(_ application: Application, on day: CalendarDay) {
        console.say(
            console(
                "一次申请，\(application.tasks.count)个事项，编号", "one application, \(application.tasks.count) items, number ")
                + " \(application.number)")
        show(application, on: day)
    }

    mutating func show(_ application: Application, on day: CalendarDay) {
        guard !console.json else { return }
        if console.isTerminal {
            redraw(application, on: day)
        } else {
            for task in application.tasks where last[task.item] != task.status {
                console.say("\(day)  \(name(task))  \(task.status.label(console.language))")
            }
        }
        for task in application.tasks { last[task.item] = task.status }
    }

    mutating func close() {
        if console.isTerminal && !console.json { console.say("") }
    }

    private mutating func redraw(_ application: Application, on day: CalendarDay) {
        let ended = application.tasks.count(where: \.hasEnded)
        var text = lines > 0 ? "\u{1B}[\(lines)A" : ""
        let bar =
            String(repeating: "█", count: ended * 3)
            + String(repeating: "░", count: (application.tasks.count - ended) * 3)
        var rows = ["\(day)  \(bar)  \(ended)/\(application.tasks.count)"]
        for task in application.tasks {
            rows.append("  \(mark(task)) \(name(task))  \(task.status.label(console.language))")
        }
        for row in rows { text += "\u{1B}[2K\(row)\n" }
        lines = rows.count
        FileHandle.standardError.write(Data(text.utf8))
        usleep(60_000)
    }

    private func mark(_ task: ItemTask) -> String {
        switch task.outcome {
        case nil: task.openCorrection != nil ? "?" : "·"
        case .granted: "✓"
        default: "✗"
        }
    }

    private func name(_ task: ItemTask) -> String {
        catalog.items[task.item]?.name(console.language) ?? task.item.rawValue
    }
}
