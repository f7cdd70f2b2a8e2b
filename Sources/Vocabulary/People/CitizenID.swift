/// Why a text is not a citizen identity number.
public struct MalformedCitizenID: Malformed {
    public static let subject = Bilingual("公民身份号码", "citizen identity number")
    public let flaw: Flaw
}

/// A person's sex as the identity number tells it (GB/T 2261.1: 1 男, 2 女).
public enum Sex: String, Hashable, Sendable, CaseIterable, Codable {
    case male, female

    public var code: Int { self == .male ? 1 : 2 }

    public var name: Bilingual {
        switch self {
        case .male: Bilingual("男", "male")
        case .female: Bilingual("女", "female")
        }
    }
}

/// A citizen identity number (公民身份号码, GB 11643), or the number of a residence permit for people from Hong Kong,
/// Macao and Taiwan (港澳台居民居住证), which is built alike. It is also the social security number.
///
/// Region, birthday, sequence and check character are all checked; `x` is read as `X`.
public struct CitizenID: TextValue, Comparable, ExpressibleByStringLiteral {
    /// The first 17 digits; the check character follows from them.
    let body: UInt64

    private init(body: UInt64) {
        self.body = body
    }

    public init(utf8 bytes: UnsafeBufferPointer<UInt8>) throws(MalformedCitizenID) {
        var body: UInt64 = 0
        var sum = 0
        for offset in 0..<min(bytes.count, 17) {
            let digit = ASCII.digit(bytes[offset])
            guard digit < 10 else {
                throw MalformedCitizenID(flaw: .character(bytes, at: offset, expected: Flaw.digit))
            }
            body = body * 10 + UInt64(digit)
            sum += Int(digit) * CitizenID.weights[offset]
        }
        if bytes.count > 17, ASCII.digit(bytes[17]) > 9, bytes[17] | 0x20 != UInt8(ascii: "x") {
            let expected = Bilingual("数字或 X", "a digit or X")
            throw MalformedCitizenID(flaw: .character(bytes, at: 17, expected: expected))
        }
        guard bytes.count == 18 else { throw MalformedCitizenID(flaw: .length(18...18, bytes)) }
        let found = bytes[17] == UInt8(ascii: "x") ? UInt8(ascii: "X") : bytes[17]
        try CitizenID.checkRegion(Int(body / 100_000_000_000))
        do throws(MalformedDay) {
            _ = try CalendarDay(compact: bytes, at: 6)
        } catch {
            throw MalformedCitizenID(flaw: error.flaw)
        }
        let expected = CitizenID.checkCharacters[sum % 11]
        guard found == expected else {
            let flaw = Flaw.check(
                position: 18, expected: Character(Unicode.Scalar(expected)), found: Character(Unicode.Scalar(found)))
            throw MalformedCitizenID(flaw: flaw)
        }
        self.init(body: body)
    }

    /// The number of a made-up person, for tests, demonstrations and generated data.
    ///
    /// - Parameters:
    ///   - region: of a known province, or exactly 810000, 820000 or 830000.
    ///   - sequence: 0 to 999; odd for men, even for women.
    public init(region: RegionCode, birthday: CalendarDay, sequence: Int) {
        let (year, month, day) = birthday.components
        guard (1000...9999).contains(year), (0...999).contains(sequence),
            (try? CitizenID.checkRegion(Int(region.number))) != nil
        else { fatalError("No identity number for region \(region), birthday \(birthday), sequence \(sequence)") }
        self.init(
            body: UInt64(region.number) * 100_000_000_000 + UInt64(year * 10_000 + month * 100 + day) * 1000
                + UInt64(sequence))
    }

    private static func checkRegion(_ region: Int) throws(MalformedCitizenID) {
        let province = region / 10_000
        guard RegionCode.isProvince(province) else {
            let found = String(ascii: 2) { $0.write(UInt64(province), digits: 2, at: 0) }
            let expected = Bilingual("省级行政区划代码", "a province code")
            throw MalformedCitizenID(flaw: .value(position: 1, expected: expected, found: found))
        }
        guard province < 81 || region % 10_000 == 0 else {
            let expected = Bilingual("港澳台居住证的 0000", "0000 of a residence permit")
            let found = String(ascii: 4) { $0.write(UInt64(region % 10_000), digits: 4, at: 0) }
            throw MalformedCitizenID(flaw: .value(position: 3, expected: expected, found: found))
        }
    }

    private static let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    private static let checkCharacters: [UInt8] = Array("10X98765432".utf8)

    private func write(into bytes: UnsafeMutableBufferPointer<UInt8>) {
        bytes.write(body, digits: 17, at: 0)
        var sum = 0
        for (offset, weight) in CitizenID.weights.enumerated() {
            sum += Int(ASCII.digit(bytes[offset])) * weight
        }
        bytes[17] = CitizenID.checkCharacters[sum % 11]
    }

    /// All 18 characters. Personal: show ``masked`` unless a purpose is named.
    public var text: String {
        String(ascii: 18) { write(into: $0) }
    }

    public var description: String { text }

    /// `530102********3125`
    public var masked: String {
        String(ascii: 18) { bytes in
            write(into: bytes)
            for offset in 6..<14 { bytes[offset] = UInt8(ascii: "*") }
        }
    }

    /// The last four characters, which together with a masked name stand in public notices.
    public var lastFour: String { String(text.suffix(4)) }

    /// Where the number was first given out, not where the person lives.
    public var region: RegionCode { RegionCode(unchecked: UInt32(body / 100_000_000_000)) }

    public var birthday: CalendarDay {
        let digits = Int(body / 1000 % 100_000_000)
        return CalendarDay(civil: digits / 10_000, digits / 100 % 100, digits % 100)
    }

    public var sex: Sex { body % 2 == 1 ? .male : .female }

    /// Completed years of age (周岁) on a day.
    public func age(on day: CalendarDay) -> Int { birthday.years(until: day) }

    public enum Holder: String, Hashable, Sendable, CaseIterable, Codable {
        case citizen, hongKong, macao, taiwan
    }

    /// Whose number it is: a citizen's, or that of a residence permit (810000, 820000, 830000).
    public var holder: Holder {
        switch region.number {
        case 810_000: .hongKong
        case 820_000: .macao
        case 830_000: .taiwan
        default: .citizen
        }
    }

    public static func < (left: CitizenID, right: CitizenID) -> Bool { left.body < right.body }
}
