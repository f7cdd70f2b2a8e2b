import Cases
import Catalog
import Foundation
import Ledger
import Vocabulary

/// Fills a data file with applications in every stage of handling, by the engine's own rules; `ListCopies` makes many of them.
struct ListSample {
    let casework: Casework
    let catalog: Catalog

    private static let days = 60

    /// Files applications and moves most of them on; the days spread over the last sixty.
    func fill(to last: Int, progress: @escaping @Sendable (Int) -> Void) async throws {
        let (casework, catalog) = (casework, catalog)
        let samples = try (0..<Self.days).map {
            try SampleApplications(catalog: catalog, on: Instant.now.day.adding(days: -$0))
        }
        let lanes = 128
        try await withThrowingTaskGroup(of: Void.self) { group in
            for lane in 0..<lanes {
                group.addTask {
                    for serial in stride(from: lane, to: last, by: lanes) {
                        try await Self.place(serial, samples[serial % Self.days], casework, catalog)
                        if lane == 0 { progress(serial) }
                    }
                }
            }
            try await group.waitForAll()
        }
        progress(last)
    }

    private static func place(
        _ serial: Int, _ samples: SampleApplications, _ casework: Casework, _ catalog: Catalog
    ) async throws {
        let filed = Instant.now.adding(seconds: -86_400 * (serial % days))
        let application = try await casework.submit(
            samples.intake(serial), by: Submitter(client: "bench", verification: .register), key: nil, at: filed
        ).application
        // Nine of ten are handled to the end, so that lists of open items lie among many ended ones.
        guard serial % 10 != 0 else { return }
        let reference = CaseReference(shard: application.applicant.shardKey, id: application.id)
        try await casework.store.write { session in
            var current = application
            for round in 0..<(serial % 3 == 0 ? 1 : 8) {
                for task in current.tasks {
                    guard let command = command(task, catalog, serial: serial, round: round),
                        let item = catalog.items[task.item]
                    else { continue }
                    let officer = Officer(
                        account: "bench", name: "bench", department: task.department, region: task.region,
                        roles: Set(item.flow.map(\.actor)))
                    current = try casework.act(
                        command, on: current, reference, by: .officer(officer),
                        at: filed.adding(seconds: 3_600 * (round + 1)), in: session)
                }
            }
            return current.version
        }
    }

    private static func command(_ task: ItemTask, _ catalog: Catalog, serial: Int, round: Int) -> Command? {
        guard let item = catalog.items[task.item] else { return nil }
        switch task.progress {
        case .received:
            return serial % 41 == 0 ? .decline(task.item, reason: "not complete") : .accept(task.item)
        case .handling(let handling):
            if handling.correction != nil { return nil }
            switch handling.kind {
            case .external: return .advance(task.item, opinion: "done")
            case .publicize, .accept: return nil
            case .review, .decide, .issue:
                if serial % 29 == 0, handling.kind == .review, let field = item.fields.first {
                    return .askCorrection(task.item, fields: [field.element], materials: [], note: "")
                }
                if serial % 37 == 0 { return .refuse(task.item, reason: "not entitled") }
                return .grant(task.item, result: DemoResult(task: task, catalog: catalog).values(of: item))
            }
        case .waiting, .correcting, .ended: return nil
        }
    }
}
