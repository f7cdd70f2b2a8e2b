/// Why a text is not an administrative division code.
public struct MalformedRegionCode: Malformed {
    public static let subject = Bilingual("行政区划代码", "region code")
    public let flaw: Flaw
}

/// The six digits of an administrative division down to county level (行政区划代码, GB/T 2260).
///
/// A code says where it stands in the hierarchy; whether such a division exists is known to ``Regions``.
public struct RegionCode: TextValue, Comparable, ExpressibleByStringLiteral {
    /// The six digits as a number, 100000 to 999999.
    public let number: UInt32

    init(unchecked number: UInt32) {
        self.number = number
    }

    public init?(number: Int) {
        guard (100_000...999_999).contains(number) else { return nil }
        self.init(unchecked: UInt32(number))
    }

    public init(utf8 bytes: UnsafeBufferPointer<UInt8>) throws(MalformedRegionCode) {
        switch ASCII.number(bytes, 0..<min(bytes.count, 6)) {
        case .stopped(let offset):
            throw MalformedRegionCode(flaw: .character(bytes, at: offset, expected: Flaw.digit))
        case .number(let value):
            guard bytes.count == 6 else { throw MalformedRegionCode(flaw: .length(6...6, bytes)) }
            guard value >= 100_000 else {
                throw MalformedRegionCode(flaw: .character(bytes, at: 0, expected: .init("1–9", "1–9")))
            }
            self.init(unchecked: UInt32(value))
        }
    }

    public var description: String {
        String(ascii: 6) { $0.write(UInt64(number), digits: 6, at: 0) }
    }

    public static func < (left: RegionCode, right: RegionCode) -> Bool { left.number < right.number }

    /// How far down a division stands.
    public enum Level: Int, Hashable, Sendable, Comparable, CaseIterable, Codable {
        case province = 1, prefecture, county

        public static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }

        public var name: Bilingual {
            switch self {
            case .province: Bilingual("省级", "province")
            case .prefecture: Bilingual("地市级", "prefecture")
            case .county: Bilingual("县级", "county")
            }
        }
    }

    public var level: Level {
        if number % 10_000 == 0 { return .province }
        return number % 100 == 0 ? .prefecture : .county
    }

    public var province: RegionCode { RegionCode(unchecked: number / 10_000 * 10_000) }

    /// The prefecture a prefecture or county belongs to; nil for provinces and for counties directly under one.
    public var prefecture: RegionCode? {
        guard level != .province, !isDirectlyUnderProvince || level == .prefecture else { return nil }
        return RegionCode(unchecked: number / 100 * 100)
    }

    /// The division one level up: of a county its prefecture, or its province where no prefecture stands between, as in
    /// the municipalities (Chongqing's 500100 and 500200 only group codes); nil for a province.
    public var parent: RegionCode? {
        switch level {
        case .province: nil
        case .prefecture: province
        case .county: prefecture ?? province
        }
    }

    /// From the parent up to the province.
    public var ancestors: [RegionCode] {
        Array(sequence(first: self, next: \.parent).dropFirst())
    }

    /// Whether this is `region` or lies inside it.
    public func isWithin(_ region: RegionCode) -> Bool {
        switch region.level {
        case .province: number / 10_000 == region.number / 10_000
        case .prefecture: number / 100 == region.number / 100
        case .county: self == region
        }
    }

    /// Municipalities (11, 12, 31, 50) and the groups of counties run by a province itself (…90…).
    private var isDirectlyUnderProvince: Bool {
        switch number / 10_000 {
        case 11, 12, 31, 50: true
        default: number / 100 % 100 == 90
        }
    }

    /// Whether the first two digits are a province of GB/T 2260.
    static func isProvince(_ digits: Int) -> Bool {
        switch digits {
        case 11...15, 21...23, 31...37, 41...46, 50...54, 61...65, 71, 81...83: true
        default: false
        }
    }
}
