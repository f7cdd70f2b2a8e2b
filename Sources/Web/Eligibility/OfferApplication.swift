import Cases
import Catalog
import FEEL
import Vocabulary

extension Visitor {
    /// The person's application in which the item of a policy is being handled.
    func underWay(for policy: PolicyCode) async throws -> CaseNumber? {
        guard let item = casework.shelf.current.policies[policy]?.item else { return nil }
        return try await casework.applications(of: try applicant()).first { application in
            application.tasks.contains { $0.item == item && !$0.hasEnded }
        }?.number
    }

    /// The application that follows from an accepted offer, with everything filled in that is known: what is left is to look it over,
    /// add what is missing and hand it in. One that was begun before goes on.
    ///
    /// - Returns: nil when the policy has no item, when its item needs others first, or when nobody knows where it would be handled.
    func application(for policy: PolicyCode) async throws -> DraftForm? {
        let catalog = casework.shelf.current
        guard let policy = catalog.policies[policy], let item = policy.item,
            let bundle = catalog.bundle(offering: item)
        else { return nil }
        let owner = try applicant()
        let knowledge = try await Knowledge.about(owner, named: try applicantName(), in: casework, on: today)
        func form(_ draft: Draft) -> DraftForm? { DraftForm(draft, knowledge: knowledge, catalog: catalog, on: today) }

        let begun = try await casework.drafts(of: owner).first { $0.bundle == bundle.code && $0.items == [item] }
        if let begun { return form(begun) }
        guard let region = region(of: policy, in: bundle, knowledge) else { return nil }
        var draft = Draft(owner: owner, bundle: bundle.code, at: now)
        draft.items = [item]
        draft.region = region.description
        guard let blank = form(draft),
            catalog.validate(selection: draft.items, in: bundle.code, given: blank.value).isEmpty
        else { return nil }
        for field in blank.parts.flatMap(\.fields) where field.isOpen {
            if let suggested = field.suggested { draft.answers[field.element.code] = suggested.value }
        }
        return form(try await casework.save(draft, at: now))
    }

    /// Where the policy counts the person, else where they live.
    private func region(of policy: Policy, in bundle: Bundle, _ knowledge: Knowledge) -> RegionCode? {
        let list = RegionList(language: language, within: bundle.region)
        return [policy.place, "residence_region", "registered_region"].lazy
            .compactMap { (knowledge.fixed[$0] ?? knowledge.suggested[$0])?.value.text }
            .compactMap { try? RegionCode(parsing: $0) }.first(where: list.contains)
    }
}
