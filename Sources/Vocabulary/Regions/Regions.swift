/// The administrative divisions the product knows: all provinces, and Chongqing, Sichuan and Yunnan down to the counties
/// with their changes since 2000.
///
/// The table follows GB/T 2260 and the changes published by the Ministry of Civil Affairs. Days of change are those of
/// the approval, or of its announcement where the approval's is not known.
public enum Regions {
    /// The table begins here: what was valid then is taken to have been so before.
    public static let baseline: CalendarDay = "2000-01-01"

    /// Every division, past ones included, by code and then by time.
    public static let all: [Region] = RegionTable.read(
        RegionTable.provinces + RegionTable.chongqing + RegionTable.sichuan + RegionTable.yunnan)

    /// Every division valid today, by code.
    public static let current: [Region] = all.filter { $0.validTo == nil }

    private static let byCode = Dictionary(grouping: all, by: \.code)

    private static let childrenByParent: [RegionCode: [Region]] = Dictionary(
        grouping: all.filter { $0.code.parent != nil }, by: { $0.code.parent! })

    /// The division a code meant on a day; without a day what it means now, or last meant.
    public static func find(_ code: RegionCode, on day: CalendarDay? = nil) -> Region? {
        guard let versions = byCode[code] else { return nil }
        guard let day else { return versions.last }
        return versions.first { $0.isValid(on: day) }
    }

    /// What a code stands for today, following successors: 532621 (文山县) gives 532601 (文山市).
    public static func current(_ code: RegionCode) -> Region? {
        var region = find(code)
        var steps = 0
        while let past = region, past.validTo != nil {
            steps += 1
            guard let next = past.successor, steps < 8 else { return nil }
            region = find(next)
        }
        return region
    }

    /// The divisions directly below one, by code, on a day or now.
    public static func children(of code: RegionCode, on day: CalendarDay? = nil) -> [Region] {
        let children = childrenByParent[code] ?? []
        guard let day else { return children.filter { $0.validTo == nil } }
        return children.filter { $0.isValid(on: day) }
    }

    /// From the province down to the division above this one, on a day or now.
    public static func ancestors(of code: RegionCode, on day: CalendarDay? = nil) -> [Region] {
        code.ancestors.reversed().compactMap { find($0, on: day) }
    }

    /// `云南省昆明市五华区`, or the digits where the code is unknown.
    public static func fullName(of code: RegionCode, on day: CalendarDay? = nil) -> String {
        guard let region = find(code, on: day) else { return code.description }
        return ancestors(of: code, on: day ?? region.lastDay).map(\.name).joined() + region.name
    }

    /// `Wuhua District, Kunming, Yunnan`, or the digits where the code is unknown.
    public static func fullEnglishName(of code: RegionCode, on day: CalendarDay? = nil) -> String {
        guard let region = find(code, on: day) else { return code.description }
        let above = ancestors(of: code, on: day ?? region.lastDay)
        return ([region] + above.reversed()).map(\.english).joined(separator: ", ")
    }
}

extension Region {
    /// The last day it was valid, nil while it is.
    var lastDay: CalendarDay? { validTo?.adding(days: -1) }
}
