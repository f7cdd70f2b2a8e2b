import FEEL
import Vocabulary
import Yams

/// What is gathered while a catalog's files are read: entries, where everything stands, and what is wrong.
final class Reading {
    var content = CatalogContent()
    var diagnostics: [Diagnostic] = []
    /// Where each part of each entry stands, by its path (`items/startup-loan/flow/2`).
    var positions: [String: FilePosition] = [:]
    /// The same of the files that were read apart; joining them would cost more than the few that are asked for.
    private var positionsApart: [[String: FilePosition]] = []
    var references: [Reference] = []
    var expressions: [UsedExpression] = []
    /// True when a file could not be read at all, so that names may be missing through no fault of their users.
    var isIncomplete = false

    /// Conditions of items that policies say, by where they stand.
    var shared: [String: SharedCondition] = [:]

    private var versions: [String: Int] = [:]

    func sharesEntries(with other: Reading) -> Bool { other.versions.keys.contains { versions[$0] != nil } }

    /// Adds what another file says.
    func take(_ other: Reading) {
        content.append(other.content)
        diagnostics += other.diagnostics
        positionsApart.append(other.positions)
        references += other.references
        expressions += other.expressions
        isIncomplete = isIncomplete || other.isIncomplete
        shared.merge(other.shared) { $1 }
        versions.merge(other.versions) { $1 }
    }

    /// The path under which an entry is reported; further versions of the same code are numbered.
    func name(_ kind: EntryKind, _ code: String) -> String {
        let path = "\(kind.plural)/\(code)"
        let version = (versions[path] ?? 0) + 1
        versions[path] = version
        return version == 1 ? path : "\(path) (\(version))"
    }

    /// A code that must exist.
    struct Reference {
        let kind: EntryKind
        let code: String
        let position: FilePosition
        let entry: String
    }

    /// An expression with its place, for the checks of names and types.
    struct UsedExpression {
        let expression: FEEL.Expression
        let use: Use
        let scalar: ScalarPlace
        let entry: String
        /// What the tests of a cell are applied to; it has been checked on its own.
        var subject: FEEL.Expression?

        enum Use { case condition, effect, derivation, input, cell, amount }
    }

    func report(
        _ rule: String, at position: FilePosition, entry: String, _ message: Bilingual, nearest: String? = nil,
        severity: Diagnostic.Severity = .error
    ) {
        diagnostics.append(
            Diagnostic(
                severity: severity, rule: rule, position: position, entry: entry, message: message, nearest: nearest))
    }

    /// The position of an entry's part, or of the closest part around it that was written down.
    func position(of entry: String) -> FilePosition {
        var path = Substring(entry)
        while true {
            let name = String(path)
            if let position = positions[name] { return position }
            for positions in positionsApart { if let position = positions[name] { return position } }
            guard let slash = path.lastIndex(of: "/") else { return FilePosition(file: "", line: 1, column: 1) }
            path = path[..<slash]
        }
    }
}

/// The kinds of entries, as they are called in files and paths.
enum EntryKind: String, CaseIterable {
    case role, department, codeList, element, section, material, item, policy, bundle, precedence, module

    var plural: String { self == .policy ? "policies" : rawValue + "s" }

    var name: Bilingual {
        switch self {
        case .role: .init("岗位", "role")
        case .department: .init("部门", "department")
        case .codeList: .init("代码表", "code list")
        case .element: .init("数据元", "data element")
        case .section: .init("表单分组", "form section")
        case .material: .init("材料", "material")
        case .item: .init("事项", "item")
        case .policy: .init("政策", "policy")
        case .bundle: .init("一件事", "bundle")
        case .precedence: .init("信息来源次序", "precedence of sources")
        case .module: .init("业务模块", "module")
        }
    }
}

/// A scalar in a file, able to say where one of its characters stands.
struct ScalarPlace {
    let position: FilePosition
    let isBlock: Bool
    /// Columns by which the lines of a block are indented.
    let indent: Int
    /// 1 for quoted text, whose first character stands after the quote.
    let lead: Int

    init(_ scalar: Node.Scalar, in file: CatalogText) {
        position = file.position(scalar.mark)
        isBlock = scalar.style == .literal || scalar.style == .folded
        lead = scalar.style == .singleQuoted || scalar.style == .doubleQuoted ? 1 : 0
        indent = isBlock ? file.indent(ofLine: position.line + 1) : 0
    }

    /// The place of a character given by its line and column inside the scalar, both from 1.
    func position(line: Int, column: Int) -> FilePosition {
        if isBlock { return FilePosition(file: position.file, line: position.line + line, column: indent + column) }
        if line <= 1 {
            return FilePosition(file: position.file, line: position.line, column: position.column + lead + column - 1)
        }
        return position
    }
}

/// One file's text with its lines.
final class CatalogText {
    let path: String
    private let text: String
    private lazy var lines = text.split(separator: "\n", omittingEmptySubsequences: false)

    init(_ file: CatalogFile) {
        path = file.path
        text = file.text
    }

    func position(_ mark: Mark?) -> FilePosition {
        FilePosition(file: path, line: mark?.line ?? 1, column: mark?.column ?? 1)
    }

    func indent(ofLine line: Int) -> Int {
        guard lines.indices.contains(line - 1) else { return 0 }
        return lines[line - 1].prefix { $0 == " " }.count
    }
}
