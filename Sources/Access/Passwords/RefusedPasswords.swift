import Ledger

/// Passwords that an installation refuses besides those that the rules recognise: a published list of leaked ones, one a
/// line. Width and case do not matter.
///
/// Eight bytes a line are kept, so a list of a million needs 8 MB.
public struct RefusedPasswords: Sendable {
    private let marks: Set<UInt64>

    public init(lines: some Sequence<some StringProtocol>) {
        marks = Set(lines.lazy.map { Self.mark(Password(String($0)).text.lowercased()) })
    }

    /// No list.
    public static let none = RefusedPasswords(lines: [String]())

    func contains(_ folded: String) -> Bool {
        !marks.isEmpty && marks.contains(Self.mark(folded))
    }

    private static func mark(_ folded: String) -> UInt64 {
        Digest.sha256(Array(folded.utf8)).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}
