import Access
import ArgumentParser
import Cases
import Exchange
import Foundation
import Hummingbird
import Ledger
import Logging
import ServiceLifecycle
import Vocabulary
import Web

/// `lianban serve`: the pages and the JSON interface.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serve the pages and the JSON interface (启动服务).")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var address: AddressOptions

    func run() async throws {
        let opened = try await Installation.open(installation, creating: true)
        try await Server(opened, address: address, console: installation.output.console).run()
    }
}

struct AddressOptions: ParsableArguments {
    @Option(help: "The address to listen on. (LIANBAN_HOST)")
    var host: String = setting(.host) ?? "127.0.0.1"

    @Option(help: "The port to listen on; 0 takes a free one. (LIANBAN_PORT)")
    var port: Int = Settings.ofProcess.number(.port) ?? 8080

    @Option(help: "The address people use, for QR codes; http://HOST:PORT when not given. (LIANBAN_PUBLIC_ADDRESS)")
    var publicAddress: String = setting(.publicAddress) ?? ""

    /// Where people reach the site.
    var reachedAt: String { publicAddress.isEmpty ? "http://\(host):\(port)" : publicAddress }

    @Option(
        help:
            "A JSON file that names an identity provider (OpenID Connect); docs/operations.md. (LIANBAN_IDENTITY_PROVIDER)"
    )
    var identityProvider: String?

    /// The identity provider, when one is named. Its secret may come from LIANBAN_PROVIDER_SECRET instead of the file.
    var provider: IdentityProvider? {
        get throws {
            guard let path = identityProvider ?? setting(.identityProvider) else { return nil }
            guard let bytes = FileManager.default.contents(atPath: path) else {
                throw ValidationError("cannot read \(path)")
            }
            var client = try ProviderSetting(try JSON(parsing: Array(bytes)))
            if let secret = environment("LIANBAN_PROVIDER_SECRET") { client.clientSecret = secret }
            return IdentityProvider(client, fetch: ProviderClient().fetch)
        }
    }

    @Option(
        help:
            "Where ClamAV's daemon listens, /path/to/clamd.ctl or host:port; uploads are sent through it. (LIANBAN_VIRUS_SCANNER)"
    )
    var virusScanner: String?

    /// The virus scanner, when one is named.
    var scanner: ClamdScanner? {
        get throws { try (virusScanner ?? setting(.virusScanner)).map { try ClamdScanner($0) } }
    }

    @Option(help: "An https address that gets every signed checkpoint of the history by POST. (LIANBAN_WITNESS)")
    var witness: String?

    @Flag(help: "The witness may lie in the own network and be reached over plain http.")
    var witnessInside = Settings.ofProcess.flag(.witnessInside)

    /// The witness, when one is named.
    var witnessAddress: OutboundAddress? {
        get throws {
            guard let witness = witness ?? setting(.witness) else { return nil }
            do {
                return try OutboundAddress(witness, mayBeInside: witnessInside)
            } catch {
                throw ValidationError("--witness is an https address (with --witness-inside also http), not \(witness)")
            }
        }
    }

    @Flag(help: "Keep browsers' sessions over plain HTTP too; whoever reads the network can take them over.")
    var insecureCookies = Settings.ofProcess.flag(.insecureCookies)

    @Option(help: "Write the port that was taken into this file, for scripts.")
    var portFile: String?

    @Option(help: "How much to log: trace, debug, info, notice, warning, error. (LIANBAN_LOG_LEVEL)")
    var logLevel: String = setting(.logLevel) ?? "notice"

    @Option(help: "How to log: text, or json with one object a line. (LIANBAN_LOG_FORMAT)")
    var logFormat: String = setting(.logFormat) ?? "text"

    func validate() throws {
        guard Logger.Level(rawValue: logLevel) != nil else {
            throw ValidationError("there is no log level \(logLevel)")
        }
        guard ServiceLog.Format(rawValue: logFormat) != nil else {
            throw ValidationError("--log-format is text or json, not \(logFormat)")
        }
        do { _ = try scanner } catch { throw ValidationError("--virus-scanner: \(error)") }
        guard (0...65_535).contains(port) else {
            throw ValidationError("--port is a number from 0 to 65535, not \(port)")
        }
    }
}

