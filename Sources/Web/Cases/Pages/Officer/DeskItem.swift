import Cases
import Catalog
import Documents
import Ledger
import Vocabulary

/// One item with everything an officer's page tells about it.
struct DeskItem: Sendable {
    let story: CaseStory
    let task: ItemTask
    let item: Item
    let desk: Desk

    var application: Application { story.application }
    var catalog: Catalog { story.catalog }
    var address: String { "desk/items/\(task.number)" }

    /// The item that the address names; one that is not this officer's to see is as if it did not exist.
    static func of(_ visitor: Visitor) async throws -> DeskItem {
        let desk = try visitor.desk()
        let text = try visitor.part("number")
        guard let number = try? CaseNumber(parsing: text) else { throw Refusal.noSuchApplication(text) }
        guard
            let found = try await all(under: number, desk, visitor.casework).first(where: { $0.task.number == number })
        else {
            throw Refusal.noSuchApplication(text)
        }
        return found
    }

    /// The items that a number leads to, as far as they are this officer's to see: one for an item's own number, and perhaps
    /// several for the number of a whole application.
    static func all(under number: CaseNumber, _ desk: Desk, _ casework: Casework) async throws -> [DeskItem] {
        try await casework.store.read { session in
            guard let reference = try casework.find(number, in: session) else { return [] }
            let application = try casework.load(reference, in: session)
            let catalog = try casework.shelf.catalog(application.revision, in: session)
            let seen = application.tasks.compactMap { task -> (ItemTask, Item)? in
                guard number == application.number || number == task.number, let item = catalog.items[task.item],
                    desk.sees(task, of: item)
                else { return nil }
                return (task, item)
            }
            guard !seen.isEmpty else { return [] }
            let story = CaseStory(
                application: application, catalog: catalog, answers: try casework.answers(of: reference, in: session),
                timeline: try casework.timeline(reference, in: session), calendar: casework.calendar)
            return seen.map { DeskItem(story: story, task: $0, item: $1, desk: desk) }
        }
    }

    // MARK: - What was handed in

    /// How each material of the item came in last.
    var receipts: [MaterialCode: MaterialReceipt] {
        var receipts: [MaterialCode: MaterialReceipt] = [:]
        for receipt in allReceipts { receipts[receipt.material] = receipt }
        return receipts
    }

    /// Every hand-over of a material of this item, oldest first.
    var allReceipts: [MaterialReceipt] {
        let materials = Set(item.materials.map(\.material))
        return story.timeline.flatMap { entry -> [MaterialReceipt] in
            switch entry.event {
            case .submitted(let submission): submission.materials
            case .correctionAnswered(_, _, let receipts, _): receipts
            case .supplied(_, let receipt): [receipt]
            default: []
            }
        }.filter { materials.contains($0.material) }
    }

    /// What earlier results put into this item's form, with the item each came from.
    var fed: [(element: ElementCode, value: JSON, from: ItemCode?)] {
        let feeds = catalog.bundles[application.bundle]?.member(task.item)?.feeds ?? []
        var latest = Answers()
        for entry in story.timeline {
            if case .started(task.item, _, let fed) = entry.event { latest = latest.merging(fed) }
        }
        return latest.elements.compactMap { element in
            latest[element].map { value in (element, value, feeds.first { $0.to == element }?.from) }
        }
    }

    /// The elements and materials the item needs in this situation.
    var requirements: Requirements {
        catalog.requirements(of: [task.item], in: application.bundle) { name in
            catalog.value(name, in: story.answers, appliedOn: application.submittedAt.day)
        }
    }

    // MARK: - Words

    func label(_ element: ElementCode) -> Bilingual {
        catalog.elements[element]?.label ?? Bilingual(element.rawValue, element.rawValue)
    }

    func name(_ step: StageCode) -> Bilingual { item.stage(step)?.name ?? Bilingual(step.rawValue, step.rawValue) }

    func name(role: String) -> Bilingual { catalog.roles[RoleCode(rawValue: role)]?.name ?? Bilingual(role, role) }

    /// A value as an officer reads it: what is sensitive shows only in part.
    func text(_ value: JSON, of code: ElementCode, _ language: Language) -> String {
        guard let element = catalog.elements[code] else { return value.plainTexts.joined(separator: " ") }
        let control = ElementControl(element: element, catalog: catalog, language: language)
        guard element.sensitive else { return control.text(value) }
        switch element.type {
        case .citizenID, .phone, .bankCard, .address, .text: return control.text(value, isMasked: true)
        default: return "****"
        }
    }

    /// A refusal in words, with names instead of codes.
    func words(_ told: Told, _ language: Language) -> String {
        var text = told.message(language)
        let name = item.name(language)
        text.replace("“\(task.item)”", with: language("“\(name)”", "“\(name)”"))
        text.replace(task.item.rawValue, with: "“\(name)”")
        for use in item.materials { text.replace(use.material.rawValue, with: story.name(use.material)(language)) }
        for element in item.result.elements { text.replace(element.rawValue, with: label(element)(language)) }
        return text.sentence(language)
    }
}

extension RegionCode {
    /// The name of the division alone: `五华区`.
    func shortName(_ language: Language) -> String {
        guard let region = Regions.find(self, on: nil) else { return description }
        return language(region.name, region.english)
    }
}
