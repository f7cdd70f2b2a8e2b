/// An administrative division as it was for some time (行政区划, GB/T 2260): one name under one code.
public struct Region: Hashable, Sendable {
    public let code: RegionCode
    /// 五华区
    public let name: String
    /// Wuhua District
    public let english: String
    /// The first day it was valid. ``Regions/baseline`` stands for that day and any time before it.
    public let validFrom: CalendarDay
    /// The first day it was no longer valid; nil while it is.
    public let validTo: CalendarDay?
    /// What took its place; the first holds its seat or most of its people.
    public let successors: [RegionCode]

    public var level: RegionCode.Level { code.level }
    public var successor: RegionCode? { successors.first }
    public var label: Bilingual { Bilingual(zh: name, en: english) }

    public func isValid(on day: CalendarDay) -> Bool {
        (day >= validFrom || validFrom == Regions.baseline) && validTo.map { day < $0 } ?? true
    }
}
