/// Base 64 with the alphabet that is safe in addresses, without padding (RFC 4648 §5).
enum Base64URL {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 256)
        for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
        return values
    }()

    static func text(_ bytes: UnsafeRawBufferPointer) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count * 4 + 2) / 3)
        var pending: UInt32 = 0
        var bits: UInt32 = 0
        for byte in bytes {
            pending = pending << 8 | UInt32(byte)
            bits += 8
            while bits >= 6 {
                bits -= 6
                text.append(alphabet[Int(pending >> bits & 63)])
            }
        }
        if bits > 0 { text.append(alphabet[Int(pending << (6 - bits) & 63)]) }
        return String(decoding: text, as: UTF8.self)
    }

    /// Fills `bytes` from exactly as many characters as it needs.
    /// - Returns: false for a character outside the alphabet or bits beyond the last byte.
    static func decode(_ text: UnsafeBufferPointer<UInt8>, into bytes: UnsafeMutableRawBufferPointer) -> Bool {
        guard text.count == (bytes.count * 4 + 2) / 3 else { return false }
        return values.withUnsafeBufferPointer { values in
            var pending: UInt32 = 0
            var bits: UInt32 = 0
            var place = 0
            for character in text {
                let value = values[Int(character)]
                guard value < 64 else { return false }
                pending = pending << 6 | UInt32(value)
                bits += 6
                if bits >= 8 {
                    bits -= 8
                    bytes[place] = UInt8(truncatingIfNeeded: pending >> bits)
                    place += 1
                }
            }
            return pending & (1 << bits - 1) == 0
        }
    }

    /// The bytes of a text; nil for what is none.
    static func bytes(_ text: Substring) -> [UInt8]? {
        var text = String(text)
        guard text.utf8.count % 4 != 1 else { return nil }
        var bytes = [UInt8](repeating: 0, count: text.utf8.count * 3 / 4)
        let isGood = text.withUTF8 { characters in bytes.withUnsafeMutableBytes { decode(characters, into: $0) } }
        return isGood ? bytes : nil
    }
}
