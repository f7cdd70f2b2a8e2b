/// Why a text is not a unified social credit code.
public struct MalformedCreditCode: Malformed {
    public static let subject = Bilingual("统一社会信用代码", "unified social credit code")
    public let flaw: Flaw
}

/// An organisation's unified social credit code (统一社会信用代码, GB 32100): 18 characters.
///
/// Registering authority (1), kind (1), region (6), organisation code of GB 11714 (9, with its own check character) and
/// the check character of the whole. Both check characters are checked. Letters are upper case; I O S V Z do not occur.
public struct CreditCode: TextValue, Comparable, ExpressibleByStringLiteral {
    // The 18 bytes, most significant first.
    private let head: UInt64
    private let middle: UInt64
    private let tail: UInt16

    public init(utf8 bytes: UnsafeBufferPointer<UInt8>) throws(MalformedCreditCode) {
        let values = CreditCode.values
        for offset in 0..<min(bytes.count, 18) {
            if (2..<8).contains(offset) {
                guard ASCII.digit(bytes[offset]) < 10 else {
                    let expected = Bilingual("区划代码的数字", "a digit of the region code")
                    throw MalformedCreditCode(flaw: .character(bytes, at: offset, expected: expected))
                }
            } else if values[Int(bytes[offset])] == CreditCode.none {
                let expected = Bilingual(
                    zh: "数字或大写字母（不含 I、O、S、V、Z）", en: "a digit or a capital letter other than I, O, S, V, Z")
                throw MalformedCreditCode(flaw: .character(bytes, at: offset, expected: expected))
            }
        }
        guard bytes.count == 18 else { throw MalformedCreditCode(flaw: .length(18...18, bytes)) }
        try CreditCode.match(bytes[16], CreditCode.organisationCheck(bytes), at: 17)
        try CreditCode.match(bytes[17], CreditCode.totalCheck(bytes), at: 18)
        self.init(eighteen: bytes)
    }

    private init(eighteen bytes: UnsafeBufferPointer<UInt8>) {
        let raw = UnsafeRawBufferPointer(bytes)
        head = UInt64(bigEndian: raw.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
        middle = UInt64(bigEndian: raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        tail = UInt16(bigEndian: raw.loadUnaligned(fromByteOffset: 16, as: UInt16.self))
    }

    /// The code of a made-up organisation, with both check characters computed, for tests, demonstrations and offices
    /// whose real code is not known.
    ///
    /// - Parameters:
    ///   - prefix: authority and kind, such as `91` for an enterprise or `12` for a public institution.
    ///   - organisation: the first eight characters of the organisation code, such as `MA6K1234`.
    public static func synthetic(
        prefix: String, region: RegionCode, organisation: String
    ) throws(MalformedCreditCode) -> CreditCode {
        let open = prefix + region.description + organisation
        guard prefix.utf8.count == 2, open.utf8.count == 16 else {
            throw MalformedCreditCode(flaw: .length(expected: 18...18, found: open.count + 2))
        }
        let total = open + "00"
        var completed = Array(total.utf8)
        completed.withUnsafeMutableBufferPointer { bytes in
            bytes[16] = organisationCheck(UnsafeBufferPointer(bytes))
            bytes[17] = totalCheck(UnsafeBufferPointer(bytes))
        }
        return try CreditCode(parsing: String(decoding: completed, as: UTF8.self))
    }

    private static func match(_ found: UInt8, _ expected: UInt8, at position: Int) throws(MalformedCreditCode) {
        guard found != expected else { return }
        let flaw = Flaw.check(
            position: position, expected: Character(Unicode.Scalar(expected)), found: Character(Unicode.Scalar(found)))
        throw MalformedCreditCode(flaw: flaw)
    }

    /// GB 11714: weights 3 7 9 10 5 8 4 2 on characters 9 to 16, letters counting A = 10 to Z = 35.
    private static func organisationCheck(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt8 {
        var sum = 0
        for index in 0..<8 {
            let byte = bytes[8 + index]
            let digit = ASCII.digit(byte)
            sum += (digit < 10 ? Int(digit) : Int(byte &- UInt8(ascii: "A")) + 10) * organisationWeights[index]
        }
        switch 11 - sum % 11 {
        case 10: return UInt8(ascii: "X")
        case 11: return ASCII.zero
        case let digit: return ASCII.zero + UInt8(digit)
        }
    }

    /// GB 32100: weights 3^i mod 31 on the first 17 characters, in its alphabet of 31.
    private static func totalCheck(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt8 {
        var sum = 0
        for index in 0..<17 { sum += Int(values[Int(bytes[index])]) * totalWeights[index] }
        return alphabet[(31 - sum % 31) % 31]
    }

    private static let organisationWeights = [3, 7, 9, 10, 5, 8, 4, 2]
    private static let totalWeights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
    private static let alphabet: [UInt8] = Array("0123456789ABCDEFGHJKLMNPQRTUWXY".utf8)
    private static let none: UInt8 = 0xFF
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: none, count: 256)
        for (value, byte) in alphabet.enumerated() { values[Int(byte)] = UInt8(value) }
        return values
    }()

    /// All 18 characters.
    public var text: String {
        String(ascii: 18) { write(into: $0, at: 0) }
    }

    public var description: String { text }

    func write(into bytes: UnsafeMutableBufferPointer<UInt8>, at offset: Int) {
        let raw = UnsafeMutableRawBufferPointer(bytes)
        raw.storeBytes(of: head.bigEndian, toByteOffset: offset, as: UInt64.self)
        raw.storeBytes(of: middle.bigEndian, toByteOffset: offset + 8, as: UInt64.self)
        raw.storeBytes(of: tail.bigEndian, toByteOffset: offset + 16, as: UInt16.self)
    }

    /// `915301**********94`: authority, kind and prefecture, and the last two characters.
    public var masked: String {
        String(ascii: 18) { bytes in
            write(into: bytes, at: 0)
            for offset in 6..<16 { bytes[offset] = UInt8(ascii: "*") }
        }
    }

    /// Where it was registered.
    public var region: RegionCode {
        var number: UInt32 = 0
        for index in 2..<8 {
            let byte = UInt8(truncatingIfNeeded: head >> UInt64(56 - index * 8))
            number = number * 10 + UInt32(ASCII.digit(byte))
        }
        return RegionCode(unchecked: number)
    }

    /// The organisation code of GB 11714, nine characters (组织机构代码).
    public var organisationCode: String { String(text.dropFirst(8).prefix(9)) }

    public static func < (left: CreditCode, right: CreditCode) -> Bool {
        (left.head, left.middle, left.tail) < (right.head, right.middle, right.tail)
    }
}
