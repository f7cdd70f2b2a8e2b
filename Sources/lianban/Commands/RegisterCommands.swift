import ArgumentParser
import Cases
import Catalog
import Foundation
import Ledger
import Registry
import Vocabulary

/// `lianban register …`: what is known about whom, and from whom.
struct RegisterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "register", abstract: "Facts with their sources, duplicates, links (登记库).",
        subcommands: [
            Show.self, Duplicates.self, MergeFiles.self, SplitFiles.self, AddNumber.self, Link.self, Unlink.self,
            Listed.self,
        ])

    /// Finds the subject of an identity number (15 or 18 characters), a credit code or an identifier.
    static func find(_ text: String, _ register: Register, in session: any Session) throws -> Identifier<Subject> {
        if let id = try? Identifier<Subject>(parsing: text), try register.kind(of: id, in: session) != nil { return id }
        if let id = try register.find(number: text.uppercased(), in: session) { return id }
        throw RegisterProblem.unknown
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "Everything known about a subject, and what counts (查档).")
        @OptionGroup var installation: InstallationOptions
        @Argument(help: "An identity number, a credit code or the subject's identifier.") var id: String
        @Option(help: "The day whose facts count, as 2024-06-07; today when not given.") var on: String?
        @Option(help: "Only what was known by the end of this day.") var knownBy: String?

        func run() async throws {
            let console = installation.output.console
            try await console.reporting {
                let day = try RegisterCommand.day(on) ?? Instant.now.day
                let known = try RegisterCommand.day(knownBy).map {
                    Instant($0.adding(days: 1), hour: 0, minute: 0).adding(seconds: -1)
                }
                let opened = try await Installation.open(installation)
                let register = opened.casework.register
                let (subject, facts, links, merges) = try await opened.store.read { [id] session in
                    let subject = try RegisterCommand.find(id, register, in: session)
                    return (
                        try register.root(of: subject, in: session),
                        try register.facts(about: subject, in: session).filter { fact in
                            known.map { fact.asOf <= $0 } ?? true
                        },
                        try register.links(of: subject, in: session), try register.merges(of: subject, in: session)
                    )
                }
                await opened.close()
                let standing = register.precedence.standing(of: facts, on: day)
                if console.json {
                    console.put(
                        .members([
                            "subject": .string(subject.description), "facts": .array(facts.map { $0.json }),
                            "counts": .object(
                                standing.sorted { $0.key < $1.key }.map { .init($0.key, $0.value.counts.json) }),
                            "conflicts": .array(
                                standing.sorted { $0.key < $1.key }.flatMap { $0.value.conflicts.map { $0.json } }),
                            "links": .array(
                                links.map {
                                    [
                                        "kind": .string($0.kind.rawValue), "other": .string($0.other.description),
                                        "source": .string($0.source),
                                    ]
                                }),
                            "merges": .array(
                                merges.map { merge in
                                    .members([
                                        "kept": .string(merge.kept.description),
                                        "duplicate": .string(merge.duplicate.description),
                                        "by": .string(merge.by), "reason": .string(merge.reason),
                                        "at": .string("\(merge.at)"),
                                        "endedAt": merge.endedAt.map { .string("\($0)") },
                                    ])
                                }),
                        ]))
                } else {
                    console.say("\(subject)")
                    for (element, standing) in standing.sorted(by: { $0.key < $1.key }) {
                        console.say("\(element)  \(standing.counts.line)")
                        for other in standing.conflicts {
                            console.say("  \(console("不一致", "says otherwise")): \(other.line)")
                        }
                    }
                }
            }
        }
    }

    struct Duplicates: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "duplicates", abstract: "Files that may be one person's, for a person to decide (疑似重复).")
        @OptionGroup var installation: InstallationOptions
        @Option(help: "Of the likeliest, so many pairs.") var limit = 1_000

        func validate() throws {
            guard (1...100_000).contains(limit) else { throw ValidationError("--limit is a number from 1 to 100000") }
        }

        func run() async throws {
            try await installation.withStore { opened, console in
                let register = opened.casework.register
                // A running service compares as facts come in; what still waits is compared now.
                let compared = try await DuplicateWork(store: opened.store, register: register).finish { done in
                    if done % 10_000 == 0 { console.say(console("已比对", "compared") + " \(done)") }
                }
                let candidates = try await opened.store.read { [limit] in
                    try register.candidates(limit: limit, in: $0).candidates
                }
                if console.json {
                    console.put(
                        .array(
                            candidates.map { candidate in
                                [
                                    "first": .string(candidate.first.description),
                                    "second": .string(candidate.second.description),
                                    "score": .integer(candidate.score),
                                    "because": .array(candidate.because.map { .string($0.rawValue) }),
                                ]
                            }))
                } else {
                    for one in candidates {
                        console.say(
                            "\(one.score)  \(one.first)  \(one.second)  \(one.because.map(\.rawValue).joined(separator: " "))"
                        )
                    }
                    console.say(
                        console(
                            "新比对\(compared)份档案，\(candidates.count)对疑似重复",
                            "\(compared) files newly compared, \(candidates.count) candidates"))
                }
            }
        }
    }

    struct MergeFiles: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "merge", abstract: "Join a duplicate to the file that is kept (合并).")
        @OptionGroup var installation: InstallationOptions
        @Argument(help: "The file that is kept.") var kept: String
        @Argument(help: "The duplicate.") var duplicate: String
        @Option(help: "The account of whoever decides.") var by: String
        @Option(help: "Why they are one.") var reason: String

        func run() async throws {
            try await RegisterCommand.change(installation) { [kept, duplicate, by, reason] register, session in
                let (first, second) = (
                    try RegisterCommand.find(kept, register, in: session),
                    try RegisterCommand.find(duplicate, register, in: session)
                )
                try register.merge(second, into: first, by: by, reason: reason, at: .now, in: session)
            }
        }
    }

    struct SplitFiles: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "split", abstract: "Take a merge back (拆分).")
        @OptionGroup var installation: InstallationOptions
        @Argument(help: "The duplicate that was joined.") var duplicate: String
        @Option(help: "The account of whoever decides.") var by: String
        @Option(help: "Why they are two.") var reason: String

        func run() async throws {
            try await RegisterCommand.change(installation) { [duplicate, by, reason] register, session in
                let second = try RegisterCommand.find(duplicate, register, in: session)
                try register.split(second, by: by, reason: reason, at: .now, in: session)
            }
        }
    }

    struct AddNumber: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "number", abstract: "Let a subject be found under another number too (增加号码).")
        @OptionGroup var installation: InstallationOptions
        @Argument(help: "The subject.") var id: String
        @Argument(help: "The other number.") var number: String

        func run() async throws {
            try await RegisterCommand.change(installation) { [id, number] register, session in
                let subject = try RegisterCommand.find(id, register, in: session)
                guard try register.add(number: number.uppercased(), to: subject, at: .now, in: session) else {
                    throw RegisterProblem.numberTaken
                }
            }
        }
    }

    static func change(
        _ installation: InstallationOptions, _ body: @escaping @Sendable (Register, any Session) throws -> Void
    ) async throws {
        try await installation.withStore { opened, console in
            let register = opened.casework.register
            try await opened.store.write { try body(register, $0) }
            if console.json { console.put(["done": true]) } else { console.say(console("已办理", "done")) }
        }
    }

    private static func day(_ text: String?) throws -> CalendarDay? {
        guard let text else { return nil }
        guard let day = try? CalendarDay(parsing: text) else {
            throw ValidationError("\(text) is no day; write it as 2024-06-07")
        }
        return day
    }
}

/// Why a command on the register does nothing.
enum RegisterProblem: Error, CustomStringConvertible {
    case unknown, numberTaken, notLinked

    var description: String {
        switch self {
        case .unknown: "the register knows nobody under that number or identifier (登记库中没有)"
        case .notLinked: "there is no such link that holds (没有这项关系)"
        case .numberTaken: "that number is another subject's (号码已属他人)"
        }
    }
}

extension Fact {
    /// As scripts read it.
    var json: JSON {
        .members([
            "element": .string(element), "value": value, "source": .string(source),
            "evidence": evidence.map(JSON.string),
            "consent": consent.map(JSON.string), "validFrom": .string(validFrom.description),
            "validTo": validTo.map { .string($0.description) } ?? .null, "asOf": .string("\(asOf)"),
        ])
    }

    /// As people read it at the terminal.
    var line: String {
        "\(value.text ?? value.encodedText)  [\(source), \(asOf.day)]  \(validFrom)…\(validTo.map(\.description) ?? "")"
    }
}
