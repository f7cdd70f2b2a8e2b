import Access
import ArgumentParser
import Cases
import Foundation
import Hummingbird
import Ledger
import Logging
import ServiceLifecycle
import Vocabulary
import Web

/// `lianban serve`: the pages and the JSON interface.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Serve the pages and the JSON interface (启动服务).")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var address: AddressOptions

    func run() async throws {
        let opened = try await Installation.open(installation)
        try await Server(opened, address: address, console: installation.output.console).run()
    }
}

struct AddressOptions: ParsableArguments {
    @Option(help: "The address to listen on.")
    var host: String = "127.0.0.1"

    @Option(help: "The port to listen on; 0 takes a free one.")
    var port: Int = 8080

    @Option(help: "The address people use, for QR codes; http://HOST:PORT when not given.")
    var publicAddress: String?

    @Flag(help: "Keep browsers' sessions over plain HTTP too; whoever reads the network can take them over.")
    var insecureCookies = false

    @Option(help: "Write the port that was taken into this file, for scripts.")
    var portFile: String?

    @Option(help: "How much to log: trace, debug, info, notice, warning, error.")
    var logLevel: String = "notice"
}

/// Runs an installation as a service until it is told to stop.
struct Server {
    let installation: Installation
    let address: AddressOptions
    let console: Console

    init(_ installation: Installation, address: AddressOptions, console: Console) {
        self.installation = installation
        self.address = address
        self.console = console
    }

    func run() async throws {
        var logger = Logger(label: "lianban")
        logger.logLevel = Logger.Level(rawValue: address.logLevel) ?? .notice
        let accounts = Accounts(store: installation.store)
        let metrics = Metrics()
        let store = installation.store
        metrics.gauge("ledger_waiting_writes", help: "Writes waiting for the next commit.") { Double(store.waitingWrites) }
        metrics.gauge("ledger_commits", help: "Transactions committed.") { Double(store.commits.count) }
        metrics.gauge("ledger_writes", help: "Writes in committed transactions.") { Double(store.commits.writes) }
        let publicAddress = address.publicAddress ?? "http://\(address.host):\(address.port)"
        let site = Site(
            casework: installation.casework, accounts: accounts, metrics: metrics, publicAddress: publicAddress,
            sessionCookie: address.insecureCookies ? .plain : .hostBound)
        let console = console
        let address = address
        let application = Hummingbird.Application(
            router: site.router(),
            configuration: .init(
                address: .hostname(address.host, port: address.port), serverName: "lianban"),
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? address.port
                if let file = address.portFile { try? "\(port)".write(toFile: file, atomically: true, encoding: .utf8) }
                console.say(console("服务已启动", "serving at") + " http://\(address.host):\(port)/zh")
            }, logger: logger)
        let group = ServiceGroup(
            configuration: .init(
                services: [
                    .init(service: application), .init(service: AlarmClock(casework: installation.casework, logger: logger)),
                    .init(service: Housekeeper(accounts: accounts, logger: logger)),
                    .init(service: NoticeFollower(casework: installation.casework, logger: logger)),
                ],
                gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        try await group.run()
        await installation.close()
    }
}

/// Lets time do its part while the service runs.
struct AlarmClock: Service {
    let casework: Casework
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    try await casework.wake(at: .now)
                } catch {
                    logger.error("the alarm clock failed and tries again", metadata: ["error": "\(error)"])
                }
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }
}

/// Forgets sessions and sign-ins whose time is over, once an hour.
struct Housekeeper: Service {
    let accounts: Accounts
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    let forgotten = try await accounts.forgetExpired(at: .now)
                    if forgotten > 0 { logger.info("forgot sessions and sign-ins", metadata: ["rows": "\(forgotten)"]) }
                } catch {
                    logger.error("old sessions could not be forgotten and are tried again", metadata: ["error": "\(error)"])
                }
                try? await Task.sleep(for: .seconds(3600))
            }
        }
    }
}

/// Delivers notices to applicants, whose own pages show them.
struct NoticeFollower: Service {
    let casework: Casework
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    let delivered = try await casework.deliverNotices(at: .now, limit: Self.batch)
                    if delivered < Self.batch { try? await Task.sleep(for: .milliseconds(500)) }
                } catch StorageFailure.overloaded {
                    // Intake comes first.
                    try? await Task.sleep(for: .seconds(1))
                } catch {
                    logger.error("notices could not be delivered and are tried again", metadata: ["error": "\(error)"])
                    try? await Task.sleep(for: .seconds(2))
                }
            }
        }
    }

    static let batch = 500
}
