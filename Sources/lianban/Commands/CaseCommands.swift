import ArgumentParser
import Cases
import Catalog
import Foundation
import Ledger
import Vocabulary
import Web

/// `lianban apply`: hands an application in from a file.
struct Apply: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Hand in an application from a JSON file, or from standard input with “-” (提交申请).")

    @OptionGroup var installation: InstallationOptions

    @Argument(help: "A file with {\"bundle\", \"items\", \"region\", \"answers\", \"materials\", \"commitments\"}.")
    var file: String

    @Option(help: "Makes repeating the call harmless; the file's content when not given.")
    var key: String?

    func run() async throws {
        let console = installation.output.console
        try await console.reporting {
            let bytes = Array(try Input.bytes(file))
            var request = try IntakeRequest(try JSON(parsing: bytes))
            request.channel = .counter
            let opened = try await Installation.open(installation, creating: true)
            let key = IdempotencyKey(key ?? Digest.hexadecimal(Digest.sha256(bytes)), body: bytes)
            let receipt = try await opened.casework.submit(
                request, by: Submitter(client: "console", clerk: "console", verification: .inPerson), key: key, at: .now
            )
            await opened.close()
            if console.json {
                console.put(receipt.application.view(opened.casework.calendar))
                return
            }
            console.say(
                console(receipt.isRepeated ? "此前已受理" : "已提交", receipt.isRepeated ? "taken in before" : "taken in")
                    + "  \(receipt.application.number)")
            for task in receipt.application.tasks {
                console.say(
                    "  \(task.number)  \(opened.casework.shelf.current.items[task.item]?.name(console.language) ?? task.item.rawValue)  \(task.status.label(console.language))"
                )
            }
        }
    }
}

/// `lianban case …`: looks at applications.
struct CaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "case", abstract: "Look at applications (查看申请).",
        subcommands: [Show.self, List.self, Timeline.self, Deadline.self])

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "One application with its items.")
        @OptionGroup var installation: InstallationOptions
        @Argument(help: "The number of the application or of one of its items.") var number: String

        func run() async throws {
            try await installation.withStore { opened, console in
                let application = try await opened.casework.application(try CaseNumber(parsing: number))
                if console.json { return console.put(application.view(opened.casework.calendar)) }
                console.say(
                    "\(application.number)  \(application.status.label(console.language))  \(application.maskedName)")
                for task in application.tasks {
                    let name =
                        opened.casework.shelf.current.items[task.item]?.name(console.language) ?? task.item.rawValue
                    let due = task.due(opened.casework.calendar).map { console("  应于\($0)前办结", "  due \($0)") } ?? ""
                    console.say("  \(task.number)  \(name)  \(task.status.label(console.language))\(due)")
                }
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: "The newest applications.")
        @OptionGroup var installation: InstallationOptions
        @Option(help: "How many.") var limit = 20

        func run() async throws {
            try await installation.withStore { opened, console in
                let rows = try await opened.casework.recent(limit: limit)
                if console.json {
                    return console.put(
                        .array(
                            rows.map { row in
                                [
                                    "number": .string(row.number), "status": .string(row.status),
                                    "applicant": .string(row.maskedName),
                                    "submittedAt": .string(row.submittedAt.description),
                                ]
                            }))
                }
                for row in rows {
                    console.say("\(row.number)  \(row.submittedAt.shanghaiTime)  \(row.maskedName)  \(row.status)")
                }
            }
        }
    }

    struct Timeline: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "timeline", abstract: "What happened, with the due day after each event.")
        @OptionGroup var installation: InstallationOptions
        @Argument(help: "The number of the application or of one of its items.") var number: String

        func run() async throws {
            try await installation.withStore { opened, console in
                let entries = try await opened.casework.timeline(try CaseNumber(parsing: number))
                if console.json { return console.put(.array(entries.map(\.view))) }
                for entry in entries {
                    let item =
                        entry.item.flatMap { opened.casework.shelf.current.items[$0]?.name(console.language) } ?? ""
                    console.say(
                        "\(entry.at.shanghaiTime)  \(entry.words(console.language))  \(item)\(entry.due.map { "  → \($0)" } ?? "")"
                    )
                }
            }
        }
    }

    struct Deadline: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "deadline", abstract: "How an item's due day was found, day by day.")
        @OptionGroup var installation: InstallationOptions
        @Argument(help: "The number of an item.") var number: String

        func run() async throws {
            try await installation.withStore { opened, console in
                let caseNumber = try CaseNumber(parsing: number)
                let application = try await opened.casework.application(caseNumber)
                guard let task = application.tasks.first(where: { $0.number == caseNumber }) else {
                    throw Refusal.noSuchApplication(number)
                }
                guard let deadline = task.deadline(opened.casework.calendar) else {
                    return console.say(console("时限未起算", "no clock is running"))
                }
                for step in deadline.derivation { console.say("\(step.day)  \(step.text(console.language))") }
                for year in deadline.unofficialYears {
                    console.complain(
                        console("\(year)年尚无官方工作日安排，按周末推算", "\(year) has no official calendar yet; weekends are assumed")
                    )
                }
            }
        }
    }
}

