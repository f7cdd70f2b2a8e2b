import ArgumentParser
import Cases
import Foundation
import Ledger
import Registry
import Vocabulary

extension RegisterCommand {
    /// `lianban register link`: who stands how to whom.
    struct Link: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "link",
            abstract: "Say how somebody stands to a person or organisation: its legal person, a spouse, a child … (关系)."
        )
        @OptionGroup var installation: InstallationOptions
        @Argument(help: "The person or organisation: a number or an identifier.") var subject: String
        @Argument(help: "legalPerson, operator, partner, employee, spouse, parent or child.") var kind: String
        @Argument(help: "Who stands so to it.") var other: String
        @Option(help: "Who says so: department:…, import:… or applicant.") var source: String
        @Option(help: "From which day on, as 2024-06-07; today when not given.") var from: String?

        func run() async throws {
            guard let kind = SubjectLink.Kind(rawValue: kind) else {
                throw ValidationError(
                    "\(kind) is none of \(SubjectLink.Kind.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            let day = try from.map { try CalendarDay(parsing: $0) } ?? Instant.now.day
            try await RegisterCommand.change(installation) { [subject, other, source] register, session in
                let (first, second) = (
                    try RegisterCommand.find(subject, register, in: session),
                    try RegisterCommand.find(other, register, in: session)
                )
                try register.record(
                    SubjectLink(kind, second, source: source, validFrom: day, asOf: .now), of: first, in: session)
            }
        }
    }

    struct Unlink: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "unlink", abstract: "End a link; its past stays (解除关系).")
        @OptionGroup var installation: InstallationOptions
        @Argument var subject: String
        @Argument var kind: String
        @Argument var other: String
        @Option(help: "The last day on which it holds; today when not given.") var to: String?

        func run() async throws {
            guard let kind = SubjectLink.Kind(rawValue: kind) else {
                throw ValidationError("\(kind) is no kind of link")
            }
            let day = try to.map { try CalendarDay(parsing: $0) } ?? Instant.now.day
            try await RegisterCommand.change(installation) { [subject, other] register, session in
                let (first, second) = (
                    try RegisterCommand.find(subject, register, in: session),
                    try RegisterCommand.find(other, register, in: session)
                )
                guard try register.end(kind, second, of: first, on: day, in: session) else {
                    throw RegisterProblem.notLinked
                }
            }
        }
    }

    /// `lianban register listed`: regions and posts that came from lists.
    struct Listed: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "listed", abstract: "Regions or posts that came from lists (地区、岗位).")
        @OptionGroup var installation: InstallationOptions
        @Argument(help: "region or post.") var kind: String
        @Option(help: "At most so many.") var limit = 1_000

        func run() async throws {
            let console = installation.output.console
            try await console.reporting {
                guard let kind = ListedEntry.Kind(rawValue: kind) else {
                    throw ValidationError("\(kind) is not region or post")
                }
                let opened = try await Installation.open(installation)
                let register = opened.casework.register
                let entries = try await opened.store.read { [limit] in try register.entries(kind, limit: limit, in: $0)
                }
                await opened.close()
                if console.json {
                    console.put(
                        .array(
                            entries.map {
                                [
                                    "key": .string($0.key), "values": $0.values, "source": .string($0.source),
                                    "asOf": .string($0.asOf.description),
                                ]
                            }))
                } else {
                    for entry in entries {
                        let values = (entry.values.members ?? []).map { "\($0.name)=\($0.value.text ?? "")" }.joined(
                            separator: "  ")
                        console.say("\(entry.key)  \(values)")
                    }
                }
            }
        }
    }
}
