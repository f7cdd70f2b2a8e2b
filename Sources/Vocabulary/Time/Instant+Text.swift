/// Why a text is not a moment of the form `2024-06-07T10:32:00.123Z`.
public struct MalformedInstant: Malformed {
    public static let subject = Bilingual("时间", "moment")
    public let flaw: Flaw
}

extension Instant {
    /// Reads RFC 3339: date, `T`, time to the second, up to nine decimals (those beyond six are dropped), then `Z` or an
    /// offset such as `+08:00`.
    public init(utf8 bytes: UnsafeBufferPointer<UInt8>) throws(MalformedInstant) {
        guard bytes.count >= 20 else { throw MalformedInstant(flaw: .length(20...35, bytes)) }
        var reader = InstantReader(bytes: bytes)
        self = try reader.read()
    }

    /// `2024-06-07T10:32:00.123Z`
    public var description: String {
        let days = microseconds.floored(by: Instant.oneDay)
        let day = CalendarDay(daysSince1970: Int32(days)).components
        let ofDay = UInt64(microseconds - days * Instant.oneDay)
        let fraction = ofDay % 1_000_000
        let wholeMilliseconds = fraction % 1000 == 0
        let seconds = ofDay / 1_000_000
        return String(ascii: wholeMilliseconds ? 24 : 27) { bytes in
            bytes.write(UInt64(clamping: day.year), digits: 4, at: 0)
            bytes[4] = ASCII.hyphen
            bytes.write(UInt64(day.month), digits: 2, at: 5)
            bytes[7] = ASCII.hyphen
            bytes.write(UInt64(day.day), digits: 2, at: 8)
            bytes[10] = UInt8(ascii: "T")
            bytes.write(seconds / 3600, digits: 2, at: 11)
            bytes[13] = UInt8(ascii: ":")
            bytes.write(seconds / 60 % 60, digits: 2, at: 14)
            bytes[16] = UInt8(ascii: ":")
            bytes.write(seconds % 60, digits: 2, at: 17)
            bytes[19] = UInt8(ascii: ".")
            if wholeMilliseconds {
                bytes.write(fraction / 1000, digits: 3, at: 20)
            } else {
                bytes.write(fraction, digits: 6, at: 20)
            }
            bytes[bytes.count - 1] = UInt8(ascii: "Z")
        }
    }

    /// `2024-06-07 10:32`, Shanghai wall time.
    public var shanghaiTime: String {
        let (year, month, ofMonth) = day.components
        let minute = UInt64(minuteOfDay)
        return String(ascii: 16) { bytes in
            bytes.write(UInt64(clamping: year), digits: 4, at: 0)
            bytes[4] = ASCII.hyphen
            bytes.write(UInt64(month), digits: 2, at: 5)
            bytes[7] = ASCII.hyphen
            bytes.write(UInt64(ofMonth), digits: 2, at: 8)
            bytes[10] = ASCII.space
            bytes.write(minute / 60, digits: 2, at: 11)
            bytes[13] = UInt8(ascii: ":")
            bytes.write(minute % 60, digits: 2, at: 14)
        }
    }
}

/// Walks over the bytes of an RFC 3339 moment.
private struct InstantReader {
    let bytes: UnsafeBufferPointer<UInt8>
    var offset = 0

    init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    mutating func read() throws(MalformedInstant) -> Instant {
        let day: CalendarDay
        do throws(MalformedDay) {
            day = try CalendarDay(utf8: UnsafeBufferPointer(rebasing: bytes[..<10]))
        } catch {
            throw MalformedInstant(flaw: error.flaw)
        }
        offset = 10
        try take("T", or: "t")
        let hour = try number(below: 24, .init("小时 00–23", "an hour 00–23"))
        try take(":")
        let minute = try number(below: 60, .init("分钟 00–59", "a minute 00–59"))
        try take(":")
        let second = try number(below: 60, .init("秒 00–59", "a second 00–59"))
        let fraction = try fraction()
        let shift = try zone()
        guard offset == bytes.count else {
            throw MalformedInstant(flaw: .character(bytes, at: offset, expected: .init("结尾", "the end")))
        }
        let seconds = Int64(day.daysSince1970) * 86_400 + hour * 3600 + minute * 60 + second - shift
        return Instant(microseconds: seconds * 1_000_000 + fraction)
    }

    private func wrong(_ expected: Bilingual) -> MalformedInstant {
        MalformedInstant(flaw: .character(bytes, at: offset, expected: expected))
    }

    private mutating func take(_ mark: Unicode.Scalar, or other: Unicode.Scalar? = nil) throws(MalformedInstant) {
        guard offset < bytes.count,
            bytes[offset] == UInt8(ascii: mark) || bytes[offset] == other.map(UInt8.init(ascii:))
        else { throw wrong(Bilingual("“\(mark)”", "“\(mark)”")) }
        offset += 1
    }

    private mutating func number(below limit: Int64, _ expected: Bilingual) throws(MalformedInstant) -> Int64 {
        let start = offset
        var value: Int64 = 0
        for _ in 0..<2 {
            guard offset < bytes.count, ASCII.digit(bytes[offset]) < 10 else { throw wrong(Flaw.digit) }
            value = value * 10 + Int64(ASCII.digit(bytes[offset]))
            offset += 1
        }
        guard value < limit else {
            let found = String(decoding: bytes[start..<offset], as: UTF8.self)
            throw MalformedInstant(flaw: .value(position: start + 1, expected: expected, found: found))
        }
        return value
    }

    /// Microseconds.
    private mutating func fraction() throws(MalformedInstant) -> Int64 {
        guard offset < bytes.count, bytes[offset] == UInt8(ascii: ".") else { return 0 }
        offset += 1
        let start = offset
        var value: Int64 = 0
        while offset < bytes.count, ASCII.digit(bytes[offset]) < 10 {
            guard offset - start < 9 else { throw wrong(.init("时区", "a zone")) }
            if offset - start < 6 { value = value * 10 + Int64(ASCII.digit(bytes[offset])) }
            offset += 1
        }
        guard offset > start else { throw wrong(Flaw.digit) }
        for _ in min(offset - start, 6)..<6 { value *= 10 }
        return value
    }

    /// Seconds east of UTC.
    private mutating func zone() throws(MalformedInstant) -> Int64 {
        guard offset < bytes.count else { throw wrong(.init("时区", "a zone")) }
        let sign: Int64
        switch bytes[offset] {
        case UInt8(ascii: "Z"), UInt8(ascii: "z"):
            offset += 1
            return 0
        case UInt8(ascii: "+"): sign = 1
        case UInt8(ascii: "-"): sign = -1
        default: throw wrong(.init("“Z”或时差", "“Z” or an offset"))
        }
        offset += 1
        let hours = try number(below: 24, .init("小时 00–23", "an hour 00–23"))
        try take(":")
        let minutes = try number(below: 60, .init("分钟 00–59", "a minute 00–59"))
        return sign * (hours * 3600 + minutes * 60)
    }
}