/// Runs an installation as a service until it is told to stop.
struct Server {
    let installation: Installation
    let address: AddressOptions
    let console: Console
    /// What day the cases are at; real time but in demonstrations.
    let clock: @Sendable () -> Instant

    init(
        _ installation: Installation, address: AddressOptions, console: Console,
        clock: @escaping @Sendable () -> Instant = { .now }
    ) {
        self.installation = installation
        self.address = address
        self.console = console
        self.clock = clock
    }

    func run() async throws {
        let format = ServiceLog.Format(rawValue: address.logFormat) ?? .text
        LoggingSystem.bootstrap { ServiceLog(label: $0, format: format) }
        var logger = Logger(label: "lianban")
        logger.logLevel = Logger.Level(rawValue: address.logLevel) ?? .notice
        let accounts = installation.accounts
        if let notice = installation.keys.notice(console) { logger.warning("\(notice)") }
        if let fault = try await installation.history.foreignKey(console) { logger.warning("\(fault)") }
        let metrics = Metrics(token: setting(.metricsToken))
        metrics.watch(installation.store)
        let publicAddress = address.reachedAt
        let site = Site(
            casework: installation.casework, accounts: accounts, metrics: metrics, clock: clock,
            publicAddress: publicAddress,
            sessionCookie: address.insecureCookies ? .plain : .hostBound, identityProvider: try address.provider,
            connectors: installation.connectors, scanner: try address.scanner, rooms: Installation.rooms)
        let console = console
        let address = address
        let manager = ServiceManager(store: installation.store)
        let application = Hummingbird.Application(
            router: site.router(),
            server: .http1(
                configuration: .init(
                    additionalChannelHandlers: [StalledClient(patience: .seconds(60))], idleTimeout: .seconds(75))),
            configuration: .init(
                address: .hostname(address.host, port: address.port), serverName: "lianban"),
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? address.port
                if let file = address.portFile { try? "\(port)".write(toFile: file, atomically: true, encoding: .utf8) }
                manager.ready()
                Task.detached {
                    try? await Task.sleep(for: .seconds(2))
                    StartupPages.release()
                }
                console.say(console("服务已启动", "serving at") + " http://\(address.host):\(port)/zh")
            }, logger: logger)
        let witness = try address.witnessAddress
        let node = Node(store: installation.store, name: Digest.hexadecimal(Digest.randomBytes(8)))
        let exchange = ExchangeService(
            installation: installation, source: publicAddress, node: node, clock: clock, logger: logger)
        let messenger = witness.map {
            ServiceGroupConfiguration.ServiceConfiguration(
                service: Named("witness", WitnessMessenger.duty(installation.store, to: $0, node, logger)))
        }
        var configuration = ServiceGroupConfiguration(
            services: [
                .init(service: Named("http", application)),
                .init(service: Named("alarms", installation.alarms(node, logger))),
                .init(service: Named("notices", installation.notices(node, logger))),
                .init(service: Named("offers", installation.offers(node, logger))),
                .init(service: Named("queues", installation.queues(node, logger))),
                .init(service: Named("duplicates", installation.duplicates(node, logger))),
                .init(service: Named("history", HistoryKeeper(history: installation.history, logger: logger))),
                .init(service: Named("exchange", exchange)), .init(service: Named("manager", manager)),
                .init(
                    service: Named(
                        "exchange watch", ExchangeWatch(store: installation.store, metrics: metrics, logger: logger)
                    )),
                .init(service: Named("housekeeper", Housekeeper(accounts: accounts, logger: logger))),
                .init(service: Named("keys", KeyKeeper(keys: installation.keys, logger: logger))),
            ] + (messenger.map { [$0] } ?? []),
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        // Who is answered for longer than that is cut off; the service manager waits a little longer still.
        configuration.maximumGracefulShutdownDuration = .seconds(30)
        configuration.maximumCancellationDuration = .seconds(10)
        let group = ServiceGroup(configuration: configuration)
        try await group.run()
        // Nothing is written any more, so that this checkpoint covers everything this run acknowledged.
        do {
            try await installation.history.settle(at: .now)
            if let witness { try await WitnessMessenger.deliver(from: installation.store, to: witness) }
        } catch {
            logger.warning("the last checkpoint waits for the next start", metadata: ["error": "\(error)"])
        }
        await installation.close()
    }
}
