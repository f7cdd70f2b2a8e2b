import FEEL
import Synchronization

/// What chosen items of a bundle may bring, prepared once per choice: the fields and materials in order, and the names
/// their conditions read. The outcome for given answers is remembered by the values of those names.
final class RequirementPlan: Sendable {
    private struct FieldRow: Sendable {
        let element: ElementCode
        let items: [ItemCode]
        let fedBy: [ItemCode]
        let uses: [FieldUse]
    }

    private struct MaterialRow: Sendable {
        let material: MaterialCode
        let uses: [(item: ItemCode, use: MaterialUse)]
    }

    private let fields: [FieldRow]
    private let materials: [MaterialRow]
    private let reads: [String]
    /// What the form or the guide asks; an unknown fact that nobody asks counts as not there.
    private let asked: Set<String>
    private let known = Mutex<[[FEEL.Value]: Requirements]>([:])
    private let fixed: Requirements?
    private let commitments: [ItemCode]

    /// More situations than this are seldom alive at once; then the memory starts afresh.
    static let capacity = 2048

    init(items chosen: Set<ItemCode>, in bundle: Bundle, of catalog: Catalog) {
        let members = bundle.items.filter { chosen.contains($0.item) }
        let items = members.compactMap { catalog.items[$0.item] }
        var names: Set<String> = []
        var elements: [ElementCode] = []
        var uses: [ElementCode: [(ItemCode, FieldUse)]] = [:]
        var order: [MaterialCode] = []
        var supplies: [MaterialCode: [(item: ItemCode, use: MaterialUse)]] = [:]
        for item in items {
            for field in item.fields {
                if uses[field.element] == nil { elements.append(field.element) }
                uses[field.element, default: []].append((item.code, field))
                names.formUnion(field.shown?.names ?? [])
                names.formUnion(field.required.expression?.names ?? [])
            }
            for use in item.materials {
                if supplies[use.material] == nil { order.append(use.material) }
                supplies[use.material, default: []].append((item.code, use))
                names.formUnion(use.shown?.names ?? [])
                names.formUnion(use.required.expression?.names ?? [])
            }
        }
        var feeds: [ElementCode: [ItemCode: [ItemCode]]] = [:]
        for member in members {
            for feed in member.feeds where chosen.contains(feed.from) {
                feeds[feed.to, default: [:]][member.item, default: []].append(feed.from)
            }
        }
        fields = elements.map { element in
            let uses = uses[element] ?? []
            let fed = feeds[element] ?? [:]
            // Asked as long as one item uses it that nobody feeds.
            let isFed = uses.allSatisfy { fed[$0.0]?.isEmpty == false }
            let sources = Set(fed.values.joined())
            return FieldRow(
                element: element, items: uses.map(\.0),
                fedBy: isFed ? bundle.items.map(\.item).filter(sources.contains) : [], uses: uses.map(\.1))
        }
        materials = order.map { MaterialRow(material: $0, uses: supplies[$0] ?? []) }
        commitments = items.filter { $0.commitment != nil }.map(\.code)
        reads = catalog.sources(of: names).sorted()
        asked = Set(elements.map(\.rawValue)).union(bundle.situation.map(\.element.rawValue))
        fixed = reads.isEmpty ? Self.outcome(fields, materials, commitments) { _ in false } : nil
    }

    func requirements(of catalog: Catalog, on facts: FactSheet) -> Requirements {
        if let fixed { return fixed }
        let key = reads.map(facts.fact)
        if let found = known.withLock({ $0[key] }) { return found }
        let made = Self.outcome(fields, materials, commitments) { rule in
            catalog.outlook(of: rule, given: facts.fact, where: asked.contains).outcome.value?.boolean
        }
        known.withLock { known in
            if known.count >= Self.capacity { known.removeAll(keepingCapacity: true) }
            known[key] = made
        }
        return made
    }

