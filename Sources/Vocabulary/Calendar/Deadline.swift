/// When a limit ends, and how the days were counted.
public struct Deadline: Hashable, Sendable, Codable {
    /// The last day on which acting is in time; nil while a pause is open.
    public var due: CalendarDay?
    /// Day by day from acceptance; the last step is `due` unless a pause is open.
    public var derivation: [Step]
    /// Years among the counted days that have no official calendar: their weekends were assumed off, and the due day may
    /// move when the calendar is published.
    public var unofficialYears: [Int]

    public init(due: CalendarDay?, derivation: [Step], unofficialYears: [Int]) {
        self.due = due
        self.derivation = derivation
        self.unofficialYears = unofficialYears
    }

    /// What one day did to the clock.
    public struct Step: Hashable, Sendable, Codable {
        public var day: CalendarDay
        public var kind: Kind

        public init(day: CalendarDay, kind: Kind) {
            self.day = day
            self.kind = kind
        }

        public enum Kind: Hashable, Sendable, Codable {
            /// The day everything starts from; it does not count itself.
            case accepted
            /// The n-th counted day.
            case counted(Int)
            /// The n-th counted day, on a weekend that is worked.
            case makeUp(Int)
            /// Saturday or Sunday.
            case weekend
            /// A public holiday, with its name.
            case holiday(Bilingual)
            /// The clock stood, and why.
            case paused(String)
            /// The limit ends on this day.
            case due
        }

        /// Which counted day this is, if it is one.
        public var ordinal: Int? {
            switch kind {
            case .counted(let number), .makeUp(let number): number
            case .accepted, .weekend, .holiday, .paused, .due: nil
            }
        }

        /// The step in words: `第 3 天（调休上班）`.
        public var text: Bilingual {
            switch kind {
            case .accepted: Bilingual("受理，次日起算", "accepted; counting starts the next day")
            case .counted(let number): Bilingual("第 \(number) 天", "day \(number)")
            case .makeUp(let number): Bilingual("第 \(number) 天（调休上班）", "day \(number) (weekend worked)")
            case .weekend: Bilingual("周末", "weekend")
            case .holiday(let name): name
            case .paused(let reason): Bilingual("暂停：\(reason)", "paused: \(reason)")
            case .due: Bilingual("到期", "due")
            }
        }
    }
}
