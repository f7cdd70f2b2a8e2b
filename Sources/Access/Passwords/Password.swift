import CCrypto
import Foundation

/// A password as it was typed, in the one Unicode form that is hashed (NFKC), so that it works from every keyboard.
///
/// It never prints itself, and its bytes are overwritten when the last holder lets go.
final class Password: @unchecked Sendable, CustomStringConvertible, CustomReflectable {
    /// At most this many characters take part; no rule lets a longer one be chosen.
    static let longest = 256

    // Written once in `init`, only read until `deinit`.
    private let bytes: UnsafeMutableBufferPointer<UInt8>
    /// Unicode scalars, at most one more than `longest`.
    let count: Int

    init(_ typed: String) {
        // A hostile megabyte is cut before it is normalised: it can match no stored password anyway.
        let scalars = typed.unicodeScalars.prefix(Self.longest + 1)
        var form = String(String.UnicodeScalarView(scalars)).precomposedStringWithCompatibilityMapping
        count = form.unicodeScalars.count
        bytes = form.withUTF8 { source in
            let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: source.count)
            _ = copy.initialize(from: source)
            return copy
        }
    }

    deinit {
        OPENSSL_cleanse(bytes.baseAddress, bytes.count)
        bytes.deallocate()
    }

    func withBytes<Answer>(_ body: (UnsafeBufferPointer<CChar>) throws -> Answer) rethrows -> Answer {
        try bytes.withMemoryRebound(to: CChar.self) { try body(UnsafeBufferPointer($0)) }
    }

    /// For the rules only.
    var text: String { String(decoding: bytes, as: UTF8.self) }

    var description: String { "‹password›" }
    var customMirror: Mirror { Mirror(self, children: []) }
}
