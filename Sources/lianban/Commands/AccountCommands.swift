import Access
import ArgumentParser
import Cases
import Catalog
import Foundation
import Ledger
import Vocabulary

/// `lianban account …`: accounts, under the three separated administrators.
struct AccountCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "account", abstract: "Accounts, second factors and looks, each under its administrator (账号).",
        subcommands: [
            Create.self, Close.self, Reopen.self, Unlock.self, SecondFactor.self, LooksList.self, Refusals.self,
        ])

    /// Who gives the command. The password is read from LIANBAN_PASSWORD or asked for, the code from LIANBAN_CODE.
    struct Authority: ParsableArguments {
        @OptionGroup var installation: InstallationOptions
        @Option(name: .customLong("as"), help: "The administrator's account.") var administrator: String?

        /// Runs `body` when the administrator may carry out the duty.
        func carryOut(
            _ duty: Administrator.Duty, on account: String = "",
            unless isFree: ((Accounts) async throws -> Bool)? = nil,
            _ body: (Accounts, Installation) async throws -> Void
        ) async throws {
            try await installation.withStore(creating: true) { opened, console in
                let accounts = opened.accounts
                var giver = "operator"
                do {
                    if try await isFree?(accounts) != true {
                        guard let administrator else { throw ValidationError("name the administrator with --as") }
                        let password = environment("LIANBAN_PASSWORD") ?? String(cString: getpass("Password: "))
                        giver = try await accounts.authorise(
                            duty, account: administrator, password: password, code: environment("LIANBAN_CODE"),
                            at: .now
                        ).account
                    }
                    try await body(accounts, opened)
                    try await accounts.note(duty, by: giver, on: account, at: .now)
                } catch let refused as DutyRefused {
                    console.complain(refused.words(console))
                    throw ExitCode(1)
                } catch let refused as AccountRefused {
                    console.complain("\(refused)")
                    throw ExitCode(1)
                } catch let refused as SignInRefused {
                    console.complain(console("管理员没有登录成功", "the administrator could not sign in") + ": \(refused)")
                    throw ExitCode(1)
                }
            }
        }

        func done() {
            let console = installation.output.console
            if console.json { console.put(["done": true]) } else { console.say(console("已办理", "done")) }
        }
    }

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "create",
            abstract:
                "Create an account; its password comes from LIANBAN_NEW_PASSWORD or is asked for (system administrator)."
        )
        @OptionGroup var authority: Authority
        @Argument(help: "The name to sign in with.") var account: String
        @Option(help: "The name shown to people.") var name: String
        @Option(help: "officer, clerk, supervisor, client or administrator.") var kind: String
        @Option(help: "Code of the department.") var department: String?
        @Option(help: "Region of six digits.") var region: String?
        @Option(help: "Roles, separated by commas.") var roles = ""

        func run() async throws {
            guard let kind = Principal.Kind(rawValue: kind), kind != .citizen else {
                throw ValidationError("\(kind) is no kind of staff account")
            }
            let region = try region.map { try RegionCode(parsing: $0) }
            let roles = Set(roles.split(separator: ",").map(String.init))
            let post = Administrator.allCases.first { roles.contains($0.rawValue) }
            // The first of each of the three is appointed by whoever runs the machine.
            let isFirst: (Accounts) async throws -> Bool = { accounts in
                guard let post, kind == .administrator else { return false }
                return try await !accounts.isAppointed(post)
            }
            try await authority.carryOut(.createAccount, on: account, unless: isFirst) { accounts, _ in
                guard Administrator.areSeparated(roles) else { throw DutyRefused.notSeparated }
                guard !roles.contains(Principal.demonstration) else {
                    throw ValidationError("\(Principal.demonstration) is no role of yours to give")
                }
                let password = environment("LIANBAN_NEW_PASSWORD") ?? String(cString: getpass("New password: "))
                try await accounts.create(
                    NewAccount(
                        account: account, name: name, kind: kind, password: password, department: department,
                        region: region, roles: roles),
                    at: .now)
                authority.done()
            }
        }
    }

    struct Close: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "close", abstract: "Close an account and end its sessions at once (system administrator).")
        @OptionGroup var authority: Authority
        @Argument var account: String
        func run() async throws {
            try await authority.carryOut(.closeAccount, on: account) { accounts, _ in
                try await accounts.close(account: account, at: .now)
                authority.done()
            }
        }
    }

    struct Reopen: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "reopen", abstract: "Let a closed account sign in again (system administrator).")
        @OptionGroup var authority: Authority
        @Argument var account: String
        func run() async throws {
            try await authority.carryOut(.reopenAccount, on: account) { accounts, _ in
                try await accounts.reopen(account: account)
                authority.done()
            }
        }
    }

    struct Unlock: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "unlock", abstract: "End a lock-out (security administrator).")
        @OptionGroup var authority: Authority
        @Argument var account: String
        func run() async throws {
            try await authority.carryOut(.unlockAccount, on: account) { accounts, _ in
                try await accounts.unlock(account: account, at: .now)
                authority.done()
            }
        }
    }

    struct SecondFactor: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "second-factor",
            abstract: "Give an account an authenticator, or take it away (security administrator).")
        @OptionGroup var authority: Authority
        @Argument var account: String
        @Flag(help: "Take it away, for a telephone that was lost.") var remove = false
        func run() async throws {
            // Where staff need a second factor, whoever runs the machine gives the security administrator theirs.
            let isFirst: (Accounts) async throws -> Bool = { accounts in
                guard !remove, try await accounts.find(account)?.may(.setSecondFactor) == true else { return false }
                return try await !accounts.isSecurityAdministratorReady()
            }
            try await authority.carryOut(.setSecondFactor, on: account, unless: isFirst) { accounts, _ in
                if remove {
                    try await accounts.removeSecondFactor(account: account, at: .now)
                    return authority.done()
                }
                let address = try await accounts.enrolSecondFactor(account: account, at: .now)
                let console = authority.installation.output.console
                if console.json { console.put(["address": .string(address)]) } else { console.say(address) }
            }
        }
    }

    struct LooksList: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "looks", abstract: "Looks at personal data that raised an alarm (audit administrator).")
        @OptionGroup var authority: Authority
        @Option(help: "Of the last so many days.") var days = 30
        func run() async throws {
            try await authority.carryOut(.readLooks) { _, opened in
                let looks = try await Looks(store: opened.store).alarming(
                    since: Instant.now.adding(seconds: -days * 86_400))
                let console = authority.installation.output.console
                if console.json {
                    console.put(
                        .array(
                            looks.map { look in
                                [
                                    "at": .string("\(look.at)"), "account": .string(look.account),
                                    "subject": .string(look.subject.description),
                                    "purpose": .string(look.purpose.rawValue), "case": .optional(look.caseNumber),
                                    "alarms": .array(look.alarms.map { .string($0.rawValue) }),
                                ]
                            }))
                } else {
                    for look in looks {
                        console.say(
                            "\(look.at)  \(look.account)  \(look.subject)  \(look.alarms.map { $0.name(console.language) }.joined(separator: " "))"
                        )
                    }
                }
            }
        }
    }
}

