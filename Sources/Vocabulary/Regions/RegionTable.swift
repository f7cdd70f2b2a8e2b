/// The written form of the table: one line a division, `code|name|romanised|from|until|successors`, empty fields at the
/// end left out. Without a beginning it was there at the baseline; `until` is the first day it no longer was.
enum RegionTable {
    static func read(_ text: String) -> [Region] {
        text.split(separator: "\n").map(line).sorted { ($0.code, $0.validFrom) < ($1.code, $1.validFrom) }
    }

    private static func line(_ line: Substring) -> Region {
        let fields = line.split(separator: "|", omittingEmptySubsequences: false)
        func field(_ index: Int) -> Substring? { index < fields.count && !fields[index].isEmpty ? fields[index] : nil }
        do {
            let code = try RegionCode(parsing: fields[0])
            let name = String(fields[1])
            return Region(
                code: code,
                name: name,
                english: english(String(fields[2]), for: name, at: code.level),
                validFrom: try field(3).map { try CalendarDay(parsing: $0) } ?? Regions.baseline,
                validTo: try field(4).map { try CalendarDay(parsing: $0) },
                successors: try field(5)?.split(separator: ",").map { try RegionCode(parsing: $0) } ?? [])
        } catch {
            fatalError("The region table cannot be read at “\(line)”: \(error)")
        }
    }

    private static func english(_ romanised: String, for name: String, at level: RegionCode.Level) -> String {
        guard level != .province else { return romanised }
        let ending = endings.first { name.hasSuffix($0.zh) }
        return ending.map { romanised + $0.en } ?? romanised
    }

    private static let endings = [
        Bilingual("自治州", " Autonomous Prefecture"), Bilingual("自治县", " Autonomous County"),
        Bilingual("地区", " Prefecture"), Bilingual("市", " City"), Bilingual("区", " District"), Bilingual("县", " County"),
    ]
}
