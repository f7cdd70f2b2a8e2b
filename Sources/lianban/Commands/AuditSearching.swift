import ArgumentParser
import Cases
import Foundation
import Ledger
import Registry
import Vocabulary

/// What the audit administrator looks for.
struct HistoryFilterOptions: ParsableArguments {
    @Option(help: "Who acted: officer:hai-lan, or officer: for all officers.") var actor: String?
    @Option(help: "What happened, such as granted.") var kind: String?
    @Option(help: "Code of the item.") var item: String?
    @Option(help: "Number of the application.") var number: String?
    @Option(help: "The first day.") var from: String?
    @Option(help: "The last day.") var to: String?

    func filter(_ opened: Installation) async throws -> AuditSearch.Filter {
        let stream = try await number.asyncMap { text in
            let number = try CaseNumber(parsing: text)
            return try await opened.store.read { session in
                guard let reference = try opened.casework.find(number, in: session) else {
                    throw Refusal.noSuchApplication(number.description)
                }
                return reference.id.bytes
            }
        }
        return AuditSearch.Filter(
            actor: actor, kind: kind, item: item, stream: stream,
            from: try from.map { Instant(try CalendarDay(parsing: $0), hour: 0, minute: 0) },
            to: try to.map { Instant(try CalendarDay(parsing: $0).adding(days: 1), hour: 0, minute: 0) })
    }
}

extension Optional {
    fileprivate func asyncMap<T>(_ body: (Wrapped) async throws -> T) async throws -> T? {
        guard let self else { return nil }
        return try await body(self)
    }
}

