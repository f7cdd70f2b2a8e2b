import Catalog
import Ledger
import Testing
import Vocabulary

@testable import Cases

@Suite struct `Lists for officers` {
    private static let filters: [QueueFilter] = {
        var filters: [QueueFilter] = []
        for department in ["hrss", "medical", "housing"] as [DepartmentCode] {
            for number in [530_102, 530_103, 530_100, 530_800, 530_000] {
                guard let region = RegionCode(number: number) else { continue }
                for phase in QueueFilter.Phase.allCases {
                    filters.append(QueueFilter(department: department, region: region, phase: phase))
                    let status: ItemTask.Status = phase == .open ? .handling : .granted
                    filters.append(QueueFilter(department: department, region: region, phase: phase, status: status))
                    filters.append(
                        QueueFilter(department: department, region: region, phase: phase, item: .registration))
                    filters.append(
                        QueueFilter(
                            department: department, region: region, phase: phase, status: status, actBy: "2024-06-20"))
                }
            }
        }
        return filters
    }()

    @Test func `are complete and in order for every filter, page by page`() async throws {
        try await Installation.with { office in
            try await office.busyWeeks(applications: 12, seed: 5)
            let numbers = try await office.casework.recent(limit: 100).map { try CaseNumber(parsing: $0.number) }
            var tasks: [(task: ItemTask, id: Identifier<Application>)] = []
            for number in numbers {
                let application = try await office.casework.application(number)
                tasks += application.tasks.map { ($0, application.id) }
            }
            for filter in Self.filters {
                let phase = filter.phase == .open ? 1 : 2
                let matching = tasks.filter { task, _ in
                    task.department == filter.department && task.region.isWithin(filter.region) && task.phase == phase
                        && filter.status.map { $0 == task.status } ?? true
                        && filter.item.map { $0 == task.item } ?? true
                        && filter.actBy.map { task.actBy(.official) <= $0 } ?? true
                }
                let ordered = matching.sorted { a, b in
                    let left = (a.task.actBy(.official), a.id, a.task.item)
                    let right = (b.task.actBy(.official), b.id, b.task.item)
                    return filter.phase == .open ? left < right : left > right
                }
                var listed: [CaseNumber] = []
                var position: QueuePosition?
                repeat {
                    let page = try await office.casework.queue(filter, after: position, limit: 3)
                    #expect(page.entries.count <= 3)
                    listed += page.entries.map(\.number)
                    position = page.next.flatMap { QueuePosition(cursor: $0.cursor) }
                    #expect((position == nil) == (page.next == nil))
                } while position != nil
                #expect(listed == ordered.map(\.task.number), "\(filter)")
            }
        }
    }

    @Test func `come in order out of an index, without a scan or a sort of more than the page`() async throws {
        try await Installation.with { office in
            try await office.submit([.registration])
            for filter in Self.filters {
                let query = try await office.store.read { try QueueQuery(filter, after: nil, limit: 50, in: $0) }
                let plan = try await office.store.plan(query.statement, query.parameters)
                #expect(!plan.contains { $0.hasPrefix("SCAN item_task") }, "\(filter): \(plan)")
                #expect(plan.contains { $0.contains("INDEX item_task_") }, "\(filter): \(plan)")
                let walks = plan.filter { $0.contains("item_task_") }
                #expect(walks.allSatisfy { $0.contains("COVERING INDEX") }, "\(filter): \(plan)")
                // What was found is put in order once more with its rows, and what each of several walks found before that.
                let isWalk =
                    filter.status == nil && filter.item == nil
                    && (filter.phase == .open || filter.region.level != .county)
                #expect(
                    plan.count { $0.contains("TEMP B-TREE") } <= (isWalk ? 0 : walks.count) + 1, "\(filter): \(plan)")
            }
        }
    }

    @Test func `need one statement for every page size`() async throws {
        guard let yunnan = RegionCode(number: 530_000) else { return }
        try await Installation.with { office in
            for filter in [
                QueueFilter(department: "hrss", region: yunnan),
                QueueFilter(department: "hrss", region: yunnan, status: .granted),
            ] {
                let statements = try await office.store.read { session in
                    try [5, 50].map { try QueueQuery(filter, after: nil, limit: $0, in: session).statement }
                }
                #expect(statements[0] === statements[1])
            }
        }
    }

    @Test func `a cursor that was tampered with is none`() {
        #expect(QueuePosition(cursor: "") == nil)
        #expect(QueuePosition(cursor: "zz") == nil)
        #expect(QueuePosition(cursor: String(repeating: "é", count: 60)) == nil)
        #expect(QueuePosition(cursor: String(repeating: "0", count: 55)) == nil)
    }
}
