/// The XML Schema lexical forms that FEEL reads.
enum TemporalText {
    /// `2024-06-07`, `-0044-03-15`, `123456-01-01`; no zone, and no leading zero before a fifth digit.
    static func date(_ text: some StringProtocol) -> CivilDate? {
        var rest = Substring(text)
        let negative = rest.first == "-"
        if negative { rest = rest.dropFirst() }
        let parts = rest.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts.allSatisfy({ $0.allSatisfy(\.isASCIIDigit) }) else { return nil }
        guard (4...9).contains(parts[0].utf8.count), parts[1].utf8.count == 2, parts[2].utf8.count == 2 else {
            return nil
        }
        if parts[0].utf8.count > 4, parts[0].first == "0" { return nil }
        guard let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]) else { return nil }
        return CivilDate(year: negative ? -year : year, month: month, day: day)
    }

    /// `10:32:00`, `10:32:00.123Z`; `24:00:00` is the midnight at the end of a day.
    static func time(_ text: some StringProtocol) -> CivilTime? { clock(text)?.time }

    private static func clock(_ text: some StringProtocol) -> (time: CivilTime, isNextDay: Bool)? {
        let text = Substring(text)
        let end = text.firstIndex { !($0.isASCIIDigit || $0 == ":" || $0 == ".") } ?? text.endIndex
        let parts = text[..<end].split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].utf8.count == 2, parts[1].utf8.count == 2 else { return nil }
        let seconds = parts[2].split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(seconds.count), seconds[0].utf8.count == 2 else { return nil }
        guard let hour = Int(parts[0]), let minute = Int(parts[1]), let second = Int(seconds[0]) else { return nil }
        var nanosecond = 0
        if seconds.count == 2 {
            guard !seconds[1].isEmpty, seconds[1].allSatisfy(\.isASCIIDigit) else { return nil }
            let digits = seconds[1].prefix(9)
            nanosecond = Int(digits + String(repeating: "0", count: 9 - digits.utf8.count)) ?? 0
        }
        guard let zone = Zone(suffix: text[end...]) else { return nil }
        let isNextDay = hour == 24 && minute == 0 && second == 0 && nanosecond == 0
        let time = CivilTime(
            hour: isNextDay ? 0 : hour, minute: minute, second: second, nanosecond: nanosecond, zone: zone)
        return time.map { ($0, isNextDay) }
    }

    /// `2024-06-07T10:32:00Z`; a bare date means its midnight.
    static func dateTime(_ text: some StringProtocol) -> CivilDateTime? {
        let text = Substring(text)
        guard let mark = text.firstIndex(of: "T") else {
            return date(text).map { CivilDateTime(date: $0, time: CivilTime(nanoseconds: 0)) }
        }
        guard let date = date(text[..<mark]), let clock = clock(text[text.index(after: mark)...]) else { return nil }
        guard let day = clock.isNextDay ? date.adding(days: 1) : date else { return nil }
        return CivilDateTime(date: day, time: clock.time)
    }

    /// `P1Y2M` or `P1DT2H3M4.5S`, with `-` before it to go back; `null` for a mixture of both.
    static func duration(_ text: some StringProtocol) -> Value? {
        var rest = Substring(text)
        let negative = rest.first == "-"
        if negative { rest = rest.dropFirst() }
        guard rest.first == "P" else { return nil }
        rest = rest.dropFirst()
        let halves = rest.split(separator: "T", omittingEmptySubsequences: false)
        guard halves.count <= 2, let dayPart = parts(halves[0], of: "YMD") else { return nil }
        var timePart: [Character: Substring] = [:]
        if halves.count == 2 {
            guard let read = parts(halves[1], of: "HMS"), !read.isEmpty else { return nil }
            timePart = read
        }
        guard !dayPart.isEmpty || !timePart.isEmpty else { return nil }
        let isMonths = dayPart["Y"] != nil || dayPart["M"] != nil
        if isMonths {
            guard dayPart["D"] == nil, timePart.isEmpty else { return nil }
            guard let years = whole(dayPart["Y"]), let months = whole(dayPart["M"]) else { return nil }
            let (product, overflow) = years.multipliedReportingOverflow(by: 12)
            let (total, overflow2) = product.addingReportingOverflow(months)
            if overflow || overflow2 { return nil }
            return .monthsDuration(MonthsDuration(months: negative ? -total : total))
        }
        guard let days = whole(dayPart["D"]), let hours = whole(timePart["H"]), let minutes = whole(timePart["M"])
        else {
            return nil
        }
        let secondText = timePart["S"] ?? "0"
        let pieces = secondText.split(separator: ".", omittingEmptySubsequences: false)
        guard pieces.count <= 2, let seconds = whole(pieces[0]) else { return nil }
        var nanoseconds = 0
        if pieces.count == 2 {
            let digits = pieces[1].prefix(9)
            nanoseconds = Int(digits + String(repeating: "0", count: 9 - digits.utf8.count)) ?? 0
        }
        let total =
            (Int128(days) * 86_400 + Int128(hours) * 3600 + Int128(minutes) * 60 + Int128(seconds)) * 1_000_000_000
            + Int128(nanoseconds)
        return DaysDuration(totalNanoseconds: negative ? -total : total).map { .daysDuration($0) }
    }

    /// Number-and-letter pairs in the given order of letters, each at most once.
    private static func parts(_ text: Substring, of letters: String) -> [Character: Substring]? {
        var found: [Character: Substring] = [:]
        var allowed = Substring(letters)
        var start = text.startIndex
        for index in text.indices {
            let character = text[index]
            if character.isASCIIDigit { continue }
            if character == ".", letters.last == "S" { continue }
            guard let place = allowed.firstIndex(of: character), start < index else { return nil }
            let number = text[start..<index]
            guard character == "S" || !number.contains(".") else { return nil }
            found[character] = number
            allowed = allowed[allowed.index(after: place)...]
            start = text.index(after: index)
        }
        return start == text.endIndex ? found : nil
    }

    private static func whole(_ digits: Substring?) -> Int? {
        guard let digits else { return 0 }
        return Int(digits)
    }
}
