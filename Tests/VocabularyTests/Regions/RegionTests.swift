import Foundation
import Testing

@testable import Vocabulary

@Suite struct `A region code` {
    @Test func `knows where it stands`() throws {
        let code = try RegionCode(parsing: "530102")
        #expect(code.level == .county)
        #expect(code.parent == "530100")
        #expect(code.ancestors == ["530100", "530000"])
        #expect(("530100" as RegionCode).level == .prefecture)
        #expect(("530000" as RegionCode).parent == nil)
    }

    @Test func `of a municipality's county stands directly below the municipality`() {
        #expect(("500152" as RegionCode).parent == "500000")
        #expect(("500229" as RegionCode).prefecture == nil)
        #expect(("429004" as RegionCode).parent == "420000")
    }

    @Test func `lies within itself and all above it`() {
        let county: RegionCode = "530102"
        #expect(county.isWithin("530102"))
        #expect(county.isWithin("530100"))
        #expect(county.isWithin("530000"))
        #expect(!county.isWithin("530103"))
        #expect(!county.isWithin("530300"))
        #expect(!county.isWithin("510000"))
        #expect(!("530100" as RegionCode).isWithin(county))
        #expect(("500152" as RegionCode).isWithin("500000"))
    }

    @Test(arguments: [("53010", nil), ("5301022", nil), ("53o102", 3), ("030102", 1), ("", nil)])
    func `is refused where it goes wrong`(text: String, position: Int?) {
        let error = #expect(throws: MalformedRegionCode.self) { try RegionCode(parsing: text) }
        #expect(error?.position == position)
    }
}

@Suite struct `The regions` {
    @Test(arguments: [
        ("530102", "云南省昆明市五华区"), ("500152", "重庆市潼南区"), ("513401", "四川省凉山彝族自治州西昌市"), ("530800", "云南省普洱市"),
        ("530000", "云南省"), ("999999", "999999"),
    ])
    func `have full names`(code: RegionCode, name: String) {
        #expect(Regions.fullName(of: code) == name)
    }

    @Test func `have English names`() {
        #expect(Regions.fullEnglishName(of: "530102") == "Wuhua District, Kunming City, Yunnan")
        #expect(Regions.find("530721")?.english == "Yulong Naxi Autonomous County")
        #expect(Regions.find("513200")?.english == "Aba Tibetan and Qiang Autonomous Prefecture")
    }

    @Test(arguments: [
        ("533103", "2010-07-11", "潞西市"), ("533103", "2010-07-12", "芒市"), ("533103", "1998-01-01", "潞西市"),
        ("500110", "2011-10-21", "万盛区"), ("500110", "2011-10-22", "綦江区"),
        ("533421", "2001-12-16", "中甸县"), ("533421", "2014-12-15", "香格里拉县"),
        ("530802", "2006-01-01", "翠云区"), ("530802", "2024-01-01", "思茅区"),
    ])
    func `are found as they were on a day`(code: RegionCode, day: CalendarDay, name: String) {
        #expect(Regions.find(code, on: day)?.name == name)
    }

    @Test func `are not found before they began or after they ended`() {
        #expect(Regions.find("533401", on: "2014-12-15") == nil)
        #expect(Regions.find("533421", on: "2014-12-16") == nil)
        #expect(Regions.find("533401", on: "2014-12-16")?.name == "香格里拉市")
    }

    @Test(arguments: [
        ("532621", "文山市"), ("530522", "腾冲市"), ("533023", "腾冲市"), ("513823", "彭山区"), ("512081", "简阳市"),
        ("513902", "简阳市"),
        ("510922", "射洪市"), ("532331", "禄丰市"), ("530422", "澄江市"), ("532131", "水富市"), ("500234", "开州区"),
        ("510902", "船山区"),
        ("533421", "香格里拉市"), ("500221", "长寿区"), ("533221", "古城区"), ("530102", "五华区"),
    ])
    func `are followed to what they are today`(code: RegionCode, name: String) {
        #expect(Regions.current(code)?.name == name)
    }

    @Test func `have children as of a day`() {
        #expect(Regions.children(of: "530000").count == 16)
        #expect(Regions.children(of: "510000").count == 21)
        #expect(Regions.children(of: "500000").count == 38)
        #expect(Regions.children(of: "530100").count == 14)
        #expect(Regions.children(of: "500000", on: "2000-01-01").count == 40)
        #expect(Regions.children(of: "530102").isEmpty)
        #expect(Regions.children(of: "530100").map(\.code) == Regions.children(of: "530100").map(\.code).sorted())
    }

    @Test func `are named with the divisions of their own time`() {
        #expect(Regions.fullName(of: "532131") == "云南省昭通地区水富县")
        #expect(Regions.fullName(of: "530802", on: "2005-01-01") == "云南省思茅市翠云区")
    }

    @Test func `never overlap in time under one code, and every past one has a living successor`() {
        for (code, versions) in Dictionary(grouping: Regions.all, by: \.code) {
            for (earlier, later) in zip(versions, versions.dropFirst()) {
                #expect(earlier.validTo == later.validFrom, "\(code)")
            }
            for version in versions {
                #expect(version.validTo.map { version.validFrom < $0 } ?? true, "\(code)")
                guard let ended = version.validTo else { continue }
                #expect(!version.successors.isEmpty, "\(code)")
                for successor in version.successors {
                    #expect(Regions.find(successor, on: ended) != nil, "\(code) → \(successor)")
                }
            }
            #expect(Regions.current(code)?.validTo == nil && Regions.current(code) != nil, "\(code)")
        }
    }

    @Test func `each lie under a region that was there at the time`() {
        for region in Regions.all {
            guard let parent = region.code.parent else { continue }
            #expect(Regions.find(parent, on: region.validFrom) != nil, "\(region.code) \(region.name)")
            if let last = region.lastDay {
                #expect(Regions.find(parent, on: last) != nil, "\(region.code) \(region.name)")
            }
        }
    }

    @Test func `agree with the reference list of June 2023`() throws {
        guard let data = try Reference.data("divisions-50-51-53.csv") else { return }
        var reference: [String: String] = [:]
        for line in String(decoding: data, as: UTF8.self).split(separator: "\n").dropFirst() {
            let fields = line.trimmingCharacters(in: .whitespacesAndNewlines).split(separator: ",").map(String.init)
            // These rows group codes in statistics and are no divisions.
            if fields[2] != "市辖区", fields[2] != "县" { reference[fields[0]] = fields[2] }
        }
        #expect(reference.count > 300)
        let ours = Regions.all.filter { region in
            region.isValid(on: "2023-06-30") && ["50", "51", "53"].contains(region.code.description.prefix(2))
        }
        #expect(Dictionary(uniqueKeysWithValues: ours.map { ($0.code.description, $0.name) }) == reference)
    }
}
