import Foundation
import Vocabulary

extension Catalog {
    /// Reads and checks a catalog from its texts.
    ///
    /// - Throws: every reason why the texts are not a valid catalog, each with file, line and column.
    public convenience init(files: [CatalogFile]) throws(CatalogInvalid) {
        let draft = Draft(files)
        draft.check()
        try draft.throwIfInvalid()
        self.init(draft)
    }

    /// Reads a catalog that was valid when it was stored. Rules of quality that have been added since do not apply to it,
    /// so that a running case can always return to the revision it began with.
    public convenience init(stored files: [CatalogFile]) throws(CatalogInvalid) {
        let draft = Draft(files)
        try draft.throwIfInvalid()
        self.init(draft)
    }

    /// Reads every `.yaml` file below a folder, in the order of their paths.
    public static func load(directory: URL) throws -> Catalog {
        try Catalog(files: files(in: directory))
    }

    /// All mistakes and doubts, in the order of the files, and the catalog if there is no mistake.
    public static func examine(files: [CatalogFile]) -> (catalog: Catalog?, diagnostics: [Diagnostic]) {
        let draft = Draft(files)
        draft.check()
        let diagnostics = draft.diagnostics
        let isValid = !diagnostics.contains { $0.severity == .error }
        return (isValid ? Catalog(draft) : nil, diagnostics)
    }

    /// The same with a draft: its policies stand in for those of the same code.
    ///
    /// - Returns: the catalog if there is no mistake, the codes of the draft's policies, and the mistakes in the draft.
    public static func examine(
        files: [CatalogFile], draft: CatalogFile
    ) -> (catalog: Catalog?, policies: [PolicyCode], diagnostics: [Diagnostic]) {
        let whole = Draft(files + [draft], drafted: draft.path)
        whole.check()
        // That a draft changes how a scene ends is what people want to know of it, not a mistake.
        let diagnostics = whole.diagnostics.filter { $0.rule != "scene" || $0.position.file == draft.path }
        let codes = whole.reading.content.policies.filter { whole.reading.position(of: $0.entry).file == draft.path }
        let isValid = !diagnostics.contains { $0.severity == .error }
        return (isValid ? Catalog(whole) : nil, codes.map(\.value.code), diagnostics)
    }

    /// The texts of a catalog folder; paths are relative to it.
    public static func files(in directory: URL) throws -> [CatalogFile] {
        let root = directory.standardizedFileURL.resolvingSymlinksInPath()
        guard (try root.resourceValues(forKeys: [.isDirectoryKey])).isDirectory == true else {
            throw CocoaError(.fileReadNoSuchFile, userInfo: [NSFilePathErrorKey: directory.path])
        }
        let names = try FileManager.default.subpathsOfDirectory(atPath: root.path)
        return try names.filter { $0.hasSuffix(".yaml") && !$0.split(separator: "/").contains { $0.hasPrefix(".") } }
            .sorted()
            .map { CatalogFile(path: $0, text: try String(contentsOf: root.appending(path: $0), encoding: .utf8)) }
    }

    private convenience init(_ draft: Draft) {
        self.init(files: draft.files, revision: RevisionID(of: draft.files), content: draft.reading.content)
    }
}