    /// - Parameter truth: whether a condition holds; nil while an answer can still change that.
    private static func outcome(
        _ fields: [FieldRow], _ materials: [MaterialRow], _ commitments: [ItemCode],
        _ truth: (FEEL.Expression) -> Bool?
    ) -> Requirements {
        let asked = fields.compactMap { row -> RequiredField? in
            var shown: [ItemCode] = []
            var required = false
            var certain = false
            for (item, use) in zip(row.items, row.uses) {
                let presence = use.shown.map(truth) ?? true
                guard presence != false else { continue }
                shown.append(item)
                guard presence == true else { continue }
                certain = true
                required = required || use.required.holds(truth)
            }
            guard !shown.isEmpty else { return nil }
            return RequiredField(
                element: row.element, required: required, items: shown, fedBy: row.fedBy, undetermined: !certain)
        }
        let brought = materials.compactMap { row -> RequiredMaterial? in
            var best: MaterialUse?
            var shown: [ItemCode] = []
            var required = false
            var certain = false
            var tolerable = true
            for (item, use) in row.uses {
                let presence = use.shown.map(truth) ?? true
                guard presence != false else { continue }
                shown.append(item)
                if let known = best, known.source.ease >= use.source.ease {} else { best = use }
                guard presence == true else { continue }
                certain = true
                guard use.required.holds(truth) else { continue }
                required = true
                tolerable = tolerable && use.tolerable
            }
            guard let best else { return nil }
            return RequiredMaterial(
                material: row.material, required: required, source: best.source, tolerable: required && tolerable,
                items: shown, undetermined: !certain)
        }
        let users = Set(brought.filter { $0.source == .commitment }.flatMap(\.items))
        return Requirements(fields: asked, materials: brought, commitments: commitments.filter(users.contains))
    }
}

extension Requirement {
    func holds(_ truth: (FEEL.Expression) -> Bool?) -> Bool {
        switch self {
        case .always: true
        case .never: false
        case .when(let expression): truth(expression) == true
        }
    }
}

extension MaterialSource {
    /// What one item obtains without the applicant need not be uploaded for another; but a statement to one department
    /// does not bind another, so an upload for one item replaces it.
    fileprivate var ease: Int {
        switch self {
        case .commitment: 0
        case .uploaded: 1
        case .licence: 2
        case .shared: 3
        }
    }
}

/// The plans of the choices of items that have been met.
final class PlanCache: Sendable {
    struct Choice: Hashable, Sendable {
        let bundle: BundleCode
        let items: [ItemCode]
    }

    private struct Plans {
        /// The plan asked for last, which is most often the one asked for next.
        var last: (choice: Choice, plan: RequirementPlan)?
        var all: [Choice: RequirementPlan] = [:]
    }

    private let plans = Mutex(Plans())

    func plan(_ choice: Choice, make: () -> RequirementPlan?) -> RequirementPlan? {
        let known = plans.withLock { plans -> RequirementPlan? in
            if let last = plans.last, last.choice == choice { return last.plan }
            guard let known = plans.all[choice] else { return nil }
            plans.last = (choice, known)
            return known
        }
        if let known { return known }
        guard let made = make() else { return nil }
        return plans.withLock { plans in
            if let known = plans.all[choice] { return known }
            if plans.all.count >= 1024 { plans.all.removeAll(keepingCapacity: true) }
            plans.all[choice] = made
            return made
        }
    }
}

extension Catalog {
    /// What one application of these items must bring, for these answers so far: each field once, each material once.
    ///
    /// Items that are not in the bundle are passed over. A pure function; remembered by the values its conditions read, so
    /// that asking again costs about a microsecond.
    ///
    /// - Parameters:
    ///   - answers: the facts by name; `.null` for what is not known. `applied_on` is the day of the application.
    public func requirements(
        of items: [ItemCode], in bundle: BundleCode, given answers: (String) -> FEEL.Value
    ) -> Requirements {
        withFacts(given: answers) { requirements(of: items, in: bundle, on: $0) }
    }

    public func requirements(of items: [ItemCode], in bundle: BundleCode, on facts: FactSheet) -> Requirements {
        let plan = plans.plan(.init(bundle: bundle, items: items)) {
            bundles[bundle].map { RequirementPlan(items: Set(items), in: $0, of: self) }
        }
        return plan?.requirements(of: self, on: facts)
            ?? Requirements(fields: [], materials: [], commitments: [])
    }
}