extension Audit {
    struct Search: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "search",
            abstract: "Who did what and when, in the order of the history (audit administrator).",
            discussion: "Contents of events are not shown. `--after` goes on where an answer's `next` says.")
        @OptionGroup var authority: AccountCommand.Authority
        @OptionGroup var options: HistoryFilterOptions
        @Option(help: "At most so many.") var limit = 100
        @Option(help: "The place in the history to begin at.") var after: Int?

        func run() async throws {
            guard limit > 0 else { throw ValidationError("--limit is above zero") }
            try await authority.carryOut(.readHistory) { _, opened in
                let search = AuditSearch(try await options.filter(opened))
                let (page, numbers) = try await opened.store.read { [after, limit] session in
                    let page = try search.page(from: after, limit: limit, in: session)
                    return (page, try CaseNumbers.of(page.entries, opened.casework, in: session))
                }
                let console = authority.installation.output.console
                if console.json {
                    return console.put([
                        "entries": .array(page.entries.map { $0.view(numbers[$0.stream]) }),
                        "next": page.next.map(JSON.integer) ?? .null,
                    ])
                }
                for entry in page.entries {
                    console.say(
                        "\(entry.position)  \(entry.at)  \(entry.actor)  \(entry.kind)  \(entry.item ?? "-")  \(numbers[entry.stream] ?? "-")"
                    )
                }
                if let next = page.next { console.say(console("还有：", "more: ") + "--after \(next)") }
            }
        }
    }

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "export",
            abstract: "Write who did what and when as CSV, with the newest checkpoint beside it (audit administrator).")
        @OptionGroup var authority: AccountCommand.Authority
        @OptionGroup var options: HistoryFilterOptions
        @Argument(help: "The new file; FILE.checkpoint gets the signed checkpoint.") var file: String

        func run() async throws {
            guard !FileManager.default.fileExists(atPath: file) else { throw ValidationError("\(file) exists") }
            try await authority.carryOut(.readHistory) { _, opened in
                let search = AuditSearch(try await options.filter(opened))
                let writer = try DelimitedWriter(path: file)
                try writer.write(["position", "at", "actor", "kind", "item", "number", "event"])
                var next: Int?
                var written = 0
                repeat {
                    let from = next
                    let (page, numbers) = try await opened.store.read { session in
                        let page = try search.page(from: from, limit: 5_000, in: session)
                        return (page, try CaseNumbers.of(page.entries, opened.casework, in: session))
                    }
                    for entry in page.entries {
                        let number = numbers[entry.stream] ?? ""
                        try writer.write([
                            "\(entry.position)", "\(entry.at)", entry.actor, entry.kind, entry.item ?? "", number,
                            number.isEmpty ? "" : "\(number)/\(entry.version)",
                        ])
                    }
                    written += page.entries.count
                    next = page.next
                } while next != nil
                try writer.flush()
                let checkpoint = try await opened.store.read { try AuditTree.checkpoints(in: $0).last }
                try checkpoint?.note.write(toFile: file + ".checkpoint", atomically: true, encoding: .utf8)
                let console = authority.installation.output.console
                if console.json {
                    console.put(["written": .integer(written), "file": .string(file)])
                } else {
                    console.say(console("写出\(written)条：\(file)", "\(written) entries written: \(file)"))
                }
            }
        }
    }

    struct Archive: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "archive", abstract: "Copy old history into a file that proves itself (audit administrator).",
            discussion: """
                Only what is older than \(AuditArchive.youngestDays) days; the store keeps it too, since it is what everything is
                folded from. `--from` is where the last archive ended. `lianban audit check-archive` checks a file without the store.
                """)
        @OptionGroup var authority: AccountCommand.Authority
        @Argument(help: "The new file.") var file: String
        @Option(help: "The first day that is not archived.") var before: String
        @Option(help: "The first place in the history.") var from = 0

        func run() async throws {
            guard !FileManager.default.fileExists(atPath: file) else { throw ValidationError("\(file) exists") }
            try await authority.carryOut(.readHistory) { _, opened in
                let moment = Instant(try CalendarDay(parsing: before), hour: 0, minute: 0)
                guard
                    FileManager.default.createFile(atPath: file, contents: nil, attributes: [.posixPermissions: 0o600]),
                    let handle = FileHandle(forWritingAtPath: file)
                else { throw ValidationError("cannot write \(file)") }
                let outcome: AuditArchive.Outcome
                do {
                    outcome = try await opened.store.read { [from] session in
                        try AuditArchive.write(from: from, before: moment, now: .now, in: session) { line in
                            try handle.write(contentsOf: Data((line + "\n").utf8))
                        }
                    }
                    try handle.synchronize()
                    try handle.close()
                } catch let refused as AuditArchive.Refused {
                    try? FileManager.default.removeItem(atPath: file)
                    throw ValidationError(
                        refused == .nothing
                            ? "nothing happened in that time"
                            : "history of the last \(AuditArchive.youngestDays) days is not archived; choose an earlier day"
                    )
                } catch {
                    try? FileManager.default.removeItem(atPath: file)
                    throw error
                }
                let console = authority.installation.output.console
                if console.json {
                    console.put([
                        "first": .integer(outcome.first), "written": .integer(outcome.count),
                        "next": .integer(outcome.first + outcome.count), "file": .string(file),
                    ])
                } else {
                    console.say(
                        console(
                            "归档\(outcome.count)条，下次从\(outcome.first + outcome.count)起",
                            "\(outcome.count) entries archived; next time --from \(outcome.first + outcome.count)"))
                }
            }
        }
    }

    struct CheckArchive: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check-archive",
            abstract: "Check an archive with nothing but the public key; exit 1 when it was changed.")
        @OptionGroup var output: OutputOptions
        @Argument(help: "The archive.") var file: String
        @Option(help: "The public key, in DER: DATA.audit-key.pub.") var key: String

        func run() async throws {
            let console = output.console
            guard let der = FileManager.default.contents(atPath: key) else {
                throw ValidationError("cannot read \(key)")
            }
            guard let reader = LineReader(path: file) else { throw ValidationError("cannot read \(file)") }
            var check = AuditArchiveCheck(signedBy: try SigningKey(publicDER: Array(der)))
            do {
                while let line = reader.next() { try check.take(line) }
                guard check.checkpoint != nil else { throw AuditFault.malformed("the archive breaks off") }
            } catch {
                if console.json {
                    console.put(["entries": .integer(check.count), "clean": false, "message": .string("\(error)")])
                }
                console.complain("\(error)")
                throw ExitCode(1)
            }
            if console.json {
                console.put([
                    "first": .integer(check.first), "entries": .integer(check.count), "clean": true,
                    "checkpoint": .optional(check.checkpoint?.note),
                ])
            } else {
                console.say(console("\(check.count)条，未被改动", "\(check.count) entries, unchanged"))
            }
        }
    }
}

/// The numbers of applications by the streams of their events.
private enum CaseNumbers {
    static func of(
        _ entries: [AuditSearch.Entry], _ casework: Casework, in session: any Session
    ) throws -> [[UInt8]: String] {
        var numbers: [[UInt8]: String] = [:]
        for entry in entries where numbers[entry.stream] == nil {
            numbers[entry.stream] = try casework.number(of: entry.stream, shard: entry.shard, in: session) ?? ""
        }
        return numbers
    }
}

/// Reads a file line by line.
private final class LineReader {
    private let file: UnsafeMutablePointer<FILE>

    init?(path: String) {
        guard let file = fopen(path, "r") else { return nil }
        self.file = file
    }

    deinit { fclose(file) }

    func next() -> String? {
        var line: UnsafeMutablePointer<CChar>?
        var capacity = 0
        defer { free(line) }
        let count = getline(&line, &capacity, file)
        guard count >= 0, let line else { return nil }
        return String(decoding: UnsafeRawBufferPointer(start: line, count: count), as: UTF8.self)
            .trimmingCharacters(in: .newlines)
    }
}

extension AuditSearch.Entry {
    fileprivate func view(_ number: String?) -> JSON {
        [
            "position": .integer(position), "at": .string("\(at)"), "actor": .string(actor), "kind": .string(kind),
            "item": .optional(item), "number": .optional(number.flatMap { $0.isEmpty ? nil : $0 }),
            "version": .integer(version),
        ]
    }
}
