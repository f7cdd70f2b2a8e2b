import ArgumentParser
import AsyncHTTPClient
import Catalog
import Exchange
import Foundation
import Hummingbird
import Ledger
import Logging
import ServiceLifecycle
import Vocabulary

/// `lianban department …`: a department's own system, for trials.
struct DepartmentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "department",
        abstract: "Play a department's own system, in a process and a data file of its own (部门系统).",
        subcommands: [DepartmentSimulate.self])
}

/// Faults of a simulated department; each a share of all messages or replies.
struct FaultOptions: ParsableArguments {
    @Option(help: "Share of messages that are worked on while the answer is lost.") var drop = 0.0
    @Option(help: "Share of messages answered with 503 and not worked on.") var fail = 0.0
    @Option(help: "Share of replies that are sent twice.") var duplicate = 0.0
    @Flag(help: "Send the replies about an item in any order.") var reorder = false
    @Option(help: "Seconds to wait before each answer.") var delay = 0.0
    @Option(
        help: "Share of replies beside which a hostile one is sent: forged, old, of another item, HTML, oversized …")
    var lie = 0.0
    @Option(help: "Share of items that are refused.") var refuse = 0.0
    @Flag(help: "Take items in and never reply.") var silent = false
}

struct DepartmentSimulate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Take items over signed HTTP, work on them, and reply; honest, or faulty by flags.")

    @Option(help: "The department's code in the catalog.") var department: String
    @Option(help: "Its own data file.") var data: String
    @Option(help: "The file with the secret it shares with Lianban (whsec_…).") var secretFile: String
    @Option(help: "Where Lianban is, such as http://127.0.0.1:8080.") var replyTo: String
    @Option(help: "The folder of catalog files.") var catalog: String = CatalogFolder.standard
    @Option(help: "The address to listen on.") var host = "127.0.0.1"
    @Option(help: "The port to listen on; 0 takes a free one.") var port = 0
    @Option(help: "Write the port that was taken into this file, for scripts.") var portFile: String?
    @OptionGroup var faults: FaultOptions

    func run() async throws {
        guard let text = try? String(contentsOfFile: secretFile, encoding: .utf8),
            let secret = text.split(whereSeparator: \.isNewline).compactMap({ WebhookSecret($0) }).first
        else {
            throw ValidationError(
                "\(secretFile) holds no secret; make one with: lianban exchange secret > \(secretFile)")
        }
        var logger = Logger(label: "department")
        logger.logLevel = .warning
        let store = try SQLiteStore(path: data)
        try await store.migrate(DepartmentBook.migrations)
        let client = HTTPSender.client()
        let worker = DepartmentWorker(
            department: department, catalog: try Installation.loadCatalog(catalog), book: DepartmentBook(store: store),
            secret: secret,
            address: "\(replyTo)/api/v1/exchange/\(department)/replies", client: client, faults: faults, logger: logger)
        let (host, port, portFile) = (host, port, portFile)
        let application = Hummingbird.Application(
            router: DepartmentPages(worker: worker).router(),
            configuration: .init(address: .hostname(host, port: port), serverName: "department"),
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? port
                if let portFile { try? "\(port)".write(toFile: portFile, atomically: true, encoding: .utf8) }
            }, logger: logger)
        let group = ServiceGroup(
            configuration: .init(
                services: [.init(service: application), .init(service: worker)],
                gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        try await group.run()
        try await client.shutdown()
        await store.close()
    }
}

/// The simulated system's own interface: messages come in at `/items`, and `/report` tells what it has.
struct DepartmentPages {
    let worker: DepartmentWorker

    func router() -> Router<BasicRequestContext> {
        let router = Router()
        router.post("items") { request, _ in
            let body = Array(try await request.body.collect(upTo: 1 << 20).readableBytesView)
            let headers = WebhookHeaders(
                id: request.headers[.init("webhook-id")!], timestamp: request.headers[.init("webhook-timestamp")!],
                signature: request.headers[.init("webhook-signature")!])
            return Response(status: try await worker.take(body, headers: headers))
        }
        router.get("report") { _, _ in
            let report = try await worker.book.report(lies: worker.tally.lies, believed: worker.tally.believed)
            return Response(
                status: .ok, headers: [.contentType: "application/json"],
                body: .init(byteBuffer: .init(bytes: report.encoded)))
        }
        return router
    }
}
