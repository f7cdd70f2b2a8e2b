/// Why a text is not a case number.
public struct MalformedCaseNumber: Malformed {
    public static let subject = Bilingual("办件编号", "case number")
    public let flaw: Flaw
}

/// The number a citizen reads out at the counter (办件编号): 43 characters, the implementation code (31), the day (8) and
/// a serial of that office, matter and day (4).
///
/// Serials print as `0001` to `9999` and go on as `A000` to `ZZZZ` in base 36, so that an office is never stopped at
/// 9,999 cases a day; the last is 1,223,055.
public struct CaseNumber: TextValue, Comparable, ExpressibleByStringLiteral {
    public let implementation: ImplementationCode
    public let day: CalendarDay
    /// 1 to ``lastSerial``.
    public let serial: Int

    public static let lastSerial = 9999 + 26 * 46_656

    /// Nil when the serial is out of range, or the year has not four digits.
    public init?(implementation: ImplementationCode, day: CalendarDay, serial: Int) {
        guard (1...CaseNumber.lastSerial).contains(serial), (1...9999).contains(day.year) else { return nil }
        self.implementation = implementation
        self.day = day
        self.serial = serial
    }

    public init(utf8 bytes: UnsafeBufferPointer<UInt8>) throws(MalformedCaseNumber) {
        let split = min(bytes.count, 31)
        do throws(MalformedImplementationCode) {
            implementation = try ImplementationCode(utf8: UnsafeBufferPointer(rebasing: bytes[..<split]))
        } catch {
            if case .length = error.flaw { throw MalformedCaseNumber(flaw: .length(43...43, bytes)) }
            throw MalformedCaseNumber(flaw: error.flaw)
        }
        if case .stopped(let offset) = ASCII.number(bytes, split..<min(bytes.count, 39)) {
            throw MalformedCaseNumber(flaw: .character(bytes, at: offset, expected: Flaw.digit))
        }
        for offset in min(39, bytes.count)..<min(43, bytes.count) where CaseNumber.base36(bytes[offset]) == nil {
            throw MalformedCaseNumber(flaw: .character(bytes, at: offset, expected: CaseNumber.serialCharacter))
        }
        guard bytes.count == 43 else { throw MalformedCaseNumber(flaw: .length(43...43, bytes)) }
        do throws(MalformedDay) {
            day = try CalendarDay(compact: bytes, at: 31)
        } catch {
            throw MalformedCaseNumber(flaw: error.flaw)
        }
        serial = try CaseNumber.readSerial(bytes)
    }

    private static let serialCharacter = Bilingual("数字或大写字母", "a digit or a capital letter")

    private static func base36(_ byte: UInt8) -> Int? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte - ASCII.zero)
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(byte - UInt8(ascii: "A")) + 10
        default: nil
        }
    }

    private static func readSerial(_ bytes: UnsafeBufferPointer<UInt8>) throws(MalformedCaseNumber) -> Int {
        let letter = ASCII.digit(bytes[39]) > 9
        var value = 0
        for offset in 39..<43 {
            guard letter || ASCII.digit(bytes[offset]) < 10, let digit = base36(bytes[offset]) else {
                throw MalformedCaseNumber(flaw: .character(bytes, at: offset, expected: Flaw.digit))
            }
            value = value * (letter ? 36 : 10) + digit
        }
        guard value > 0 else {
            throw MalformedCaseNumber(
                flaw: .value(position: 40, expected: .init("0001 起的流水号", "a serial from 0001"), found: "0000"))
        }
        return letter ? value - 10 * 46_656 + 10_000 : value
    }

    public var description: String {
        String(ascii: 43) { bytes in
            implementation.write(into: bytes)
            day.write(compact: bytes, at: 31)
            guard serial > 9999 else { return bytes.write(UInt64(serial), digits: 4, at: 39) }
            var rest = serial - 10_000 + 10 * 46_656
            for offset in stride(from: 42, through: 39, by: -1) {
                let digit = UInt8(rest % 36)
                bytes[offset] = digit < 10 ? ASCII.zero + digit : UInt8(ascii: "A") + digit - 10
                rest /= 36
            }
        }
    }

    public static func < (left: CaseNumber, right: CaseNumber) -> Bool {
        if left.implementation != right.implementation { return left.implementation < right.implementation }
        return left.day == right.day ? left.serial < right.serial : left.day < right.day
    }
}
