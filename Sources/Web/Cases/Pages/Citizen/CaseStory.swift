import Access
import Cases
import Catalog
import Ledger
import Vocabulary

/// One application with everything its pages tell: its catalog, its form and its history.
struct CaseStory: Sendable {
    let application: Application
    let catalog: Catalog
    let answers: Answers
    let timeline: [TimelineEntry]
    let calendar: WorkingCalendar

    /// The signed-in citizen's application; another person's is as if it did not exist.
    static func of(_ visitor: Visitor) async throws -> CaseStory {
        let applicant = try visitor.applicant()
        let text = try visitor.part("number")
        guard let number = try? CaseNumber(parsing: text) else { throw Refusal.noSuchApplication(text) }
        let casework = visitor.casework
        return try await casework.store.read { session in
            guard let reference = try casework.find(number, in: session) else { throw Refusal.noSuchApplication(text) }
            let application = try casework.load(reference, in: session)
            guard application.applicant == applicant else { throw Refusal.noSuchApplication(text) }
            return CaseStory(
                application: application, catalog: try casework.shelf.catalog(application.revision, in: session),
                answers: try casework.answers(of: reference, in: session),
                timeline: try casework.timeline(reference, in: session), calendar: casework.calendar)
        }
    }

    var address: String { "applications/\(application.number)" }

    func name(_ item: ItemCode) -> Bilingual { catalog.items[item]?.name ?? Bilingual(item.rawValue, item.rawValue) }
    func name(_ material: MaterialCode) -> Bilingual {
        catalog.materials[material]?.name ?? Bilingual(material.rawValue, material.rawValue)
    }
    func name(_ department: DepartmentCode) -> Bilingual {
        catalog.departments[department]?.name ?? Bilingual(department.rawValue, department.rawValue)
    }
    var bundleName: Bilingual {
        catalog.bundles[application.bundle]?.name ?? Bilingual(application.bundle.rawValue, application.bundle.rawValue)
    }

    /// The task under that item code.
    func task(_ code: String) throws -> ItemTask {
        guard let task = application.task(ItemCode(rawValue: code)) else { throw Visitor.notFound }
        return task
    }

    /// The items of each department, departments in the order in which they first appear.
    var departments: [(code: DepartmentCode, tasks: [ItemTask])] {
        var groups: [(code: DepartmentCode, tasks: [ItemTask])] = []
        for task in application.tasks {
            if let index = groups.firstIndex(where: { $0.code == task.department }) {
                groups[index].tasks.append(task)
            } else {
                groups.append((task.department, [task]))
            }
        }
        return groups
    }

    /// What the applicant must do, item by item.
    var duties: [Duty] {
        application.tasks.flatMap { task -> [Duty] in
            var duties: [Duty] = []
            if let correction = task.openCorrection { duties.append(.answer(task.item, correction)) }
            if case .handling(let handling) = task.progress {
                duties += handling.tolerances.sorted { $0.key < $1.key }.map {
                    .supply(task.item, $0.key, by: $0.value)
                }
            }
            return duties
        }
    }

    /// Something only the applicant can do.
    enum Duty {
        case answer(ItemCode, ItemTask.Correction)
        case supply(ItemCode, MaterialCode, by: CalendarDay)
    }
}
