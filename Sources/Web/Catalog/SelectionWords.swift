import Catalog
import Vocabulary

/// Says why items cannot be filed together, with the items' names.
struct SelectionWords {
    let catalog: Catalog

    func message(_ problem: SelectionProblem) -> Bilingual {
        switch problem {
        case .requirementUnmet(let item, let anyOf, let because):
            let names = anyOf.map(name)
            return Bilingual(
                zh: "“\(name(item).zh)”须先办或同时办“\(names.map(\.zh).joined(separator: "”或“"))”"
                    + (because.map { "：\($0.zh)" } ?? ""),
                en: "“\(name(item).en)” needs “\(names.map(\.en).joined(separator: "” or “"))”"
                    + (because.map { ": \($0.en)" } ?? ""))
        case .excluded(let item, let other):
            return Bilingual(
                zh: "“\(name(item).zh)”与“\(name(other).zh)”不能同时办理",
                en: "“\(name(item).en)” and “\(name(other).en)” cannot be applied for together")
        case .empty: return Bilingual("请至少选择一个事项", "choose at least one item")
        case .unknownBundle, .unknownItem, .chosenTwice: return problem.message
        }
    }

    private func name(_ code: ItemCode) -> Bilingual {
        catalog.items[code]?.name ?? Bilingual(code.rawValue, code.rawValue)
    }
}
