import ArgumentParser
import Cases
import Catalog
import Foundation
import Ledger
import Registry
import Vocabulary

/// `lianban bench protection`: what sealing and the history tree cost an application's way into the store.
struct BenchProtection: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "protection", abstract: "Intake with and without sealing and the history tree, turn by turn.",
        discussion: """
            Applications are checked, decided and stored inside this process, without HTTP, so that the shares are larger than for
            people outside. Each way is measured in turns on data files of its own, and the best turn of each counts.
            """)

    @Option(help: "The folder of catalog files.") var catalog: String = CatalogFolder.standard
    @Option(help: "Applications in each turn.") var applications = 12_000
    @Option(help: "Turns of each way.") var turns = 3
    @Option(help: "Applications under way at the same time.") var lanes = 64
    @OptionGroup var output: OutputOptions

    private enum Way: String, CaseIterable { case bare, international, national, history, all }

    func run() async throws {
        let console = output.console
        let loaded = try Installation.loadCatalog(catalog)
        let samples = try SampleApplications(catalog: loaded)
        let folder = try BenchFolder(beside: nil)
        defer { folder.remove() }
        var best: [Way: Double] = [:]
        for turn in 0..<turns {
            for way in Way.allCases {
                let rate = try await measure(way, loaded, samples, folder.path("\(turn)-\(way)"))
                best[way] = max(best[way] ?? 0, rate)
                console.say("\(way)  \(Int(rate))/s")
            }
        }
        let bare = best[.bare] ?? 1
        let answer = JSON.object(
            Way.allCases.flatMap { way -> [JSON.Member] in
                let rate = best[way] ?? 0
                return [
                    .init("\(way)_per_second", .decimal(rate)), .init("\(way)_ratio", .decimal(rate / bare)),
                ]
            })
        if console.json { console.put(answer) } else { console.say(answer.prettyText) }
    }

    private func measure(_ way: Way, _ catalog: Catalog, _ samples: SampleApplications, _ path: String) async throws
        -> Double
    {
        let file = try SQLiteStore(path: path)
        try await file.migrate(Installation.migrations)
        let profile: CryptoProfile? =
            switch way {
            case .bare, .history: nil
            case .international, .all: .international
            case .national: .national
            }
        let seals = profile.map {
            Seals(ring: .temporary($0), catalog: catalog)
        }
        let hasHistory = way == .history || way == .all
        let store: any Store = hasHistory ? file : WithoutHistory(file)
        let casework = Casework(
            store: store, shelf: CatalogShelf(current: catalog),
            register: Register(
                indexKey: [UInt8](repeating: 7, count: 32), indexProfile: profile ?? .international,
                seals: seals ?? .none))
        let keeper = Task {
            let tree = AuditTree(store: file, holder: [1])
            while hasHistory, !Task.isCancelled {
                _ = try? await tree.catchUp(at: .now)
                try? await Task.sleep(for: .milliseconds(500))
            }
        }
        let (count, lanes) = (applications, lanes)
        @Sendable func submit(_ serials: Range<Int>) async throws {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for lane in 0..<lanes {
                    group.addTask {
                        for serial in stride(from: serials.lowerBound + lane, to: serials.upperBound, by: lanes) {
                            _ = try await casework.submit(
                                samples.intake(serial), by: Submitter(client: "bench", verification: .register),
                                key: IdempotencyKey("bench-\(serial)", body: Array("\(serial)".utf8)), at: .now)
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
        try await submit(0..<min(1_000, count))
        let start = ContinuousClock.now
        try await submit(min(1_000, count)..<count + min(1_000, count))
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        keeper.cancel()
        await keeper.value
        await file.close()
        for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + end) }
        return Double(count) / seconds
    }
}
