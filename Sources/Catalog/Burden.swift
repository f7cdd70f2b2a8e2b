import FEEL
import Vocabulary

/// What a bundle asks of a person, beside what its items ask one by one.
///
/// Figures follow the catalog, not experience: steps (环节) are the different human steps, one for each actor and kind of
/// stage plus applying and collecting; days (时间) are promised working days, in sequence before and along the critical
/// path of the dependencies after; materials (材料) before are all that are needed, after those that must be uploaded;
/// visits (跑动) and fields likewise.
public struct BurdenReport: Hashable, Sendable, Codable {
    public struct Figures: Hashable, Sendable, Codable {
        public let steps: Int
        public let days: Int
        public let materials: Int
        public let visits: Int
        public let fields: Int

        public init(steps: Int, days: Int, materials: Int, visits: Int, fields: Int) {
            self.steps = steps
            self.days = days
            self.materials = materials
            self.visits = visits
            self.fields = fields
        }
    }

    public let bundle: BundleCode
    /// The scene whose answers were taken, if any.
    public let scene: String?
    public let items: [ItemCode]
    public let before: Figures
    public let after: Figures
    /// The items that decide how long the whole takes, first to last.
    public let criticalPath: [ItemCode]
    /// Share of field entries that are saved: 1 − after ÷ before.
    public let reuse: Double
}

extension Catalog {
    /// The burden of items of a bundle before and after they are handled as one thing.
    ///
    /// - Parameters:
    ///   - items: nil takes those of the scene.
    ///   - scene: the situation; nil takes the bundle's first scene.
    public func burden(of bundle: BundleCode, items: [ItemCode]? = nil, scene: String? = nil) -> BurdenReport? {
        guard let known = bundles[bundle] else { return nil }
        let found = scene.map { code in known.scenes.first { $0.code == code } } ?? known.scenes.first
        if scene != nil, found == nil { return nil }
        let chosen = items ?? found?.items ?? known.items.map(\.item)
        return burden(of: bundle, items: chosen, scene: found?.code) { found?.lookup($0) ?? .null }
    }

    /// The same for any answers.
    public func burden(
        of bundle: BundleCode, items chosen: [ItemCode], scene: String? = nil, given answers: (String) -> FEEL.Value
    ) -> BurdenReport? {
        guard let bundle = bundles[bundle] else { return nil }
        let items = bundle.items.map(\.item).filter(chosen.contains).compactMap { self.items[$0] }
        var before = (steps: 0, days: 0, materials: 0, visits: 0, fields: 0)
        var steps: Set<HumanStep> = []
        for item in items {
            let own = humanSteps(of: item, given: answers)
            steps.formUnion(own)
            before.steps += own.count + HumanStep.applicant
            before.days += item.promisedLimit.workingDays
            before.visits += item.baseline.visits
            let alone = requirements(of: [item.code], in: bundle.code, given: answers)
            before.materials += alone.materials.count { $0.required }
            before.fields += alone.fields.count
        }
        let together = requirements(of: items.map(\.code), in: bundle.code, given: answers)
        let path = criticalPath(of: items, in: bundle)
        let fields = together.fields.count { $0.fedBy.isEmpty }
        return BurdenReport(
            bundle: bundle.code, scene: scene, items: items.map(\.code),
            before: .init(
                steps: before.steps, days: before.days, materials: before.materials, visits: before.visits,
                fields: before.fields),
            after: .init(
                steps: items.isEmpty ? 0 : steps.count + HumanStep.applicant,
                days: path.reduce(0) { $0 + (self.items[$1]?.promisedLimit.workingDays ?? 0) },
                materials: together.materials.count { $0.required && $0.source == .uploaded },
                visits: items.map(\.visits).max() ?? 0, fields: fields),
            criticalPath: path,
            reuse: before.fields == 0 ? 0 : 1 - Double(fields) / Double(before.fields))
    }

    private func humanSteps(of item: Item, given answers: (String) -> FEEL.Value) -> Set<HumanStep> {
        var steps: Set<HumanStep> = []
        for stage in item.flow where roles[.init(stage.actor)]?.isHuman != false {
            if let when = stage.when, evaluate(when, given: answers).boolean == false { continue }
            steps.insert(.init(department: stage.department ?? item.department, actor: stage.actor, kind: stage.kind))
        }
        return steps
    }

    /// The chain of waiting items with the most promised days. Where any of several items will do, the slowest counts.
    private func criticalPath(of items: [Item], in bundle: Bundle) -> [ItemCode] {
        let chosen = Set(items.map(\.code))
        var longest: [ItemCode: (days: Int, path: [ItemCode])] = [:]
        func walk(
            _ code: ItemCode, _ above: Set<ItemCode>
        ) -> (days: Int, path: [ItemCode]) {
            if let known = longest[code] { return known }
            var best: (days: Int, path: [ItemCode]) = (0, [])
            for earlier in bundle.member(code)?.requires.flatMap(\.anyOf) ?? []
            where chosen.contains(earlier) && !above.contains(earlier) {
                let way = walk(earlier, above.union([code]))
                if way.days > best.days || way.path.count > best.path.count && way.days == best.days { best = way }
            }
            let own = self.items[code]?.promisedLimit.workingDays ?? 0
            let found = (days: best.days + own, path: best.path + [code])
            longest[code] = found
            return found
        }
        let ways = items.map { walk($0.code, []) }
        return ways.max { ($0.days, $0.path.count) < ($1.days, $1.path.count) }?.path ?? []
    }
}

/// One thing that somebody must do: the same desk doing the same for two items at once does it once.
private struct HumanStep: Hashable {
    let department: DepartmentCode
    let actor: String
    let kind: Stage.Kind

    /// Applying, and receiving the result.
    static let applicant = 2
}

extension Limit {
    /// In working days; calendar days count five sevenths, rounded up.
    fileprivate var workingDays: Int { unit == .workingDays ? count : (count * 5 + 6) / 7 }
}
