/// Why a text is not a date of the form `2024-06-07`.
public struct MalformedDay: Malformed {
    public static let subject = Bilingual("日期", "date")
    public let flaw: Flaw
}

extension CalendarDay {
    /// Reads `2024-06-07`: ten characters, a day that exists.
    public init(utf8 bytes: UnsafeBufferPointer<UInt8>) throws(MalformedDay) {
        let checked = min(bytes.count, 10)
        for offset in 0..<checked {
            if offset == 4 || offset == 7 {
                guard bytes[offset] == ASCII.hyphen else {
                    throw MalformedDay(flaw: .character(bytes, at: offset, expected: Bilingual("“-”", "“-”")))
                }
            } else if ASCII.digit(bytes[offset]) > 9 {
                throw MalformedDay(flaw: .character(bytes, at: offset, expected: Flaw.digit))
            }
        }
        guard bytes.count == 10 else { throw MalformedDay(flaw: .length(10...10, bytes)) }
        func pair(_ offset: Int) -> Int {
            Int(ASCII.digit(bytes[offset])) * 10 + Int(ASCII.digit(bytes[offset + 1]))
        }
        self = try CalendarDay.existing(pair(0) * 100 + pair(2), pair(5), pair(8), positions: (1, 6, 9))
    }

    /// Reads `20240607` at `offset` of bytes known to be digits there.
    init(compact bytes: UnsafeBufferPointer<UInt8>, at offset: Int) throws(MalformedDay) {
        func pair(_ index: Int) -> Int {
            Int(ASCII.digit(bytes[offset + index])) * 10 + Int(ASCII.digit(bytes[offset + index + 1]))
        }
        self = try CalendarDay.existing(
            pair(0) * 100 + pair(2), pair(4), pair(6), positions: (offset + 1, offset + 5, offset + 7))
    }

    private static func existing(
        _ year: Int, _ month: Int, _ day: Int, positions: (year: Int, month: Int, day: Int)
    ) throws(MalformedDay) -> CalendarDay {
        guard year >= 1 else {
            throw MalformedDay(flaw: .value(position: positions.year, expected: .init("年份", "a year"), found: "0000"))
        }
        guard (1...12).contains(month) else {
            let expected = Bilingual("月份 01–12", "a month 01–12")
            throw MalformedDay(flaw: .value(position: positions.month, expected: expected, found: twoDigits(month)))
        }
        let last = length(ofMonth: month, year: year)
        guard day >= 1, day <= last else {
            let expected = Bilingual("\(year)年\(month)月的 01–\(last) 日", "a day 01–\(last) of that month")
            throw MalformedDay(flaw: .value(position: positions.day, expected: expected, found: twoDigits(day)))
        }
        return CalendarDay(civil: year, month, day)
    }

    private static func twoDigits(_ value: Int) -> String {
        String(ascii: 2) { $0.write(UInt64(value), digits: 2, at: 0) }
    }

    /// `2024-06-07`
    public var description: String {
        let (year, month, day) = components
        guard (0...9999).contains(year) else { return "\(year)-\(Self.twoDigits(month))-\(Self.twoDigits(day))" }
        return String(ascii: 10) { bytes in
            bytes.write(UInt64(year), digits: 4, at: 0)
            bytes[4] = ASCII.hyphen
            bytes.write(UInt64(month), digits: 2, at: 5)
            bytes[7] = ASCII.hyphen
            bytes.write(UInt64(day), digits: 2, at: 8)
        }
    }

    /// `20240607`, as it stands in identity and case numbers.
    public var compact: String {
        String(ascii: 8) { write(compact: $0, at: 0) }
    }

    /// `2024年6月7日`
    public var chinese: String {
        let (year, month, day) = components
        return "\(year)年\(month)月\(day)日"
    }

    func write(compact bytes: UnsafeMutableBufferPointer<UInt8>, at offset: Int) {
        let (year, month, day) = components
        bytes.write(UInt64(clamping: year * 10_000 + month * 100 + day), digits: 8, at: offset)
    }
}