extension AccountCommand {
    struct Refusals: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "refusals",
            abstract: "What accounts were refused, and who was refused much (audit administrator).")
        @OptionGroup var authority: Authority
        @Option(help: "Of the last so many days.") var days = 30
        @Option(help: "Only of this account.") var account: String?

        func run() async throws {
            let since = Instant.now.adding(seconds: -days * 86_400)
            try await authority.carryOut(.readLooks, on: account ?? "") { [account] accounts, _ in
                let acts = try await accounts.refusedActs(of: account, since: since)
                let alarms = try await accounts.refusalAlarms(since: since).filter {
                    account == nil || $0.account == account
                }
                let console = authority.installation.output.console
                guard console.json else {
                    for alarm in alarms {
                        console.say(console("告警", "alarm") + "  \(alarm.hour)  \(alarm.account)  \(alarm.count)")
                    }
                    for act in acts {
                        console.say(
                            "\(act.at)  \(act.account)  \(act.status)  \(act.act)  \(act.count)  \(act.about ?? "")")
                    }
                    return
                }
                console.put([
                    "alarms": .array(
                        alarms.map {
                            [
                                "account": .string($0.account), "hour": .string("\($0.hour)"),
                                "count": .integer($0.count),
                            ]
                        }),
                    "refused": .array(
                        acts.map { act in
                            [
                                "at": .string("\(act.at)"), "account": .string(act.account),
                                "status": .integer(act.status),
                                "act": .string(act.act), "count": .integer(act.count), "case": .optional(act.about),
                            ]
                        }),
                ])
            }
        }
    }
}

extension DutyRefused {
    fileprivate func words(_ console: Console) -> String {
        switch self {
        case .notYours(let duty):
            console("不是该管理员的职责：\(duty.rawValue)", "this is not that administrator's duty: \(duty.rawValue)")
        case .notSeparated: console("三员不能由同一账号担任", "one account cannot hold two of the three separated posts")
        }
    }
}
