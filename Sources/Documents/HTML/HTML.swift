/// A piece of HTML, written with string interpolation that escapes by default.
///
/// What stands in the literal is markup; what is interpolated is content:
/// ```swift
/// let title = "<script>alert(1)</script>"
/// let page: HTML = "<h1 title=\"\(title)\">\(title)</h1>"   // the text is shown, never run
/// ```
/// `String`, `Substring`, `Character` and numbers are escaped, and are safe as text and inside a **quoted** attribute.
/// `HTML`, `HTML?` and `[HTML]` are inserted as they are. Addresses go through ``StringInterpolation/appendInterpolation(link:)``,
/// which refuses schemes that run code. An optional string does not compile, so "Optional(…)" never reaches a page.
///
/// The value is one flat UTF-8 buffer: building a page appends bytes, and rendering it costs nothing.
public struct HTML: Sendable, Hashable {
    /// The markup in UTF-8.
    public private(set) var bytes: [UInt8]

    /// Nothing at all.
    public init() { bytes = [] }

    /// Takes text as markup, **without escaping**. For constants and for markup made by code of ours, such as SVG.
    public init(verbatim markup: some StringProtocol) { bytes = Array(markup.utf8) }

    /// Takes text as content, escaped.
    public init(text: some StringProtocol) {
        bytes = []
        bytes.appendEscaped(text)
    }

    public static let empty = HTML()
    public var isEmpty: Bool { bytes.isEmpty }

    /// The markup as a string.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    public static func + (left: HTML, right: HTML) -> HTML {
        var sum = left
        sum += right
        return sum
    }

    public static func += (left: inout HTML, right: HTML) { left.bytes.append(contentsOf: right.bytes) }
}

extension HTML: CustomStringConvertible {
    public var description: String { text }
}

extension HTML: ExpressibleByStringInterpolation {
    public init(stringLiteral value: StaticString) {
        bytes = value.withUTF8Buffer { Array($0) }
    }

    public init(stringInterpolation: StringInterpolation) { bytes = stringInterpolation.bytes }

    public struct StringInterpolation: StringInterpolationProtocol {
        var bytes: [UInt8] = []

        public init(literalCapacity: Int, interpolationCount: Int) {
            bytes.reserveCapacity(literalCapacity + interpolationCount * 24)
        }

        public mutating func appendLiteral(_ literal: StaticString) {
            literal.withUTF8Buffer { bytes.append(contentsOf: $0) }
        }

        /// Text, escaped.
        public mutating func appendInterpolation(_ text: String) { bytes.appendEscaped(text) }

        /// Text, escaped.
        public mutating func appendInterpolation(_ text: Substring) { bytes.appendEscaped(text) }

        /// One character, escaped.
        public mutating func appendInterpolation(_ character: Character) { bytes.appendEscaped(String(character)) }

        /// A whole number, without grouping.
        public mutating func appendInterpolation(_ number: some BinaryInteger) {
            bytes.append(contentsOf: String(number).utf8)
        }

        /// A number as Swift writes it, independent of the locale.
        public mutating func appendInterpolation(_ number: Double) { bytes.append(contentsOf: "\(number)".utf8) }

        /// Markup, as it is.
        public mutating func appendInterpolation(_ html: HTML) { bytes.append(contentsOf: html.bytes) }

        /// Markup, as it is; nothing when nil.
        public mutating func appendInterpolation(_ html: HTML?) {
            if let html { bytes.append(contentsOf: html.bytes) }
        }

        /// Pieces of markup, one after the other.
        public mutating func appendInterpolation(_ pieces: [HTML]) {
            for piece in pieces { bytes.append(contentsOf: piece.bytes) }
        }

        /// Markup that appears only when the condition holds: `<input\(" checked", if: isChosen)>`.
        public mutating func appendInterpolation(_ html: @autoclosure () -> HTML, if condition: Bool) {
            if condition { bytes.append(contentsOf: html().bytes) }
        }

        /// A whole attribute with its leading space and quotes, or nothing when the value is nil:
        /// `<input\(attribute: "aria-describedby", hintID)>`.
        public mutating func appendInterpolation(attribute name: StaticString, _ value: String?) {
            guard let value else { return }
            bytes.append(UInt8(ascii: " "))
            name.withUTF8Buffer { bytes.append(contentsOf: $0) }
            bytes.append(contentsOf: "=\"".utf8)
            bytes.appendEscaped(value)
            bytes.append(UInt8(ascii: "\""))
        }

        /// An address for `href`, `src` or `action`. Relative addresses and `https`, `http`, `mailto`, `tel` pass;
        /// anything else, such as `javascript:`, becomes `#`.
        public mutating func appendInterpolation(link address: String) {
            bytes.appendEscaped(HTML.isSafeAddress(address) ? address : "#")
        }
    }

    /// Whether following the address can only load a page, send mail or place a call.
    static func isSafeAddress(_ address: String) -> Bool {
        // Browsers drop tabs, line breaks and leading blanks or controls before they read the scheme.
        let seen = address.utf8.filter { $0 > 0x20 }
        guard let colon = seen.firstIndex(of: UInt8(ascii: ":")) else { return true }
        let scheme = seen[..<colon]
        if scheme.contains(where: { "/?#".utf8.contains($0) }) { return true }
        return ["https", "http", "mailto", "tel"].contains(String(decoding: scheme, as: UTF8.self).lowercased())
    }
}

extension Sequence<HTML> {
    /// The pieces as one, with a separator between them.
    public func joined(separator: HTML = .empty) -> HTML {
        var whole = HTML()
        var isFirst = true
        for piece in self {
            if !isFirst, !separator.isEmpty { whole += separator }
            whole += piece
            isFirst = false
        }
        return whole
    }
}
