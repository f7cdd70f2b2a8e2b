import ArgumentParser
import Foundation
import Ledger
import Registry
import Vocabulary

/// `lianban keys …`: the keys under which personal data lies.
struct KeysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys", abstract: "The keys that seal personal data: make, show, rotate, protect, destroy (密钥).",
        subcommands: [Make.self, Show.self, Rotate.self, Prune.self, SealFile.self, Shred.self])

    struct Make: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "init", abstract: "Make the key file of a new installation.",
            discussion: """
                Its master key is sealed by LIANBAN_PASSPHRASE (or the text of the file that LIANBAN_PASSPHRASE_FILE names), or
                stays out of the file when LIANBAN_MASTER_KEY gives its 64 hexadecimal digits, or lies open when neither is set.
                """)
        @OptionGroup var installation: InstallationOptions
        @Option(help: "international (AES-256-GCM, SHA-256, Ed25519) or national (SM4, SM3, SM2).")
        var profile: String?

        func run() async throws {
            let console = installation.output.console
            try await console.reporting {
                let profile = try profile.map { name in
                    guard let profile = CryptoProfile(rawValue: name) else {
                        throw ValidationError("--profile is national or international, not \(name)")
                    }
                    return profile
                }
                let path = try installation.place.keyFile
                guard !FileManager.default.fileExists(atPath: path) else {
                    throw ValidationError(
                        "\(path) exists; keys are never overwritten. `lianban keys rotate` makes new ones")
                }
                let file = try KeyFiles.create(path, profile: profile, at: .now)
                if console.json {
                    console.put(file.view())
                } else {
                    console.say(console("已新建 ", "made ") + path)
                }
                let keys = InstallationKeys(
                    path: path, profile: file.profile, ring: file.ring(), isNew: false,
                    protection: file.master.protection)
                if !console.json, let notice = keys.notice(console) { console.complain(notice) }
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "The keys of the file and how much lies under each; no secret.")
        @OptionGroup var installation: InstallationOptions

        func run() async throws {
            try await installation.withStore { opened, console in
                let file = try KeyFiles.open(opened.keys.path, at: .now)
                let wrapped = try await opened.store.read { try SubjectKeys.wrapped(in: $0) }
                if console.json { return console.put(file.view(wrapped)) }
                console.say("\(file.path)  \(file.profile.rawValue)  \(file.master.protection.rawValue)")
                for entry in file.entries {
                    let state = entry.retiredAt.map { console("停用 ", "retired ") + "\($0)" } ?? console("在用", "in use")
                    let count = entry.purpose == .subjects ? "  \(wrapped[entry.id, default: 0])" : ""
                    console.say(
                        "\(entry.id)  \(entry.purpose.rawValue)  \(entry.profile.rawValue)  \(entry.madeAt)  \(state)\(count)"
                    )
                }
            }
        }
    }

    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rotate",
            abstract: "Put new keys in use and bring what is stored under them, while the service runs (轮换).",
            discussion: """
                May be killed at any moment; `--continue` then finishes what was begun. With several nodes, copy the key file to
                each of them right after it was changed. Retired keys stay in the file until `lianban keys prune`.
                """)
        @OptionGroup var installation: InstallationOptions
        @Flag(name: .customLong("continue"), help: "Finish a rotation that was begun, without new keys.")
        var isContinued = false
        @Flag(help: "Also give every person a new key and seal what is theirs anew; the history keeps its own.")
        var reseal = false
        @Option(help: "From now on use national or international algorithms.") var profile: String?

        func run() async throws {
            try await installation.withStore { opened, console in
                if !isContinued {
                    let profile = try profile.map { name in
                        guard let profile = CryptoProfile(rawValue: name) else {
                            throw ValidationError("--profile is national or international, not \(name)")
                        }
                        return profile
                    }
                    var file = try KeyFiles.open(opened.keys.path, at: .now)
                    try KeyRotation.begin(&file, profile: profile, at: .now)
                }
                let outcome = try await KeyRotation(opened: opened).finish(data: reseal) { done in
                    if done % 10_000 == 0, done > 0 { console.say("\(done)") }
                }
                if console.json {
                    console.put([
                        "rewrapped": .integer(outcome.rewrapped), "second_factors": .integer(outcome.secondFactors),
                        "subjects": .integer(outcome.subjects), "resealed": .integer(outcome.resealed),
                    ])
                } else {
                    console.say(
                        console(
                            "重新包裹\(outcome.rewrapped)把密钥，重新加密\(outcome.subjects)人的\(outcome.resealed)项",
                            "\(outcome.rewrapped) keys wrapped anew; \(outcome.resealed) values of \(outcome.subjects) subjects sealed anew"
                        ))
                }
            }
        }
    }

    struct Prune: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "prune",
            abstract:
                "Remove retired keys under which nothing lies; older backups that need them cannot be read afterwards.")
        @OptionGroup var installation: InstallationOptions
        @Flag(help: "Also keys that were retired within the last hour, when no other node runs.") var now = false

        func run() async throws {
            try await installation.withStore { opened, console in
                var file = try KeyFiles.open(opened.keys.path, at: .now)
                // A node that has not taken the new keys over may still be using the old ones.
                let moment = now ? Instant.now.adding(seconds: 1) : Instant.now.adding(seconds: -3600)
                let unused = try await KeyRotation(opened: opened).unused(retiredBefore: moment, of: file)
                if !unused.isEmpty { try file.remove(unused) }
                if console.json {
                    console.put([
                        "removed": .array(
                            unused.map { .string($0.description) }.sorted { $0.text ?? "" < $1.text ?? "" })
                    ])
                } else {
                    console.say(console("已删除\(unused.count)把密钥", "\(unused.count) keys removed"))
                }
            }
        }
    }

    struct SealFile: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "seal", abstract: "Protect the key file with a passphrase, or change it (加口令).",
            discussion:
                "The new passphrase comes from LIANBAN_NEW_PASSPHRASE, LIANBAN_NEW_PASSPHRASE_FILE or the terminal.")
        @OptionGroup var installation: InstallationOptions
        @Flag(help: "Take the master key out of the file and print it once, for LIANBAN_MASTER_KEY.") var environment =
            false
        @Flag(help: "Leave the master key open in the file.") var open = false

        static let shortest = 12

        func run() async throws {
            let console = installation.output.console
            try await console.reporting {
                let path = try installation.place.keyFile
                var file = try KeyFiles.open(path, at: .now)
                if environment {
                    let digits = file.master.hexadecimal
                    try file.protect(with: .key([]))
                    console.put(console.json ? JSON.object([.init("master_key", .string(digits))]).encodedText : digits)
                    return
                }
                if open {
                    try file.protect(with: .none)
                } else {
                    let phrase = try KeyFiles.passphrase("LIANBAN_NEW_PASSPHRASE") ?? Self.ask(console)
                    guard phrase.count >= Self.shortest else {
                        throw ValidationError("a passphrase has at least \(Self.shortest) characters")
                    }
                    try file.protect(with: .passphrase(phrase))
                }
                if console.json {
                    console.put(file.view())
                } else {
                    console.say("\(path)  \(file.master.protection.rawValue)")
                }
            }
        }

        private static func ask(_ console: Console) throws -> String {
            guard isatty(STDIN_FILENO) == 1 else {
                throw ValidationError(
                    "give the new passphrase in LIANBAN_NEW_PASSPHRASE or LIANBAN_NEW_PASSPHRASE_FILE")
            }
            let first = String(cString: getpass(console("新口令：", "new passphrase: ")))
            guard first == String(cString: getpass(console("再输一次：", "once more: "))) else {
                throw ValidationError("the two differ")
            }
            return first
        }
    }

    struct Shred: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "shred", abstract: "Destroy a person's key: their sealed data can never be read again (销毁密钥).",
            discussion: """
                Backups made before still hold the key, under a key of the key file: `lianban keys rotate` and, once those backups
                are out of use, `lianban keys prune` put an end to them too. Nothing brings the data back.
                """)
        @OptionGroup var installation: InstallationOptions
        @Argument(help: "An identity number, a credit code or the subject's identifier.") var subject: String
        @Option(help: "Why, for the record.") var reason: String
        @Option(help: "Who decided it, for the record.") var by: String
        @Flag(help: "Do it without asking.") var yes = false

        func run() async throws {
            let console = installation.output.console
            try await console.reporting {
                guard !reason.isEmpty, !by.isEmpty else { throw ValidationError("--reason and --by say why and who") }
                let opened = try await Installation.open(installation)
                let register = opened.casework.register
                let family = try await opened.store.read { [subject] session in
                    try register.family(of: RegisterCommand.find(subject, register, in: session), in: session)
                }
                if !yes {
                    guard isatty(STDIN_FILENO) == 1 else { throw ValidationError("nothing was destroyed: say --yes") }
                    console.complain(console("不可恢复。输入 yes 继续：", "This cannot be undone. Type yes to go on:"))
                    guard readLine() == "yes" else { throw ExitCode(1) }
                }
                let count = try await opened.store.write { [by, reason] session in
                    try family.map { id in
                        // What was kept for comparing their telephone goes too.
                        try register.compareLater(id, in: session)
                        return try SubjectKeys.destroy(
                            id.bytes, shard: id.shardKey, by: by, because: reason, at: .now, in: session)
                    }.reduce(0, +)
                }
                try await DuplicateWork(store: opened.store, register: register).finish()
                // The key's old bytes must not outlive it in the log.
                try (opened.store as? SQLiteStore)?.emptyLog()
                await opened.close()
                if console.json {
                    console.put([
                        "destroyed": .integer(count), "subjects": .array(family.map { .string($0.description) }),
                    ])
                } else {
                    console.say(console("已销毁\(count)把密钥", "\(count) keys destroyed"))
                }
                if count == 0 { throw ExitCode(1) }
            }
        }
    }
}

extension KeyFile {
    /// `{"path","profile","protection","keys":[{"id","purpose","algorithm","made","retired","wraps"}]}`; no secret.
    fileprivate func view(_ wrapped: [KeyID: Int] = [:]) -> JSON {
        [
            "path": .string(path), "profile": .string(profile.rawValue),
            "protection": .string(master.protection.rawValue),
            "keys": .array(
                entries.map { entry in
                    [
                        "id": .string(entry.id.description), "purpose": .string(entry.purpose.rawValue),
                        "algorithm": .string(entry.profile.algorithm.name), "made": .string("\(entry.madeAt)"),
                        "retired": .optional(entry.retiredAt.map { "\($0)" }),
                        "wraps": .integer(wrapped[entry.id, default: 0]),
                    ]
                }),
        ]
    }
}
