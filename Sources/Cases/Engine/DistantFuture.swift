import Vocabulary

extension CalendarDay {
    /// A day that never comes: 9999-12-31.
    static let distantFuture = CalendarDay(daysSince1970: 2_932_896)
}
