import ArgumentParser
import Cases
import Exchange
import Ledger
import Vocabulary

/// `lianban exchange …`: what waits for departments' systems, what was given up, and what was refused.
struct ExchangeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exchange", abstract: "Messages to departments' own systems and to subscribers (部门对接).",
        subcommands: [ExchangeList.self, ExchangeReplay.self, ExchangeCheck.self, ExchangeSecret.self])
}

struct ExchangeList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "What waits, what was given up (dead letters), and which replies were refused.")
    @OptionGroup var installation: InstallationOptions
    @Option(help: "Only this destination, such as department:hrss.") var destination: String?
    @Option(help: "Rows of each kind.") var limit = 50

    func run() async throws {
        try await installation.withStore { opened, console in
            let (destination, limit) = (destination, limit)
            let state = try await opened.store.read { try ExchangeState.read(destination, limit: limit, in: $0) }
            if console.json { return console.put(state.json) }
            for entry in state.backlog {
                console.put(console("待发", "waiting") + "  \(entry.destination)  \(entry.count)")
            }
            for message in state.waiting {
                console.put(
                    "  \(message.id)  \(message.kind)  \(message.number)  × \(message.attempts)  \(message.failure ?? "")"
                )
            }
            for letter in state.dead {
                console.put(
                    console("死信", "given up")
                        + "  \(letter.message.id)  \(letter.message.destination)  \(letter.message.number)  \(letter.reason)"
                )
            }
            for refused in state.refused {
                console.put(
                    console("拒收", "refused")
                        + "  \(refused.department)  \(refused.reason) × \(refused.count)  \(refused.about)  \(refused.detail)"
                )
            }
            if state.isQuiet { console.say(console("没有待发、死信或拒收", "nothing waits, nothing was given up or refused")) }
        }
    }
}

struct ExchangeReplay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "replay", abstract: "Send dead letters again (重发).")
    @OptionGroup var installation: InstallationOptions
    @Argument(help: "The identifiers of dead letters; none with --all.") var ids: [String] = []
    @Option(help: "With --all: only this destination, such as department:hrss.") var destination: String?
    @Flag(help: "Every dead letter.") var all = false

    func validate() throws {
        if ids.isEmpty != all { throw ValidationError("name dead letters, or give --all") }
    }

    func run() async throws {
        let console = installation.output.console
        try await console.reporting {
            let wanted = try Set(
                ids.map { text in
                    guard let id = try? Identifier<OutboxMessage>(parsing: text) else {
                        throw ValidationError("“\(text)” is not an identifier")
                    }
                    return id
                })
            let opened = try await Installation.open(installation)
            let (all, destination) = (all, destination)
            var count = 0
            while true {
                // A hundred in one transaction, so that the service is not held up.
                let round = try await opened.store.write { session in
                    let letters = try DeadLetter.list(of: destination, limit: all ? 100 : 1_000_000, in: session)
                        .filter { all || wanted.contains($0.message.id) }
                    for letter in letters { try letter.replay(at: .now, in: session) }
                    return letters.count
                }
                count += round
                guard all, round > 0 else { break }
            }
            await opened.close()
            if console.json {
                console.put(["replayed": .integer(count)])
            } else {
                console.say(console("重发\(count)件", "sent again: \(count)"))
            }
            if !all, count < wanted.count { throw ExitCode(1) }
        }
    }
}

struct ExchangeCheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "check", abstract: "Check the file of connectors.")
    @OptionGroup var installation: InstallationOptions

    func run() async throws {
        let console = installation.output.console
        try await console.reporting {
            guard let file = installation.connectorFile else {
                throw ValidationError("name the file with --connectors")
            }
            do {
                let connectors = try Connectors.load(file, catalog: try Installation.loadCatalog(installation.catalog))
                if console.json {
                    console.put(connectors.json)
                } else {
                    for connector in connectors.departments {
                        console.say("\(connector.department)  \(connector.way.words)")
                    }
                    for subscription in connectors.subscriptions {
                        console.say(
                            "\(subscription.name)  \(subscription.address)  \(subscription.kinds.sorted().joined(separator: " "))"
                        )
                    }
                }
            } catch let invalid as ConnectorsInvalid {
                console.complain("\(invalid)")
                throw ExitCode(2)
            }
        }
    }
}

struct ExchangeSecret: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secret",
        abstract: "Make a new secret for a connector or a subscription; write it into a file of mode 600.")

    func run() { print(WebhookSecret.new().text) }
}

extension Connectors {
    /// Everything but the secrets.
    var json: JSON {
        [
            "connectors": .array(
                departments.map { ["department": .string($0.department.rawValue), "way": .string($0.way.words)] }),
            "subscriptions": .array(
                subscriptions.map {
                    [
                        "name": .string($0.name), "address": .string($0.address),
                        "kinds": .array($0.kinds.sorted().map(JSON.string)),
                    ]
                }),
        ]
    }
}

extension Connector.Way {
    var words: String {
        switch self {
        case .desk: "desk"
        case .http(let address, _): "http \(address)"
        case .file(let folder, let every, let format): "file \(folder) every \(every) s (\(format))"
        }
    }
}
