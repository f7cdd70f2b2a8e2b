import Vocabulary

extension CalendarDay {
    /// `2024年6月7日` or `7 June 2024`.
    public func text(_ language: Language) -> String {
        language(chinese, "\(day) \(Self.englishMonths[month - 1]) \(year)")
    }

    private static let englishMonths = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
}

extension Instant {
    /// `2024年6月7日 10:32` or `7 June 2024, 10:32`, by the clock of Asia/Shanghai.
    public func text(_ language: Language) -> String {
        day.text(language) + language(" ", ", ") + shanghaiTime.suffix(5)
    }
}