/// `lianban item …`: acts on an item from the machine itself, with the rights of the item's own department.
struct ItemCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "item", abstract: "Act on an item (办理事项).",
        subcommands: [Accept.self, Supplement.self, Decide.self])

    struct Target: ParsableArguments {
        @OptionGroup var installation: InstallationOptions
        @Argument(help: "The number of the item.") var number: String

        func act(_ command: @Sendable @escaping (ItemTask, Item) throws -> Command) async throws {
            try await installation.withStore { opened, console in
                let caseNumber = try CaseNumber(parsing: number)
                let application = try await opened.casework.application(caseNumber)
                let catalog = try await opened.store.read {
                    try opened.casework.shelf.catalog(application.revision, in: $0)
                }
                guard let task = application.tasks.first(where: { $0.number == caseNumber }),
                    let item = catalog.items[task.item]
                else {
                    throw Refusal.noSuchApplication(number)
                }
                let officer = Officer(
                    account: "console", name: "console", department: task.department, region: task.region,
                    roles: Set(item.flow.map(\.actor)))
                let after = try await opened.casework.act(
                    try command(task, item), on: caseNumber, by: .officer(officer), at: .now)
                let changed = after.task(task.item) ?? task
                if console.json { return console.put(changed.view(opened.casework.calendar)) }
                console.say("\(changed.number)  \(changed.status.label(console.language))")
            }
        }
    }

    struct Accept: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "accept", abstract: "Accept an item; its clock starts the next working day (受理).")
        @OptionGroup var target: Target
        @Option(name: .customLong("tolerate"), help: "A material that may come later (容缺). May be repeated.")
        var tolerated: [String] = []

        func run() async throws {
            let tolerated = tolerated.map { MaterialCode(rawValue: $0) }
            try await target.act { task, _ in .accept(task.item, tolerating: tolerated) }
        }
    }

    struct Supplement: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "supplement", abstract: "Ask once for everything missing (一次告知补正).")
        @OptionGroup var target: Target
        @Option(name: .customLong("field"), help: "A field to correct. May be repeated.") var fields: [String] = []
        @Option(name: .customLong("material"), help: "A material to hand in. May be repeated.") var materials:
            [String] = []
        @Option(help: "What is wrong, in words.") var note = ""

        func run() async throws {
            let fields = fields.map { ElementCode(rawValue: $0) }
            let materials = materials.map { MaterialCode(rawValue: $0) }
            let note = note
            try await target.act { task, _ in
                .askCorrection(task.item, fields: fields, materials: materials, note: note)
            }
        }
    }

    struct Decide: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "decide", abstract: "Grant or refuse an item (决定).")
        @OptionGroup var target: Target
        @Flag(help: "Refuse instead of granting.") var refuse = false
        @Option(help: "Why it is refused.") var reason = ""
        @Option(name: .customLong("result"), help: "ELEMENT=VALUE of the result. May be repeated.") var results:
            [String] = []

        func run() async throws {
            var values = Answers()
            for pair in results {
                let parts = pair.split(separator: "=", maxSplits: 1)
                guard parts.count == 2 else { throw ValidationError("--result is written ELEMENT=VALUE, not \(pair)") }
                values[ElementCode(rawValue: String(parts[0]))] = .string(String(parts[1]))
            }
            let (refuse, reason, result) = (refuse, reason, values)
            try await target.act { task, _ in
                refuse ? .refuse(task.item, reason: reason) : .grant(task.item, result: result)
            }
        }
    }
}
