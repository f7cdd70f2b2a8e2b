import ArgumentParser
import Cases
import Catalog
import Foundation
import Ledger
import Vocabulary

/// `lianban bench list`: officers' lists on a large installation.
struct BenchList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Every officer filter on a large data file, generated once and kept.")

    @Option(help: "The folder of catalog files.") var catalog: String = CatalogFolder.standard
    @Option(help: "Applications in the file.") var applications = 1_000_000
    @Option(help: "The generated file; it is kept and used again.") var data = "var/bench-list.sqlite"
    @Option(help: "Lists to ask for.") var queries = 3_000
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let console = output.console
        let loaded = try Installation.loadCatalog(catalog)
        if FileManager.default.fileExists(atPath: mark) { try await generate(loaded, console) }
        var opened = try await Installation.open(StorePlace(file: data), catalog: loaded)
        var count = try await Self.count(in: opened)
        if count < applications {
            await opened.close()
            try await generate(loaded, console)
            opened = try await Installation.open(StorePlace(file: data), catalog: loaded)
            count = try await Self.count(in: opened)
        }
        var generator = SystemRandomNumberGenerator()
        var latencies: [Int] = []
        var worst: (micros: Int, filter: String) = (0, "")
        for _ in 0..<queries {
            let filter = Self.filter(loaded, using: &generator)
            let start = ContinuousClock.now
            let page = try await opened.casework.queue(filter)
            let micros = Int((ContinuousClock.now - start).components.attoseconds / 1_000_000_000_000)
            latencies.append(micros)
            if micros > worst.micros { worst = (micros, "\(filter)") }
            if let next = page.next, Bool.random(using: &generator) {
                let start = ContinuousClock.now
                _ = try await opened.casework.queue(filter, after: next)
                latencies.append(Int((ContinuousClock.now - start).components.attoseconds / 1_000_000_000_000))
            }
        }
        await opened.close()
        latencies.sort()
        let p50 = Double(latencies[latencies.count / 2]) / 1_000
        let p99 = Double(latencies[min(latencies.count - 1, latencies.count * 99 / 100)]) / 1_000
        if console.json {
            console.put([
                "applications": .integer(count), "p50_ms": .decimal(p50), "p99_ms": .decimal(p99),
                "queries": .integer(latencies.count),
                "worst_ms": .decimal(Double(worst.micros) / 1_000), "worst_filter": .string(worst.filter),
            ])
        } else {
            console.say(
                "\(count) applications, p50 \(String(format: "%.2f", p50)) ms, p99 \(String(format: "%.2f", p99)) ms")
        }
    }

    private static func count(in installation: Installation) async throws -> Int {
        try await installation.store.read { session in
            try session.first(.assembled("SELECT count(*) FROM case_file")) { $0.int(0) } ?? 0
        }
    }

    /// Applications that the engine takes in and handles; the others are copies of them.
    private static let handled = 3_000

    /// Stands beside a file that is not complete, so that a broken off run is begun anew.
    private var mark: String { data + ".making" }

    private func generate(_ catalog: Catalog, _ console: Console) async throws {
        for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: data + end) }
        guard FileManager.default.createFile(atPath: mark, contents: nil) else {
            throw ValidationError("cannot write beside \(data); name another file with --data")
        }
        let total = applications
        let handled = min(Self.handled, total)
        let installation = try await Installation.open(StorePlace(file: data), catalog: catalog)
        try await ListSample(casework: installation.casework, catalog: catalog).fill(to: handled) { done in
            console.progress(console("办理", "handling"), done, of: handled)
        }
        await installation.close()
        try ListCopies.multiply(data, to: total) { console.progress(console("复制", "copying"), $0, of: total) }
        try FileManager.default.removeItem(atPath: mark)
    }

    /// Any filter an officer of a county, a city or the province can set.
    private static func filter(_ catalog: Catalog, using generator: inout some RandomNumberGenerator) -> QueueFilter {
        let counties = Regions.current.map(\.code).filter { $0.level == .county && $0.isWithin("530000") }
        let county = counties.randomElement(using: &generator) ?? "530102"
        let departments = Array(Set(catalog.items.map(\.department))).sorted()
        let regions: [RegionCode] = [county, county, county.prefecture ?? county, "530000"]
        var filter = QueueFilter(
            department: departments.randomElement(using: &generator) ?? "hrss",
            region: regions.randomElement(using: &generator) ?? county)
        if Int.random(in: 0..<4, using: &generator) == 0 { filter.phase = .ended }
        if Bool.random(using: &generator) {
            let open: [ItemTask.Status] = [.received, .correcting, .handling, .supplementing, .publicizing, .external]
            let ended: [ItemTask.Status] = [.granted, .refused, .withdrawn, .notReached, .terminated]
            filter.status = (filter.phase == .open ? open : ended).randomElement(using: &generator)
        }
        if Bool.random(using: &generator) { filter.item = catalog.items.map(\.code).randomElement(using: &generator) }
        if Int.random(in: 0..<3, using: &generator) == 0 { filter.actBy = Instant.now.day.adding(days: 3) }
        return filter
    }
}
