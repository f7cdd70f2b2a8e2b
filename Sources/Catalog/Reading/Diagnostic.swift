import Vocabulary

/// One thing that is wrong, or doubtful, in a catalog's files.
public struct Diagnostic: Hashable, Sendable, CustomStringConvertible {
    public enum Severity: String, Sendable, Codable { case error, warning }

    public let severity: Severity
    /// Name of the rule that was broken (`unknown-key`, `promised-within-legal` …).
    public let rule: String
    public let position: FilePosition
    /// The entry and field, as a path: `items/startup-loan/fields/3/when`.
    public let entry: String
    public let message: Bilingual
    /// The valid name closest to the one that was written, when one is close.
    public let nearest: String?

    public init(
        severity: Severity = .error, rule: String, position: FilePosition, entry: String, message: Bilingual,
        nearest: String? = nil
    ) {
        self.severity = severity
        self.rule = rule
        self.position = position
        self.entry = entry
        self.message = message
        self.nearest = nearest
    }

    /// `items/loan.yaml:12:5: error: [unknown-key] …`, the form editors and terminals can follow.
    public func line(_ language: Language) -> String {
        var line = "\(position): \(severity.rawValue): [\(rule)] \(message(language))"
        if let nearest {
            line += language == .zh ? "（是否想写 `\(nearest)`？）" : " (did you mean `\(nearest)`?)"
        }
        return line
    }

    public var description: String { line(.en) }
}

/// A place in a catalog file; line and column count from 1, columns in Unicode scalars.
public struct FilePosition: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let file: String
    public let line: Int
    public let column: Int

    public init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    public var description: String { "\(file):\(line):\(column)" }

    public static func < (left: FilePosition, right: FilePosition) -> Bool {
        (left.file, left.line, left.column) < (right.file, right.line, right.column)
    }
}

/// The files do not form a catalog; every reason is listed, in the order of the files.
public struct CatalogInvalid: Error, Sendable, CustomStringConvertible {
    public let diagnostics: [Diagnostic]

    public init(diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }

    public var description: String { diagnostics.map(\.description).joined(separator: "\n") }
}
