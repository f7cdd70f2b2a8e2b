import ArgumentParser
import Cases
import Foundation
import Ledger
import Vocabulary

/// `lianban audit …`: the history that cannot be rewritten unnoticed.
struct Audit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Check and prove the history (存证核验).",
        subcommands: [
            Check.self, Prove.self, TamperTest.self, Search.self, Export.self, Archive.self, CheckArchive.self,
        ])

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify",
            abstract: "Hash the whole history anew and compare it with every checkpoint; exit 1 on any difference.")
        @OptionGroup var installation: InstallationOptions

        func run() async throws {
            try await installation.withStore { opened, console in
                let label = console("核验", "verifying")
                let report = try await opened.history.check { done, total in console.progress(label, done, of: total) }
                if console.json {
                    console.put([
                        "entries": .integer(report.entries), "root": .string(Digest.hexadecimal(report.root)),
                        "checkpoints": .integer(report.checkpoints), "waiting": .integer(report.waiting),
                        "violations": .integer(report.violations.count), "first_bad": report.firstBad?.view ?? .null,
                    ])
                } else {
                    console.say(console("条目", "entries") + "  \(report.entries)")
                    console.say(console("根", "root") + "  \(Digest.hexadecimal(report.root))")
                    console.say(console("存证点", "checkpoints") + "  \(report.checkpoints)")
                    for violation in report.violations.prefix(100) { console.complain(violation.view.encodedText) }
                    console.say(
                        report.isClean ? console("无违例", "no violation") : console("有违例", "there are violations"))
                }
                if !report.isClean { throw ExitCode(1) }
            }
        }
    }

    struct Prove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "prove",
            abstract:
                "Prove that an event is in the history under the newest checkpoint, and that checkpoints follow on each other."
        )
        @OptionGroup var installation: InstallationOptions
        @Argument(
            help:
                "The event: an application's number, a slash and the event's place in its history, such as 1244…0068/3."
        )
        var event: String

        func run() async throws {
            let console = installation.output.console
            let parts = event.split(separator: "/")
            guard parts.count == 2, let version = Int(parts[1]) else {
                throw ValidationError("write the event as NUMBER/PLACE, not \(event)")
            }
            try await console.reporting {
                let number = try CaseNumber(parsing: parts[0])
                let opened = try await Installation.open(installation)
                let history = opened.history
                let casework = opened.casework
                let kept = try history.files.checkpoints()
                let (proof, links) = try await opened.store.read { session in
                    guard let reference = try casework.find(number, in: session) else {
                        throw Refusal.noSuchApplication(number.description)
                    }
                    let proof = try history.tree.prove(
                        version, of: reference.id.bytes, shard: reference.shard, in: session)
                    let links = try zip(kept, kept.dropFirst()).map { old, new in
                        MerkleProof.verifies(
                            consistency: try AuditTree.consistency(from: old.size, to: new.size, in: session),
                            from: old.size,
                            old.root, to: new.size, new.root)
                    }
                    return (proof, links)
                }
                await opened.close()
                let isSigned = proof.checkpoint.isSigned(by: history.key)
                let holds = proof.holds && isSigned && !links.contains(false)
                console.put([
                    "position": .integer(proof.position), "leaf": .string(Digest.hexadecimal(proof.leaf)),
                    "path": .array(proof.path.map { .string(Digest.hexadecimal($0)) }),
                    "checkpoint": .string(proof.checkpoint.note),
                    "size": .integer(proof.checkpoint.size), "root": .string(Digest.hexadecimal(proof.checkpoint.root)),
                    "signed": .bool(isSigned), "included": .bool(proof.holds),
                    "consistent": .bool(!links.contains(false)),
                    "consistency_checked": .integer(links.count),
                ])
                if !holds { throw ExitCode(1) }
            }
        }
    }

    struct TamperTest: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "tamper-test",
            abstract:
                "Change a copy of the database at random, round by round, and count how often the check names an entry.",
            discussion:
                "Every round checks the whole history, so a round costs as much as `audit verify`; use a small data file."
        )
        @OptionGroup var installation: InstallationOptions
        @Option(help: "How many changes to try.") var rounds = 1_000
        @Option(help: "The seed of the changes, to repeat a run.") var seed: UInt64 = 1

        func run() async throws {
            try await installation.withStore { opened, console in
                try await opened.history.settle(at: .now)
                let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
                    "lianban-tamper-\(UInt64.random(in: .min ... .max))")
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
                defer { try? FileManager.default.removeItem(at: folder) }
                let path = folder.appendingPathComponent("copy.sqlite").path
                guard let store = opened.store as? SQLiteStore else {
                    throw ValidationError(
                        "only a data file can be copied and tampered with; copy with lianban migrate copy first")
                }
                // A checkpoint made after the copy would speak of entries that the copy lacks.
                let kept = try opened.history.files.checkpoints()
                try store.backup(to: path)
                let copy = try SQLiteStore(path: path)
                let tree = AuditTree(store: copy, holder: [])
                let key = opened.history.key
                let before = try await copy.read { try tree.check(keeping: kept, signedBy: key, in: $0) }
                guard before.isClean else {
                    throw AuditFault.malformed("the history is not clean to begin with; run `lianban audit verify`")
                }
                var generator = SeededNumbers(seed)
                let label = console("篡改", "tampering")
                let outcome = try await Tampering.play(
                    rounds: rounds, on: copy, tree: tree, keeping: kept, signedBy: key, using: &generator
                ) { done, total in if done % 50 == 0 || done == total { console.progress(label, done, of: total) } }
                await copy.close()
                if console.json {
                    console.put(["rounds": .integer(outcome.rounds), "detected": .integer(outcome.detected)])
                } else {
                    for missed in outcome.missed { console.complain(console("未发现：", "unnoticed: ") + missed) }
                    console.say("\(outcome.detected)/\(outcome.rounds)")
                }
                if outcome.detected != outcome.rounds { throw ExitCode(1) }
            }
        }
    }
}

/// Numbers that a seed repeats (SplitMix64, Steele et al. 2014).
private struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64
    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

extension AuditReport.Violation {
    /// `{"position","stream","version","message"}`; null where the fault has no such place.
    fileprivate var view: JSON {
        [
            "position": position.map(JSON.integer) ?? .null, "stream": .optional(stream.map(Digest.hexadecimal)),
            "version": version.map(JSON.integer) ?? .null, "message": .string(detail),
        ]
    }
}
