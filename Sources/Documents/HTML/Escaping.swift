extension [UInt8] {
    /// Appends text so that HTML reads back exactly this text, both between tags and inside a quoted attribute.
    ///
    /// `& < > " '` become character references. Control characters, which HTML forbids, and the invisible controls that
    /// reorder text (U+202A–202E, U+2066–2069), with which one name can be made to look like another, become U+FFFD.
    mutating func appendEscaped(_ text: some StringProtocol) {
        if text.utf8.withContiguousStorageIfAvailable({ self.appendEscaped($0) }) == nil {
            Array(text.utf8).withUnsafeBufferPointer { self.appendEscaped($0) }
        }
    }

    private mutating func appendEscaped(_ source: UnsafeBufferPointer<UInt8>) {
        var done = 0
        var index = 0
        while index < source.count {
            let byte = source[index]
            // Letters, digits and nearly all of Chinese pass here.
            if byte > 0x3E, byte != 0x7F, byte != 0xE2 {
                index += 1
                continue
            }
            var length = 1
            let replacement: StaticString
            switch byte {
            case UInt8(ascii: "&"): replacement = "&amp;"
            case UInt8(ascii: "<"): replacement = "&lt;"
            case UInt8(ascii: ">"): replacement = "&gt;"
            case UInt8(ascii: "\""): replacement = "&quot;"
            case UInt8(ascii: "'"): replacement = "&#39;"
            case 0x00...0x08, 0x0B, 0x0C, 0x0E...0x1F, 0x7F: replacement = "\u{FFFD}"
            case 0xE2 where reordersText(source, at: index):
                replacement = "\u{FFFD}"
                length = 3
            default:
                index += 1
                continue
            }
            append(contentsOf: source[done..<index])
            replacement.withUTF8Buffer { append(contentsOf: $0) }
            index += length
            done = index
        }
        append(contentsOf: source[done...])
    }

    /// Whether the three bytes from here are U+202A–202E (E2 80 AA–AE) or U+2066–2069 (E2 81 A6–A9).
    private func reordersText(_ source: UnsafeBufferPointer<UInt8>, at index: Int) -> Bool {
        guard index + 2 < source.count else { return false }
        switch (source[index + 1], source[index + 2]) {
        case (0x80, 0xAA...0xAE), (0x81, 0xA6...0xA9): return true
        default: return false
        }
    }
}
