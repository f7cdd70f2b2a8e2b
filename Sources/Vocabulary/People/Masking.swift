/// How personal data is shown to those who need not see it whole.
public enum Masking {
    /// `张*`, `张*明`, `欧阳**`; other scripts keep the first letter of each word: `J*** S****`.
    public static func name(_ name: String) -> String {
        let characters = Array(name)
        guard characters.allSatisfy(isHan) else { return words(characters) }
        switch characters.count {
        case 0: return ""
        case 1: return "*"
        case 2: return "\(characters[0])*"
        default: break
        }
        if compoundSurnames.contains(String(characters.prefix(2))) {
            return String(characters.prefix(2)) + stars(characters.count - 2)
        }
        return "\(characters[0])" + stars(characters.count - 2) + "\(characters[characters.count - 1])"
    }

    /// Keeps an address down to 街道 or 村 (in towns also 社区) and hides the rest: `…五华区华山街道****`.
    /// Where no such part is found, it keeps the county; where not even that, nothing.
    public static func address(_ address: String) -> String {
        let characters = Array(address)
        let kept = AddressReader(characters).keptCount
        return kept == characters.count ? address : String(characters[..<kept]) + "****"
    }

    /// Keeps so many characters at either end; hides everything when that would leave nothing hidden.
    public static func text(_ text: String, first: Int, last: Int) -> String {
        guard text.count > first + last else { return stars(text.count) }
        return String(text.prefix(first)) + stars(text.count - first - last) + String(text.suffix(last))
    }

    /// How a person stands in a public notice (公示): masked name and the last four characters of the number.
    public static func notice(name: String, citizenID: CitizenID) -> String {
        "\(Masking.name(name))（\(citizenID.lastFour)）"
    }

    private static func stars(_ count: Int) -> String { String(repeating: "*", count: count) }

    private static func isHan(_ character: Character) -> Bool {
        character.unicodeScalars.allSatisfy { scalar in
            switch scalar.value {
            case 0x3007, 0x3400...0x9FFF, 0xF900...0xFAFF, 0xFE00...0xFE0F, 0x20000...0x3FFFF, 0xE0100...0xE01EF: true
            default: false
            }
        }
    }

    private static func words(_ characters: [Character]) -> String {
        var text = ""
        var begins = true
        for character in characters {
            if character.isWhitespace || "·•‧・.-'’".contains(character) {
                text.append(character)
                begins = true
            } else {
                text.append(begins ? character : "*")
                begins = false
            }
        }
        return text
    }

    /// Surnames of two characters (复姓) in present use.
    private static let compoundSurnames: Set<String> = [
        "欧阳", "太史", "端木", "上官", "司马", "东方", "独孤", "南宫", "万俟", "闻人", "夏侯", "诸葛", "尉迟", "公羊", "赫连", "澹台",
        "皇甫", "宗政", "濮阳", "公冶", "太叔", "申屠", "公孙", "慕容", "仲孙", "钟离", "长孙", "宇文", "司徒", "鲜于", "司空", "闾丘",
        "子车", "亓官", "司寇", "巫马", "公西", "颛孙", "壤驷", "公良", "漆雕", "乐正", "宰父", "谷梁", "拓跋", "夹谷", "轩辕", "令狐",
        "段干", "百里", "呼延", "东郭", "南门", "羊舌", "微生", "公户", "公玉", "公仪", "梁丘", "公仲", "公上", "公门", "公山", "公坚",
        "左丘", "公伯", "西门", "公祖", "第五", "公乘", "贯丘", "公皙", "南荣", "东里", "东宫", "仲长", "子书", "子桑", "即墨", "达奚",
        "褚师", "纳兰", "归海", "欧侯", "叶赫", "完颜", "耶律", "贺兰", "淳于", "单于", "东门", "叱干",
    ]
}
