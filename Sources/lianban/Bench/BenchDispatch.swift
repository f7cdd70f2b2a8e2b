import ArgumentParser
import Catalog
import Cases
import Exchange
import Foundation
import Ledger
import Vocabulary

/// `lianban bench dispatch`: a full outbox, emptied by a real server into three departments' systems, each a process with a data
/// file of its own and fsync on.
struct BenchDispatch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dispatch", abstract: "Items a second from the outbox into three local HTTP departments.")

    @Option(help: "The folder of catalog files.") var catalog: String = CatalogFolder.standard
    @Option(help: "Applications whose items are handed over.") var applications = 4_000
    @Option(help: "Deliveries under way at the same time for each department.") var concurrency = 32
    @OptionGroup var place: BenchStore
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await place.measuring { data, folder in try await measure(data, folder) }
    }

    private func measure(_ data: StorePlace, _ folder: BenchFolder) async throws {
        let console = output.console
        let loaded = try Installation.loadCatalog(catalog)
        let codes = loaded.departments.filter { $0.part == .handling }.map(\.code.rawValue)
        let departments = try codes.map { try DepartmentProcess($0, folder: folder.url, catalog: catalog) }
        defer { for department in departments { department.stop() } }
        let file = try DepartmentProcess.connectors(
            departments, folder: folder.url, pace: "concurrency: \(concurrency), rate: 100000")

        console.say(console("填充待发箱……", "filling the outbox …"))
        let samples = try SampleApplications(catalog: loaded)
        let opened = try await Installation.open(
            data, catalog: loaded, connectors: try Connectors.load(file, catalog: loaded))
        try await fill(opened.casework, samples)
        let handed = try await waiting(opened.store)
        guard handed > 0 else { throw ValidationError("nothing was handed over") }

        let start = ContinuousClock.now
        let server = try ServerProcess(data, catalog: catalog, portFile: folder.path("port"), connectors: file)
        defer { server.stop() }
        var left = handed
        while left > 0 {
            try await Task.sleep(for: .milliseconds(20))
            left = try await waiting(opened.store)
            console.progress(console("发送", "sending"), handed - left, of: handed)
            guard ContinuousClock.now - start < .seconds(300) else {
                throw ValidationError("\(left) of \(handed) still wait after five minutes")
            }
        }
        let seconds = Double((ContinuousClock.now - start) / .milliseconds(1)) / 1_000
        server.stop()
        await opened.close()

        let reports = try departments.map { try $0.report() }
        func sum(_ name: String) -> Int { reports.reduce(0) { $0 + Int($1[name]?.integer ?? 0) } }
        let (taken, duplicates) = (sum("items"), sum("duplicates"))
        let rate = Double(handed) / seconds
        if console.json {
            console.put([
                "items_per_second": .decimal(rate), "duplicates": .integer(duplicates),
                "lost": .integer(handed - taken),
                "items": .integer(handed), "redeliveries": .integer(sum("redeliveries")),
                "departments": .integer(departments.count),
            ])
        } else {
            console.say(
                console("每秒交办", "items/s") + "  \(Int(rate)),  " + console("重复", "duplicates") + " \(duplicates),  "
                    + console("丢失", "lost") + " \(handed - taken)")
        }
        if duplicates != 0 || taken != handed { throw ExitCode(1) }
    }

    private func fill(_ casework: Casework, _ samples: SampleApplications) async throws {
        let applications = applications
        try await withThrowingTaskGroup(of: Void.self) { group in
            for lane in 0..<64 {
                group.addTask {
                    for serial in stride(from: lane, to: applications, by: 64) {
                        _ = try await casework.submit(
                            samples.intake(serial), by: Submitter(client: "bench", verification: .register), key: nil,
                            at: .now)
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    private func waiting(_ store: any Store) async throws -> Int {
        try await store.read { session in
            try Outbox.backlog(in: session).filter { $0.destination != "notice" }.reduce(0) { $0 + $1.count }
        }
    }
}
