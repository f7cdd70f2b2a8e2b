import Access
import ArgumentParser
import Cases
import Catalog
import Foundation
import Ledger
import Vocabulary

/// `lianban bench …`: measures the machine and the product in one run.
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measure intake, transitions, lists and rules (性能).",
        subcommands: [
            BenchIntake.self, BenchTransitions.self, BenchList.self, BenchRules.self, BenchAgree.self,
            BenchDecide.self, BenchDispatch.self, BenchRegister.self, BenchDuplicates.self, BenchProtection.self,
        ])
}

/// A folder of its own for one run, removed at the end.
struct BenchFolder {
    let url: URL

    init(beside data: String?) throws {
        let base = data.map { URL(fileURLWithPath: $0) } ?? FileManager.default.temporaryDirectory
        url = base.appendingPathComponent("lianban-bench-\(ProcessInfo.processInfo.processIdentifier)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    func path(_ name: String) -> String { url.appendingPathComponent(name).path }
    func remove() { try? FileManager.default.removeItem(at: url) }
}

/// `lianban bench intake`: real HTTP against a real server process and a real data file with fsync on.
struct BenchIntake: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "intake", abstract: "Nine-item applications over HTTP, beside the bare limit of SQLite.")

    @Option(help: "The folder of catalog files.") var catalog: String = CatalogFolder.standard
    @Option(help: "Applications to send.") var applications = 30_000
    @Option(help: "Connections that send at the same time.") var connections = 48
    @OptionGroup var place: BenchStore
    @Option(help: "Server processes on the one database; more than one needs --store postgres://….") var nodes = 1
    @Flag(
        help: "Give each node one processor and no other, as if it were a machine; the database and the load have all.")
    var processorEach = false
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if nodes < 1 || nodes > 1 && place.store?.hasPrefix("postgres") != true {
            throw ValidationError("several nodes need a database that they share: --store postgres://…")
        }
    }

    func run() async throws {
        try await place.measuring { data, folder in try await measure(data, folder) }
    }

    private func measure(_ data: StorePlace, _ folder: BenchFolder) async throws {
        let console = output.console
        let loaded = try Installation.loadCatalog(catalog)
        let samples = try SampleApplications(catalog: loaded)
        let opened = try await Installation.open(data, catalog: loaded)
        try await opened.accounts.create(
            NewAccount(
                account: "bench", name: "bench", kind: .client, password: DemoCast.password, subject: nil,
                department: nil, region: nil,
                roles: [Principal.vouchesForIdentity]), at: .now)
        await opened.close()

        console.say(console("启动服务……", "starting the server …"))
        let servers = try (0..<nodes).map {
            try ServerProcess(
                data, catalog: catalog, portFile: folder.path("port-\($0)"),
                processor: processorEach ? $0 % ProcessInfo.processInfo.activeProcessorCount : nil)
        }
        defer { for server in servers { server.stop() } }
        let token = try await servers[0].signIn("bench", DemoCast.password)
        let generator = LoadGenerator(ports: servers.map(\.port), connections: connections)
        // The first requests warm caches and lease numbers; they are not counted.
        let warmUp = min(2_000, applications)
        _ = try generator.run { $0 < warmUp ? samples.request($0, token: token) : nil }
        func commits() throws -> (count: Int, writes: Int) {
            try servers.map { try $0.commits() }.reduce(into: (count: 0, writes: 0)) {
                $0 = ($0.count + $1.count, $0.writes + $1.writes)
            }
        }
        let before = try commits()
        let result = try generator.run { serial in
            if serial % 1_000 == 0 { console.progress(console("发送", "sending"), serial, of: applications) }
            return serial < applications ? samples.request(warmUp + serial, token: token) : nil
        }
        let after = try commits()
        for server in servers { server.stop() }
        let created = result.statuses[201] ?? 0
        guard created == applications else {
            throw ValidationError(
                "only \(created) of \(applications) were taken in: \(result.statuses) \(result.firstProblem ?? "")")
        }
        let rate = Double(created) / result.seconds
        let batch = max(
            1, Int((Double(after.writes - before.writes) / Double(max(1, after.count - before.count))).rounded()))
        try await verify(data, console)
        // The bare limit is that of the embedded store; a database of one's own has another.
        let bare =
            data.file == nil
            ? nil : try await bareLimit(samples, batch: batch, folder: folder, catalog: loaded, console: console)
        if console.json {
            console.put(
                .members([
                    "applications_per_second": .decimal(rate),
                    "items_per_second": .decimal(rate * Double(samples.itemCount)),
                    "p50_ms": .decimal(result.percentile(0.5)), "p99_ms": .decimal(result.percentile(0.99)),
                    "bare_limit_per_second": bare.map { .decimal($0.perSecond) },
                    "ratio": bare.map { .decimal(rate / $0.perSecond) },
                    "applications": .integer(created), "connections": .integer(connections), "nodes": .integer(nodes),
                    "batch": .integer(batch),
                    "rows": bare.map { .integer($0.rows) },
                ]))
        } else {
            console.say(
                console("每秒申请", "applications/s") + "  \(Int(rate))  (\(Int(rate) * samples.itemCount) items/s)")
            console.say(
                "p50 \(String(format: "%.1f", result.percentile(0.5))) ms, p99 \(String(format: "%.1f", result.percentile(0.99))) ms"
            )
            guard let bare else { return }
            console.say(
                console("裸SQLite上限", "bare SQLite limit")
                    + "  \(Int(bare.perSecond))/s, \(bare.rows) rows, batch \(batch)  →  "
                    + String(format: "%.0f %%", 100 * rate / bare.perSecond))
        }
    }

    /// Every acknowledged application is in the file.
    private func verify(_ data: StorePlace, _ console: Console) async throws {
        let store = try data.open()
        let count = try await store.read { session in
            try session.first(.assembled("SELECT count(*) FROM case_file")) { $0.int(0) } ?? 0
        }
        await store.close()
        guard count == applications + min(2_000, applications) else {
            throw ValidationError(
                "the store holds \(count) applications, not \(applications + min(2_000, applications))")
        }
    }

    private func bareLimit(
        _ samples: SampleApplications, batch: Int, folder: BenchFolder, catalog: Catalog, console: Console
    ) async throws -> (perSecond: Double, rows: Int) {
        let store = try SQLiteStore(path: folder.path("recorded.sqlite"))
        try await store.migrate(Installation.migrations)
        let recording = RecordingStore(store)
        let casework = Casework(
            store: recording, shelf: CatalogShelf(current: catalog),
            register: .init(indexKey: [UInt8](repeating: 7, count: 32)))
        let count = 6_000
        try await withThrowingTaskGroup(of: Void.self) { group in
            for lane in 0..<64 {
                group.addTask {
                    for serial in stride(from: lane, to: count, by: 64) {
                        _ = try await casework.submit(
                            samples.intake(serial), by: Submitter(client: "bench", verification: .register),
                            key: IdempotencyKey("bench-\(serial)", body: Array("\(serial)".utf8)),
                            at: .now)
                    }
                }
            }
            try await group.waitForAll()
        }
        await store.close()
        // Leases of numbers are writes too, but not part of an application.
        let writes = recording.writes.filter { $0.statements.count > 10 }
        let rows = writes.first?.statements.count ?? 0
        let perSecond = try BareLimit.run(
            writes, batch: batch, path: folder.path("bare.sqlite"), schema: Installation.migrations)
        return (perSecond, rows)
    }
}
