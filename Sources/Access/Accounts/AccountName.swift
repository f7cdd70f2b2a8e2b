import Foundation
import Ledger

/// The name an account signs in with: 2 to 64 letters, digits, Chinese characters and `. _ - @`, beginning with one of the
/// first three.
///
/// Width and case do not matter, because Chinese keyboards produce full-width letters: `ＷenNa` is `wenna`.
public struct AccountName: Hashable, Sendable, CustomStringConvertible {
    /// The one spelling that is stored and compared.
    public let text: String

    /// Reads a name as typed, ignoring spaces around it.
    public init(parsing typed: String) throws(MalformedAccountName) {
        // Normalising is not linear in every case, so an absurd length is refused before it.
        guard typed.utf8.count <= 512 else { throw .length(typed.utf8.count) }
        let text = typed.precomposedStringWithCompatibilityMapping
            .trimmingCharacters(in: .whitespacesAndNewlines).lowercased()
        let scalars = text.unicodeScalars
        guard (2...64).contains(scalars.count) else { throw .length(scalars.count) }
        for (index, scalar) in scalars.enumerated() {
            guard Self.isWord(scalar) || (index > 0 && ".-_@".unicodeScalars.contains(scalar)) else {
                throw .character(position: index + 1)
            }
        }
        self.text = text
    }

    private init(unchecked text: String) { self.text = text }

    /// No account has this name; looking it up finds nothing.
    static let nobody = AccountName(unchecked: "")

    public var description: String { text }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "0"..."9", "\u{3400}"..."\u{4DBF}", "\u{4E00}"..."\u{9FFF}": true
        default: false
        }
    }

    /// Where everything about the account is stored.
    var shard: Int64 { Self.shard(of: text) }

    /// Where attempts under a name are stored, whether or not such an account exists: the first 64 bits of its digest.
    static func shard(of text: some StringProtocol) -> Int64 {
        Digest.sha256(Array("account:".utf8), Array(text.utf8)).prefix(8).reduce(0) { $0 << 8 | Int64($1) }
    }
}

/// Why a text cannot name an account.
public enum MalformedAccountName: Error, Hashable, Sendable {
    /// It has this many characters instead of 2 to 64.
    case length(Int)
    /// This character, counted from 1, is not allowed there.
    case character(position: Int)
}
