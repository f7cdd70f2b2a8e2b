import Vocabulary

/// When a look raises an alarm. Pure.
struct LookRules {
    /// Different people within an hour, from which on it is a volume.
    static let volume = 50
    /// Cases in a row within an hour, from which on it is a sequence.
    static let sequence = 5
    static let window = 3600
    static let hours = 8 * 60..<18 * 60

    let calendar: WorkingCalendar

    /// - Parameters:
    ///   - own: the looker's own subject.
    ///   - isRelated: whether an open case needs the look.
    ///   - earlier: the same account's looks of the last hour.
    func alarms(
        for subject: Identifier<Principal>, own: Identifier<Principal>?, isRelated: Bool, caseNumber: String?,
        earlier: [(subject: Identifier<Principal>, caseNumber: String?)], at now: Instant
    ) -> [LookAlarm] {
        var alarms: [LookAlarm] = []
        if own == subject { alarms.append(.ownRecord) }
        if Set(earlier.map(\.subject)).union([subject]).count >= Self.volume { alarms.append(.volume) }
        let serials = Set((earlier.map(\.caseNumber) + [caseNumber]).compactMap { $0.flatMap(Self.serial) })
        if let last = caseNumber.flatMap(Self.serial), Self.isInARow(last, serials) {
            alarms.append(.sequentialNumbers)
        }
        if !isRelated { alarms.append(.noRelatedCase) }
        if !calendar.isWorking(now.day) || !Self.hours.contains(now.minuteOfDay) { alarms.append(.outOfHours) }
        return alarms
    }

    /// The last digits of a case number, which count up.
    private static func serial(_ number: String) -> Int? {
        let digits = number.reversed().prefix { $0.isASCII && $0.isNumber }.prefix(6)
        return Int(String(digits.reversed()))
    }

    /// Whether `last` is in a run of neighbours long enough.
    private static func isInARow(_ last: Int, _ serials: Set<Int>) -> Bool {
        var low = last, high = last
        while serials.contains(low - 1) { low -= 1 }
        while serials.contains(high + 1) { high += 1 }
        return high - low + 1 >= sequence
    }
}
