import ArgumentParser
import Cases
import Catalog
import Exchange
import Foundation
import Ledger
import Synchronization
import Vocabulary

/// Real time, moved ahead as the story needs it.
final class StoryClock: Sendable {
    private let ahead = Mutex(0)

    var now: Instant { Instant.now.adding(seconds: ahead.withLock { $0 }) }
    func advance(days: Int) { ahead.withLock { $0 += days * 86_400 } }
}

/// The main job with three departments that work in systems of their own: each a process with a data file of its own, reached
/// over signed HTTP. Only the days are made up; what is sent, taken in and replied is real.
struct DemoDepartments {
    let options: InstallationOptions
    let address: AddressOptions
    let faults: [String]
    let console: Console

    func run(once: Bool) async throws {
        let catalog = try Installation.loadCatalog(options.catalog)
        let place = try options.place
        let folder = place.folder.appendingPathComponent("departments")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let here = "http://\(address.host):\(address.port)"
        let codes = catalog.departments.filter { $0.part == .handling }.map(\.code.rawValue)
        let departments = try codes.map {
            try DepartmentProcess($0, folder: folder, catalog: options.catalog, replyTo: here, arguments: faults)
        }
        defer { for department in departments { department.stop() } }
        for department in departments {
            console.say(
                console("部门系统", "department's system")
                    + "  \(department.code)  http://127.0.0.1:\(department.port)/report")
        }
        let file = try DepartmentProcess.connectors(departments, folder: folder)
        let opened = try await Installation.open(
            place, catalog: catalog, connectors: try Connectors.load(file, catalog: catalog))
        let clock = StoryClock()
        let server = Server(opened, address: address, console: console, clock: { clock.now })
        let serving = Task { try await server.run() }
        do {
            let application = try await play(opened.casework, catalog, clock)
            let problems = try await judge(application, opened, departments)
            for problem in problems { console.complain(console("结果不符：", "not as it should be: ") + problem) }
            if console.json {
                console.put([
                    "number": .string(application.number.description), "status": .string(application.status.rawValue),
                    "departments": .object(try departments.map { .init($0.code, try $0.report()) }),
                    "problems": .array(problems.map(JSON.string)),
                ])
            }
            if once {
                serving.cancel()
                _ = try? await serving.value
                guard problems.isEmpty else { throw ExitCode(1) }
            } else {
                try await serving.value
            }
        } catch {
            serving.cancel()
            _ = try? await serving.value
            throw error
        }
    }

    /// Hands one application in and lets days pass, each as soon as the departments have done what they can.
    private func play(_ casework: Casework, _ catalog: Catalog, _ clock: StoryClock) async throws -> Cases.Application {
        let samples = try SampleApplications(catalog: catalog)
        var display = DemoDisplay(console: console, catalog: catalog)
        // Somebody else each time the demonstration is played on the same data.
        let request = samples.intake(Int.random(in: 0..<1_000_000))
        var application = try await casework.submit(
            request, by: Submitter(client: "demo", verification: .register), key: nil, at: clock.now
        )
        .application
        display.open(application, on: clock.now.day)
        var days = 0
        while application.feedback == nil, days < 60 {
            application = try await settled(application, casework)
            display.show(application, on: clock.now.day)
            guard application.feedback == nil else { break }
            clock.advance(days: 1)
            days += 1
            try await casework.wake(at: clock.now)
        }
        display.close()
        return application
    }

    /// The application when nothing has moved for a while and nothing waits for a department.
    private func settled(_ start: Cases.Application, _ casework: Casework) async throws -> Cases.Application {
        var application = start
        var quiet = 0
        for _ in 0..<600 where quiet < 10 {
            try await Task.sleep(for: .milliseconds(100))
            let (now, waits) = try await (casework.application(start.number), waiting(casework.store))
            quiet = now.version == application.version && !waits ? quiet + 1 : 0
            application = now
            if now.feedback != nil, !waits { break }
        }
        return application
    }

    private func waiting(_ store: any Store) async throws -> Bool {
        try await store.read { try Outbox.backlog(in: $0).contains { $0.destination != "notice" } }
    }

    /// The story's demands: nothing here is true by construction.
    private func judge(
        _ application: Cases.Application, _ opened: Installation, _ departments: [DepartmentProcess]
    ) async throws -> [String] {
        var problems: [String] = []
        func demand(_ holds: Bool, _ what: String) { if !holds { problems.append(what) } }
        let timeline = try await opened.casework.timeline(application.number)
        demand(timeline.count { $0.kind == "answered" } == 1, "there is not exactly one feedback")
        demand(application.tasks.count == 9, "there are \(application.tasks.count) items, not nine")
        for task in application.tasks { demand(task.outcome != nil, "\(task.item) stands at \(task.status.rawValue)") }
        for department in departments {
            let report = try department.report()
            let items = application.tasks.filter { $0.department.rawValue == department.code }
            demand(!items.isEmpty, "\(department.code) had nothing to do")
            demand(
                (report["items"]?.integer ?? 0) >= items.count,
                "\(department.code) did not get its \(items.count) items")
            demand(report["duplicates"]?.integer == 0, "\(department.code) acted twice on an item")
            demand(report["believed"]?.integer == 0, "hostile replies of \(department.code) were believed")
            for task in items
            where !timeline.contains(where: {
                $0.item == task.item && $0.actor == "officer:connector:\(department.code)"
            }) {
                problems.append("\(task.item) was not handled by the department's own system")
            }
            console.say("  \(department.code)  \(report.encodedText)")
        }
        try await opened.history.settle(at: .now)
        let verification = try await opened.verify()
        for violation in verification.violations {
            problems.append("\(violation.invariant) \(violation.subject) \(violation.detail)")
        }
        console.say(
            verification.isClean
                ? console("核验：无违例", "verified: no violation") : console("核验：有违例", "verified: there are violations"))
        return problems
    }
}
