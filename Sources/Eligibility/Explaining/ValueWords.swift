import Catalog
import FEEL
import Vocabulary

extension Catalog {
    /// A value of an element as people read it: the name of a code, 是 or 否, a date in words.
    public func words(for value: FEEL.Value, of element: ElementCode) -> Bilingual {
        switch value {
        case .null: return Bilingual("没有", "none")
        case .boolean(let truth): return truth ? Bilingual("是", "yes") : Bilingual("否", "no")
        case .number(let number):
            let text = number.normalized.description
            return elements[element]?.type == .money ? Bilingual("\(text) 元", "\(text) yuan") : Bilingual(text, text)
        case .string(let text):
            if elements[element]?.type == .region, let region = try? RegionCode(parsing: text) {
                return Bilingual(Regions.fullName(of: region), Regions.fullEnglishName(of: region))
            }
            guard let list = elements[element]?.type.list, let code = codeLists[list]?[text] else {
                return Bilingual(text, text)
            }
            return code.name
        case .date(let date):
            return Bilingual("\(date.year)年\(date.month)月\(date.day)日", date.description)
        case .list(let values):
            let parts = values.map { words(for: $0, of: element) }
            return Bilingual(
                zh: parts.map(\.zh).joined(separator: "、"), en: parts.map(\.en).joined(separator: ", "))
        default: return Bilingual("\(value)", "\(value)")
        }
    }

    /// What people call a fact that rules read.
    public func name(of fact: String) -> Bilingual {
        if fact == Circumstances.dayName { return Bilingual("申请日期", "Day of the application") }
        return elements[ElementCode(fact)]?.label ?? Bilingual(fact, fact)
    }
}

extension KnownFact.Origin {
    /// Who says so, in words.
    public func words(_ catalog: Catalog) -> Bilingual {
        guard case .register(let source) = self else { return Bilingual("您的回答", "your answer") }
        let parts = source.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return Bilingual("您以前的填报", "what you said before") }
        switch parts[0] {
        case "department":
            if let department = catalog.departments[DepartmentCode(parts[1])] { return department.name }
        case "item":
            if let item = catalog.items[ItemCode(parts[1])] {
                return Bilingual("“\(item.name.zh)”的办理结果", "the result of “\(item.name.en)”")
            }
        default: break
        }
        return Bilingual(source, source)
    }
}
