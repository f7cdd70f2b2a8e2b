import Documents
import Vocabulary

/// The counties one can choose from, grouped by prefecture.
struct RegionList {
    let language: Language
    /// Only divisions inside this one; nil for all that are known.
    var within: RegionCode?

    /// The list as a control, without its label.
    func select(_ name: String, in form: Form, _ notes: Form.Notes) -> HTML {
        let chosen = form.values[name]
        var groups = groups
        if let chosen, !groups.contains(where: { $0.counties.contains { $0.code.description == chosen } }),
            let code = try? RegionCode(parsing: chosen)
        {
            let name = language(Regions.fullName(of: code), Regions.fullEnglishName(of: code))
            groups.insert((language("已填写", "Given before"), [(code, name)]), at: 0)
        }
        return """
            <select\(form.attributes(name, notes))>
            <option value="">\(language("请选择", "Choose"))</option>
            \(groups.map { group -> HTML in
                """
                <optgroup label="\(group.name)">\
                \(group.counties.map { county -> HTML in
                    let code = county.code.description
                    return "<option value=\"\(code)\"\(" selected", if: code == chosen)>\(county.name)</option>"
                })</optgroup>

                """
            })\
            </select>
            """
    }

    func contains(_ code: RegionCode) -> Bool { groups.contains { $0.counties.contains { $0.code == code } } }

    private var groups: [(name: String, counties: [(code: RegionCode, name: String)])] {
        let provinces = Regions.current.filter { $0.level == .province && (within.map($0.code.isOrHolds) ?? true) }
        return provinces.flatMap { province in
            let below = Regions.children(of: province.code)
            let direct = below.filter { $0.level == .county }
            var groups: [(name: String, counties: [(code: RegionCode, name: String)])] = []
            if !direct.isEmpty {
                groups.append((province.label(language), direct.map { ($0.code, $0.label(language)) }))
            }
            for prefecture in below where prefecture.level == .prefecture {
                guard within.map({ prefecture.code.isOrHolds($0) || prefecture.code.isWithin($0) }) ?? true else {
                    continue
                }
                let counties = Regions.children(of: prefecture.code).filter { county in
                    within.map { county.code.isWithin($0) } ?? true
                }
                guard !counties.isEmpty else { continue }
                let name = language(province.name + prefecture.name, "\(prefecture.english), \(province.english)")
                groups.append((name, counties.map { ($0.code, $0.label(language)) }))
            }
            return groups
        }
    }
}

extension RegionCode {
    /// Whether this is the division or one that it lies in.
    fileprivate func isOrHolds(_ other: RegionCode) -> Bool { other.isWithin(self) }
}
