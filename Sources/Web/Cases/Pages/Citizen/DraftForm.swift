import Cases
import Catalog
import FEEL
import Ledger
import Registry
import Vocabulary

/// The merged form of a draft: each data element once, in a few parts, with what is already known about it.
struct DraftForm: Sendable {
    let catalog: Catalog
    let draft: Draft
    let knowledge: Knowledge
    let today: CalendarDay
    let bundle: Bundle
    let requirements: Requirements
    /// Everything that is answered, from whatever source.
    let answers: Answers
    let parts: [Part]

    /// One element as the form shows it.
    struct Field: Sendable {
        let element: DataElement
        let isRequired: Bool
        let items: [ItemCode]
        /// What is known without asking; shown, and not to be changed here.
        let fixed: Knowledge.Known?
        /// What may be filled in to begin with.
        let suggested: Knowledge.Known?
        let answer: JSON?

        var isOpen: Bool { fixed == nil }
        /// Whether something is still to be typed.
        var isMissing: Bool { isOpen && isRequired && answer == nil }
    }

    /// One page of the form: one or a few groups of fields.
    struct Part: Sendable {
        struct Group: Sendable {
            let code: SectionCode
            let name: Bilingual
            let fields: [Field]
        }

        let groups: [Group]

        var slug: String { groups[0].code.rawValue }
        var fields: [Field] { groups.flatMap(\.fields) }
        var title: Bilingual {
            Bilingual(
                zh: groups.map(\.name.zh).joined(separator: "、"), en: groups.map(\.name.en).joined(separator: ", "))
        }

        var isComplete: Bool { !fields.contains { $0.isMissing } }
        var isBegun: Bool { fields.contains { $0.isOpen && $0.answer != nil } }
        /// Whether there is anything to type at all.
        var asks: Bool { fields.contains { $0.isOpen } }
    }

    /// Pages of the form at most.
    private static let mostParts = 5

    /// - Returns: nil when the bundle is no longer in the catalog.
    init?(_ draft: Draft, knowledge: Knowledge, catalog: Catalog, on today: CalendarDay) {
        guard let bundle = catalog.bundles[draft.bundle] else { return nil }
        self.catalog = catalog
        self.draft = draft
        self.knowledge = knowledge
        self.today = today
        self.bundle = bundle
        var answers = Answers(draft.answers.members)
        for (element, known) in knowledge.fixed { answers[element] = known.value }
        for member in draft.situation.members { answers[ElementCode(rawValue: member.name)] = member.value }
        self.answers = answers
        let all = answers
        requirements = catalog.requirements(of: draft.items, in: draft.bundle) {
            catalog.value($0, in: all, appliedOn: today)
        }
        parts = Self.parts(of: requirements, draft: draft, knowledge: knowledge, catalog: catalog)
    }

    func value(_ name: String) -> FEEL.Value { catalog.value(name, in: answers, appliedOn: today) }

    func part(_ slug: String) -> Part? { parts.first { $0.groups.contains { $0.code.rawValue == slug } } }

    /// The part that shows an element.
    func part(of element: ElementCode) -> Part? { parts.first { $0.fields.contains { $0.element.code == element } } }

    /// Fields that results of chosen items will fill, and from which.
    var fed: [(element: DataElement, from: [ItemCode])] {
        requirements.fields.compactMap { field in
            guard !field.fedBy.isEmpty, let element = catalog.elements[field.element] else { return nil }
            return (element, field.fedBy)
        }
    }

    private static func parts(
        of requirements: Requirements, draft: Draft, knowledge: Knowledge, catalog: Catalog
    ) -> [Part] {
        var fields: [SectionCode: [Field]] = [:]
        for needed in requirements.fields where !needed.undetermined && needed.fedBy.isEmpty {
            guard let element = catalog.elements[needed.element], element.derived == nil else { continue }
            let situation = draft.situation[element.code].map { Knowledge.Known(value: $0, origin: .situation) }
            let fixed = situation ?? knowledge.fixed[element.code]
            let field = Field(
                element: element, isRequired: needed.required, items: needed.items, fixed: fixed,
                suggested: knowledge.suggested[element.code], answer: fixed?.value ?? draft.answers[element.code])
            fields[element.section ?? Self.rest, default: []].append(field)
        }
        var groups: [Part.Group] = catalog.sections.compactMap { section in
            fields.removeValue(forKey: section.code).map { .init(code: section.code, name: section.name, fields: $0) }
        }
        let remaining = fields.sorted { $0.key < $1.key }.flatMap(\.value)
        if !remaining.isEmpty {
            groups.append(.init(code: Self.rest, name: Bilingual("其他信息", "Other"), fields: remaining))
        }
        return joined(groups)
    }

    private static let rest: SectionCode = "other"

    /// Puts small neighbours on one page until there are few pages.
    private static func joined(_ groups: [Part.Group]) -> [Part] {
        var pages = groups.map { [$0] }
        func weight(_ page: [Part.Group]) -> Int { page.reduce(0) { $0 + $1.fields.count } }
        while pages.count > mostParts {
            let lightest = (1..<pages.count).min {
                weight(pages[$0 - 1]) + weight(pages[$0]) < weight(pages[$1 - 1]) + weight(pages[$1])
            }
            guard let lightest else { break }
            pages[lightest - 1] += pages.remove(at: lightest)
        }
        return pages.map { Part(groups: $0) }
    }
}

extension DraftForm {
    /// What would be handed in.
    var request: IntakeRequest {
        var materials: [MaterialReceipt] = []
        for needed in requirements.materials {
            if let receipt = draft.materials.first(where: { $0.material == needed.material }) {
                materials.append(receipt)
            }
        }
        var known = Answers()
        for member in answers.members where !member.value.isNull {
            guard let element = catalog.elements[ElementCode(rawValue: member.name)], element.derived == nil else {
                continue
            }
            known[element.code] = member.value
        }
        return IntakeRequest(
            bundle: draft.bundle, items: draft.items, region: draft.region, answers: known, materials: materials,
            commitments: draft.commitments.filter(requirements.commitments.contains), channel: .online)
    }

    /// What would still be wrong with it.
    var problems: [IntakeProblem] {
        do throws(IntakeRefused) {
            _ = try IntakeCheck.check(request, against: catalog, on: today)
            return []
        } catch {
            return error.problems
        }
    }

    /// Whether a material that must come from the applicant is there or settled.
    func isSettled(_ material: RequiredMaterial) -> Bool {
        let receipt = draft.materials.first { $0.material == material.material }
        switch material.source {
        case .shared, .licence: return true
        case .commitment:
            return receipt?.source == .uploaded || material.items.allSatisfy { draft.commitments.contains($0) }
        case .uploaded: return receipt != nil || !material.required
        }
    }

    var materialsAreSettled: Bool { requirements.materials.allSatisfy { $0.undetermined || isSettled($0) } }
}
