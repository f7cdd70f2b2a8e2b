/// Finds how much of a Chinese postal address may be shown: the divisions down to 街道 or 村.
struct AddressReader {
    private let text: [Character]
    private var position = 0
    private(set) var keptCount = 0

    init(_ text: [Character]) {
        self.text = text
        readDivisions()
        keptCount = position
        readBelowCounty()
    }

    /// Passes province, prefecture and county, as far as they stand there.
    private mutating func readDivisions() {
        pass(["特别行政区", "自治区", "省"], within: 10)
        pass(["自治州", "地区", "盟", "市"], within: 12)
        pass(["自治县", "自治旗", "县", "区", "市", "旗"], within: 16)
    }

    /// Passes the first division that ends in one of `endings`, a name of at least one character standing before it,
    /// unless a street, a house or something else below the county comes first.
    private mutating func pass(_ endings: [String], within reach: Int) {
        let end = min(position + reach, text.count)
        guard position + 1 < end else { return }
        for start in position + 1..<end {
            if let ending = endings.first(where: { starts([$0], at: start) }) {
                position = start + ending.count
                return
            }
            if starts(["街道", "路", "街", "巷", "村", "号", "小区", "社区"], at: start) { return }
            // The second character may belong to the county's name, as in 宁乡市.
            if start > position + 1, starts(["镇", "乡"], at: start) { return }
        }
    }

    private mutating func readBelowCounty() {
        if let street = find(["街道办事处", "街道"]) {
            keptCount = street
            return
        }
        var found = false
        if let town = find(["民族乡", "镇", "乡", "苏木"]) {
            (keptCount, position, found) = (town, town, true)
        }
        if let village = find(["村委会", "村民委员会", "村", "嘎查"] + (found ? ["社区"] : [])) {
            keptCount = village
        }
    }

    /// Where the first of `endings` ends, a name of at least one character standing before it; nil if a road or house
    /// number comes first.
    private func find(_ endings: [String]) -> Int? {
        guard position + 1 < text.count else { return nil }
        for start in position + 1..<text.count {
            if let ending = endings.first(where: { starts([$0], at: start) }) {
                // 大村村: the last of a run is the ending.
                var end = start + ending.count
                while end < text.count, ending.count == 1, text[end] == Character(ending) { end += 1 }
                return end
            }
            if text[start].isNumber || starts(["号", "幢", "栋"], at: start) { return nil }
        }
        return nil
    }

    private func starts(_ options: [String], at index: Int) -> Bool {
        options.contains { text[index...].starts(with: $0) }
    }
}
