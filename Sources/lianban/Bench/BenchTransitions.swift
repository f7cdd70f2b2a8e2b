import ArgumentParser
import Cases
import Catalog
import Foundation
import Ledger
import Vocabulary

/// `lianban bench transitions`: many officers at once move items through their flows, each move durable.
struct BenchTransitions: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "transitions",
        abstract: "Item transitions on the store, each with its event, state and clock, durable.")

    @Option(help: "The folder of catalog files.") var catalog: String = CatalogFolder.standard
    @Option(help: "Applications whose items are moved.") var applications = 3_000
    @Option(help: "Officers at work at the same time.") var officers = 128
    @OptionGroup var place: BenchStore
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await place.measuring { data, _ in try await measure(data) }
    }

    private func measure(_ data: StorePlace) async throws {
        let console = output.console
        let loaded = try Installation.loadCatalog(catalog)
        let opened = try await Installation.open(data, catalog: loaded)
        let samples = try SampleApplications(catalog: loaded)
        let casework = opened.casework
        let filed = try await file(samples, casework, console)
        let lanes = officers
        let start = ContinuousClock.now
        let latencies = try await withThrowingTaskGroup(of: [Int].self) { group in
            for lane in 0..<lanes {
                group.addTask {
                    var latencies: [Int] = []
                    for index in stride(from: lane, to: filed.count, by: lanes) {
                        latencies += try await Self.handle(filed[index], casework, loaded)
                    }
                    return latencies
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        let elapsed = (ContinuousClock.now - start).components
        let seconds = Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18
        await opened.close()
        let rate = Double(latencies.count) / seconds
        let sorted = latencies.sorted()
        let p99 = Double(sorted[min(sorted.count - 1, sorted.count * 99 / 100)]) / 1_000
        if console.json {
            console.put([
                "transitions_per_second": .decimal(rate), "p99_ms": .decimal(p99),
                "transitions": .integer(latencies.count),
            ])
        } else {
            console.say(console("每秒办理动作", "transitions/s") + "  \(Int(rate)), p99 \(String(format: "%.1f", p99)) ms")
        }
    }

    private func file(_ samples: SampleApplications, _ casework: Casework, _ console: Console) async throws -> [Cases
        .Application]
    {
        let total = applications
        return try await withThrowingTaskGroup(of: [Cases.Application].self) { group in
            for lane in 0..<64 {
                group.addTask {
                    var filed: [Cases.Application] = []
                    for serial in stride(from: lane, to: total, by: 64) {
                        filed.append(
                            try await casework.submit(
                                samples.intake(serial), by: Submitter(client: "bench", verification: .register),
                                key: nil, at: .now
                            ).application)
                    }
                    return filed
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
    }

    /// Moves every item that is open now to its end or to somebody else's step, and times each move in microseconds.
    private static func handle(_ application: Cases.Application, _ casework: Casework, _ catalog: Catalog) async throws
        -> [Int]
    {
        var latencies: [Int] = []
        let reference = CaseReference(shard: application.applicant.shardKey, id: application.id)
        var current = application
        for _ in 0..<6 {
            for task in current.tasks {
                guard let item = catalog.items[task.item] else { continue }
                let officer = Officer(
                    account: "bench", name: "bench", department: task.department, region: task.region,
                    roles: Set(item.flow.map(\.actor)))
                let command: Command
                switch task.progress {
                case .received: command = .accept(task.item)
                case .handling(let handling)
                where handling.kind == .review || handling.kind == .decide || handling.kind == .issue:
                    command = .grant(task.item, result: DemoResult(task: task, catalog: catalog).values(of: item))
                case .handling(let handling) where handling.kind == .external:
                    command = .advance(task.item, opinion: "done")
                default: continue
                }
                let start = ContinuousClock.now
                current = try await casework.act(command, on: reference, by: .officer(officer), at: .now)
                latencies.append(Int((ContinuousClock.now - start).components.attoseconds / 1_000_000_000_000))
            }
        }
        return latencies
    }
}
