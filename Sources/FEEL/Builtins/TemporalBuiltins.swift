extension Builtins {
    static let temporal: [Builtin] = dates + times + dateTimes + durations + calendar

    private static let dates: [Builtin] = [
        Builtin("date(from: string)") { arguments, _ in
            arguments[0].string.flatMap { TemporalText.date($0) }.map { .date($0) } ?? .null
        },
        Builtin("date(from: date)") { arguments, _ in arguments[0] },
        Builtin("date(from: date and time)") { arguments, _ in day(arguments[0]).map { .date($0) } ?? .null },
        Builtin("date(year: number, month: number, day: number)") { arguments, _ in
            guard let year = whole(arguments[0]), let month = whole(arguments[1]), let day = whole(arguments[2]) else {
                return .null
            }
            return CivilDate(year: year, month: month, day: day).map { .date($0) } ?? .null
        },
    ]

    private static let times: [Builtin] = [
        Builtin("time(from: string)") { arguments, _ in
            guard let text = arguments[0].string else { return .null }
            return TemporalText.time(text.hasPrefix("T") ? text.dropFirst() : text[...]).map { .time($0) } ?? .null
        },
        Builtin("time(from: time)") { arguments, _ in arguments[0] },
        Builtin("time(from: date)") { arguments, _ in .time(CivilTime(nanoseconds: 0, zone: .utc)) },
        Builtin("time(from: date and time)") { arguments, _ in
            guard case .dateTime(let moment) = arguments[0] else { return .null }
            return .time(moment.time)
        },
        Builtin("time(hour: number, minute: number, second: number, offset?: days and time duration?)") {
            arguments, _ in
            guard let zone = zone(arguments.count > 3 ? arguments[3] : .null) else { return .null }
            return clock(arguments[0], arguments[1], arguments[2], zone).map { .time($0) } ?? .null
        },
    ]

    private static let dateTimes: [Builtin] = [
        Builtin("date and time(from: string)") { arguments, _ in
            arguments[0].string.flatMap { TemporalText.dateTime($0) }.map { .dateTime($0) } ?? .null
        },
        Builtin("date and time(from: date and time)") { arguments, _ in arguments[0] },
        Builtin("date and time(date: Any, time: time)") { arguments, _ in
            guard let day = day(arguments[0]), case .time(let time) = arguments[1] else { return .null }
            return .dateTime(CivilDateTime(date: day, time: time))
        },
        Builtin("date and time(date: Any, timezone: string)") { arguments, _ in
            guard case .dateTime(let moment) = arguments[0], let name = arguments[1].string else { return .null }
            guard let region = Zone.Region(name) else { return .null }
            guard moment.zone != .unspecified else {
                return .dateTime(
                    CivilDateTime(
                        date: moment.date, time: CivilTime(nanoseconds: moment.time.nanoseconds, zone: .region(region)))
                )
            }
            return CivilDateTime(
                universalSeconds: moment.universalSeconds, nanosecond: moment.time.nanosecond, zone: .region(region)
            ).map { .dateTime($0) } ?? .null
        },
        Builtin(
            "date and time(year: number, month: number, day: number, hour: number, minute: number, second: number,"
                + " offset?: Any)"
        ) { arguments, _ in
            guard let year = whole(arguments[0]), let month = whole(arguments[1]), let day = whole(arguments[2]) else {
                return .null
            }
            guard let zone = zone(arguments.count > 6 ? arguments[6] : .null) else { return .null }
            guard let date = CivilDate(year: year, month: month, day: day) else { return .null }
            guard let time = clock(arguments[3], arguments[4], arguments[5], zone) else { return .null }
            return .dateTime(CivilDateTime(date: date, time: time))
        },
    ]

    private static let durations: [Builtin] = [
        Builtin("duration(from: string)") { arguments, _ in
            arguments[0].string.flatMap { TemporalText.duration($0) } ?? .null
        },
        Builtin("duration(from: days and time duration)") { arguments, _ in arguments[0] },
        Builtin("duration(from: years and months duration)") { arguments, _ in arguments[0] },
        Builtin("years and months duration(from: Any, to: Any)") { arguments, _ in
            guard let from = day(arguments[0]), let to = day(arguments[1]) else { return .null }
            return .monthsDuration(MonthsDuration(months: from.months(until: to)))
        },
    ]

    private static let calendar: [Builtin] = [
        Builtin("day of year(date: Any)") { arguments, _ in day(arguments[0]).map { .number($0.dayOfYear) } ?? .null },
        Builtin("day of week(date: Any)") { arguments, _ in
            day(arguments[0]).map { .string(weekdays[$0.weekday - 1]) } ?? .null
        },
        Builtin("month of year(date: Any)") { arguments, _ in
            day(arguments[0]).map { .string(months[Int($0.month) - 1]) } ?? .null
        },
        Builtin("week of year(date: Any)") { arguments, _ in
            day(arguments[0]).map { .number($0.weekOfYear) } ?? .null
        },
        Builtin("now()") { _, machine in .dateTime(machine.environment.now()) },
        Builtin("today()") { _, machine in .date(machine.environment.now().date) },
    ]

    private static let weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]

    private static func whole(_ value: Value) -> Int? { value.number?.integer }

    /// The day of a date or a date and time, also alone in a list.
    private static func day(_ value: Value) -> CivilDate? {
        switch value {
        case .date(let date): date
        case .dateTime(let moment): moment.date
        case .list(let elements) where elements.count == 1: day(elements[0])
        default: nil
        }
    }

    /// Nothing, a duration east of UTC, hours east of UTC, or the name of a region.
    private static func zone(_ value: Value) -> Zone? {
        switch value {
        case .null: return .unspecified
        case .daysDuration(let duration):
            guard abs(duration.seconds) <= 18 * 3600, duration.nanoseconds == 0 else { return nil }
            return .offset(Int32(duration.seconds))
        case .number(let hours):
            guard let seconds = (hours * 3600)?.integer, abs(seconds) <= 18 * 3600 else { return nil }
            return .offset(Int32(seconds))
        case .string(let name): return Zone.Region(name).map { .region($0) }
        default: return nil
        }
    }

    private static func clock(_ hour: Value, _ minute: Value, _ second: Value, _ zone: Zone) -> CivilTime? {
        guard let hour = whole(hour), let minute = whole(minute), let second = second.number else { return nil }
        guard !second.isNegative, second < 60, let seconds = DaysDuration(second) else { return nil }
        return CivilTime(
            hour: hour, minute: minute, second: Int(seconds.seconds), nanosecond: Int(seconds.nanoseconds), zone: zone)
    }
}

extension CivilDate {
    /// Whole months to another day, negative when that lies before.
    func months(until other: CivilDate) -> Int {
        var months = (Int(other.year) - Int(year)) * 12 + Int(other.month) - Int(month)
        if months > 0, other.day < day { months -= 1 }
        if months < 0, other.day > day { months += 1 }
        return months
    }
}
