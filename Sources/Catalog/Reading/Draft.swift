import FEEL
import Vocabulary

/// A catalog that has been read and whose names have been looked up, before it is known to be valid.
final class Draft {
    let files: [CatalogFile]
    let reading = Reading()

    /// - Parameter drafted: the path of a file whose policies stand in for those of the same code in other files.
    init(_ files: [CatalogFile], drafted: String? = nil) {
        self.files = files.sorted { $0.path < $1.path }
        reading.read(self.files)
        if let drafted { prefer(drafted) }
        resolveReferences()
        resolveSharedConditions()
        findOverlaps()
        readScenes()
        checkNames()
    }

    /// Mistakes first seen first; the same mistake once.
    var diagnostics: [Diagnostic] {
        var seen: Set<Diagnostic> = []
        return reading.diagnostics.filter { seen.insert($0).inserted }.sorted {
            ($0.position, $0.rule, $0.entry) < ($1.position, $1.rule, $1.entry)
        }
    }

    func throwIfInvalid() throws(CatalogInvalid) {
        let errors = diagnostics.filter { $0.severity == .error }
        if !errors.isEmpty { throw CatalogInvalid(diagnostics: errors) }
    }

    /// Entries with mistakes of form, which further checks leave alone: their values are placeholders.
    lazy var spoiled: Set<String> = Set(
        reading.diagnostics.filter { $0.severity == .error }.map { Self.owner(of: $0.entry) })

    /// `items/startup-loan` of `items/startup-loan/flow/2`.
    static func owner(of entry: String) -> String {
        entry.split(separator: "/", omittingEmptySubsequences: false).prefix(2).joined(separator: "/")
    }

    // MARK: Names

    private func resolveReferences() {
        let content = reading.content
        let known: [EntryKind: Set<String>] = [
            .role: Set(content.roles.map(\.value.code.rawValue)),
            .department: Set(content.departments.map(\.value.code.rawValue)),
            .codeList: Set(content.codeLists.map(\.value.code.rawValue)),
            .section: Set(content.sections.map(\.value.code.rawValue)),
            .element: Set(content.elements.map(\.value.code.rawValue)),
            .material: Set(content.materials.map(\.value.code.rawValue)),
            .item: Set(content.items.map(\.value.code.rawValue)),
            .policy: Set(content.policies.map(\.value.code.rawValue)),
            .bundle: Set(content.bundles.map(\.value.code.rawValue)),
            .precedence: Set(content.precedences.map(\.value.code.rawValue)),
            .module: Set(content.modules.map(\.value.code.rawValue)),
        ]
        // After an unreadable file, names may be missing only because that file could not be read.
        guard !reading.isIncomplete else { return }
        for reference in reading.references where known[reference.kind]?.contains(reference.code) != true {
            let name = reference.kind.name
            reading.report(
                "unknown-reference", at: reference.position, entry: reference.entry,
                .init("没有\(name.zh)“\(reference.code)”", "there is no \(name.en) “\(reference.code)”"),
                nearest: NearestName.of(reference.code, among: known[reference.kind] ?? []))
        }
    }

    private func prefer(_ path: String) {
        let isDraft = { (entry: String) in self.reading.position(of: entry).file == path }
        let codes = Set(reading.content.policies.filter { isDraft($0.entry) }.map(\.value.code))
        reading.content.policies.removeAll { codes.contains($0.value.code) && !isDraft($0.entry) }
    }

    private func findOverlaps() {
        findOverlaps(reading.content.roles)
        findOverlaps(reading.content.departments)
        findOverlaps(reading.content.codeLists)
        findOverlaps(reading.content.elements)
        findOverlaps(reading.content.materials)
        findOverlaps(reading.content.items)
        findOverlaps(reading.content.bundles)
        findPolicyOverlaps()
        findOverlaps(reading.content.precedences)
        findOverlaps(reading.content.modules)
        var sections: Set<SectionCode> = []
        for section in reading.content.sections where !sections.insert(section.value.code).inserted {
            reading.report(
                "overlapping-dates", at: reading.position(of: section.entry), entry: section.entry,
                .init("“\(section.value.code)”重复", "“\(section.value.code)” appears twice"))
        }
    }

    /// Several versions of one entry may exist, but only one on any day.
    private func findOverlaps<Entry: Coded & Dated>(_ entries: [Written<Entry>]) {
        let versions = Dictionary(grouping: entries, by: \.value.code)
        for versions in versions.values where versions.count > 1 {
            for (index, later) in versions.enumerated() {
                guard
                    let earlier = versions[..<index].first(where: { $0.value.effective.overlaps(later.value.effective) }
                    )
                else { continue }
                let place = reading.position(of: earlier.entry)
                reading.report(
                    "overlapping-dates", at: reading.position(of: later.entry + "/effective"), entry: later.entry,
                    .init(
                        "“\(later.value.code)”在同一日期有两个版本，另一个在 \(place)",
                        "“\(later.value.code)” has two versions on the same days; the other is at \(place)"))
            }
        }
    }

    // MARK: Scenes

    /// Turns the scenes' answers into values of their elements' types.
    private func readScenes() {
        guard !reading.isIncomplete else { return }
        let elements = reading.content.elements.newest()
        let answers = AnswerReader(codeLists: reading.content.codeLists.newest())
        for place in reading.content.bundles.indices {
            let entry = reading.content.bundles[place].entry
            let scenes = reading.content.bundles[place].value.scenes
            reading.content.bundles[place].value.scenes = scenes.enumerated().map { index, scene in
                var typed: [ElementCode: FEEL.Value] = [:]
                for (code, written) in scene.answers {
                    guard let element = elements[code] else { continue }
                    do throws(AnswerRefused) {
                        typed[code] = try answers.value(of: element, from: Self.texts(written))
                    } catch {
                        let path = "\(entry)/scenes/\(index + 1)/answers/\(code)"
                        reading.report("wrong-value", at: reading.position(of: path), entry: path, error.message)
                    }
                }
                return Scene(
                    code: scene.code, name: scene.name, day: scene.day, answers: typed, items: scene.items)
            }
        }
    }

    private static func texts(_ value: FEEL.Value) -> [String] {
        switch value {
        case .string(let text): [text]
        case .list(let members): members.compactMap(\.string)
        default: []
        }
    }
}
