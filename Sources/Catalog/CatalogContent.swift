import Synchronization
import Vocabulary

/// An entry together with the path under which mistakes in it are reported.
struct Written<Value: Sendable>: Sendable {
    let entry: String
    var value: Value

    init(_ value: Value, at entry: String) {
        self.entry = entry
        self.value = value
    }
}

extension Written {
    /// For loops over entries with their paths.
    var pair: (entry: String, value: Value) { (entry, value) }
}

/// The entries as they stand in the files, in their order, with all their dated versions.
struct CatalogContent: Sendable {
    var roles: [Written<Role>] = []
    var departments: [Written<Department>] = []
    var codeLists: [Written<CodeList>] = []
    var sections: [Written<Section>] = []
    var elements: [Written<DataElement>] = []
    var materials: [Written<Material>] = []
    var items: [Written<Item>] = []
    var policies: [Written<Policy>] = []
    var bundles: [Written<Bundle>] = []
    var precedences: [Written<SourcePrecedence>] = []
    var modules: [Written<Module>] = []

    mutating func append(_ other: CatalogContent) {
        roles += other.roles
        departments += other.departments
        codeLists += other.codeLists
        sections += other.sections
        elements += other.elements
        materials += other.materials
        items += other.items
        policies += other.policies
        bundles += other.bundles
        precedences += other.precedences
        modules += other.modules
    }

    /// The days on which something comes into force or ends, in order.
    var turningDays: [CalendarDay] {
        var days = roles.turns().union(departments.turns()).union(codeLists.turns()).union(elements.turns())
        days.formUnion(materials.turns().union(items.turns()).union(bundles.turns()))
        days.formUnion(precedences.turns().union(modules.turns()))
        return days.sorted()
    }
}

extension Array {
    /// Of each code the version that begins last, in the place of its first version.
    func newest<Entry>() -> Entries<Entry> where Element == Written<Entry>, Entry: Coded & Dated {
        var newest: [Code<Entry.Subject>: Entry] = [:]
        for written in self {
            if let known = newest[written.value.code], written.value.effective.from <= known.effective.from { continue }
            newest[written.value.code] = written.value
        }
        return Entries(map { newest[$0.value.code] ?? $0.value })
    }

    func inForce<Entry>(on day: CalendarDay) -> [Element] where Element == Written<Entry>, Entry: Dated {
        filter { $0.value.effective.contains(day) }
    }

    /// The days on which a version begins, or the day after one ends.
    func turns<Entry>() -> Set<CalendarDay> where Element == Written<Entry>, Entry: Dated {
        Set(flatMap { [$0.value.effective.from] + ($0.value.effective.to.map { [$0.adding(days: 1)] } ?? []) })
    }
}

/// The catalogs that one revision amounts to on different days.
final class EditionCache: Sendable {
    private let editions = Mutex<[Int: Catalog]>([:])

    func edition(_ index: Int, make: () -> Catalog) -> Catalog {
        if let known = editions.withLock({ $0[index] }) { return known }
        let made = make()
        return editions.withLock { editions in
            if let known = editions[index] { return known }
            editions[index] = made
            return made
        }
    }
}

extension Catalog {
    /// The same revision as it stands on a day: of each entry the version in force, and nothing that is not.
    ///
    /// A case is decided by the versions in force on its day, whatever has been published since.
    public func inForce(on day: CalendarDay) -> Catalog {
        let index = turningDays.lastIndex { $0 <= day } ?? -1
        return editions.edition(index) {
            var content = content
            content.roles = content.roles.inForce(on: day)
            content.departments = content.departments.inForce(on: day)
            content.codeLists = content.codeLists.inForce(on: day)
            content.elements = content.elements.inForce(on: day)
            content.materials = content.materials.inForce(on: day)
            content.items = content.items.inForce(on: day)
            content.bundles = content.bundles.inForce(on: day)
            content.precedences = content.precedences.inForce(on: day)
            content.modules = content.modules.inForce(on: day)
            let kept = Set(content.items.map(\.value.code))
            for place in content.bundles.indices { content.bundles[place].value.keep(kept) }
            return Catalog(files: files, revision: revision, content: content)
        }
    }
}

extension Bundle {
    /// Leaves out the items that are not in force, and what pointed to them.
    fileprivate mutating func keep(_ kept: Set<ItemCode>) {
        items = items.filter { kept.contains($0.item) }.map { member in
            BundleItem(
                item: member.item, offered: member.offered, because: member.because, otherwise: member.otherwise,
                requires: member.requires.map { group in
                    RequirementGroup(
                        anyOf: group.anyOf.filter(kept.contains), unless: group.unless, because: group.because)
                },
                feeds: member.feeds.filter { kept.contains($0.from) }, excludes: member.excludes.filter(kept.contains),
                offers: member.offers.filter(kept.contains))
        }
        scenes = scenes.map { scene in
            Scene(
                code: scene.code, name: scene.name, day: scene.day, answers: scene.answers,
                items: scene.items.filter(kept.contains))
        }
    }
}
