import Vocabulary

extension CheckRule {
    /// The item's identity and its result.
    static let itemStandard: [CheckRule] = [
        CheckRule("cited", "事项须有设定依据", "An item names its legal basis") { inspector in
            for (entry, item) in inspector.items.map(\.pair) where item.basis.isEmpty {
                inspector.report(at: "\(entry)/standing/basis", "缺少设定依据", "there is no legal basis")
            }
        },
        CheckRule("unique-matter", "事项编码不得重复", "No two items share a code of the national library") { inspector in
            var matters: [String: String] = [:]
            var codes: [String: String] = [:]
            for (entry, item) in inspector.items.map(\.pair) {
                let owner = item.code.rawValue
                if let other = matters.updateValue(owner, forKey: "\(item.department)/\(item.matter)"), other != owner {
                    inspector.report(
                        at: "\(entry)/standing/matter", "与“\(other)”的实施编码相同",
                        "the same implementation code as “\(other)”")
                }
                if let other = codes.updateValue(owner, forKey: item.catalogCode), other != owner {
                    inspector.report(
                        at: "\(entry)/standing/catalogCode", "与“\(other)”的基本编码相同",
                        "the same catalog code as “\(other)”")
                }
            }
            for (entry, bundle) in inspector.bundles.map(\.pair) {
                if let other = matters["\(bundle.leadDepartment)/\(bundle.matter)"] {
                    inspector.report(
                        at: "\(entry)/matter", "与“\(other)”的实施编码相同", "the same implementation code as “\(other)”")
                }
            }
        },
        CheckRule("promised-within-legal", "承诺时限不得超过法定时限", "The promised limit is within the legal one") {
            inspector in
            for (entry, item) in inspector.items.map(\.pair) where item.promisedLimit.exceeds(item.legalLimit) {
                inspector.report(
                    at: "\(entry)/promisedLimit",
                    "承诺\(item.promisedLimit.text.zh)，超过法定\(item.legalLimit.text.zh)",
                    "\(item.promisedLimit.text.en) promised, beyond the legal \(item.legalLimit.text.en)")
            }
        },
        CheckRule("instant-means-instant", "即办件与即办相互对应", "An instant item is promised at once, and only then") {
            inspector in
            for (entry, item) in inspector.items.map(\.pair) {
                let isInstant = item.promisedLimit.count == 0
                if isInstant, item.projectType != .instant {
                    inspector.report(
                        at: "\(entry)/service/projectType", "承诺即办，办件类型却不是即办件",
                        "promised at once, yet the project type is not instant")
                } else if !isInstant, item.projectType == .instant {
                    inspector.report(
                        at: "\(entry)/promisedLimit", "即办件的承诺时限却是\(item.promisedLimit.text.zh)",
                        "an instant item promises \(item.promisedLimit.text.en)")
                }
            }
        },
        CheckRule("result-form", "结果名称与结果类型一致", "The form of the result agrees with its name") { inspector in
            for (entry, item) in inspector.items.map(\.pair) {
                guard let expected = item.result.expectedForm, expected != item.result.type else { continue }
                inspector.report(
                    at: "\(entry)/result/type", "“\(item.result.name.zh)”应为 \(expected)",
                    "“\(item.result.name.zh)” must be of the form \(expected)")
            }
        },
        CheckRule("result-sample", "结果须有样本", "A result has a specimen") { inspector in
            for (entry, item) in inspector.items.map(\.pair) where (item.result.sample ?? "").isEmpty {
                inspector.report(at: "\(entry)/result/sample", "缺少结果样本", "there is no specimen of the result")
            }
        },
        CheckRule("audience-theme", "服务对象与主题分类对应", "People get themes for people, organisations their own") {
            inspector in
            for (entry, item) in inspector.items.map(\.pair) {
                let themes = item.standing.themes
                let path = "\(entry)/standing/themes"
                let people = item.audience.contains(.person)
                let organisations = item.audience.contains { $0 != .person }
                if people != themes.contains(where: \.forPeople) {
                    inspector.report(
                        at: path, people ? "服务对象含自然人，缺少个人主题" : "服务对象不含自然人，不应有个人主题",
                        people
                            ? "the audience includes people, but no theme is for people"
                            : "a theme for people, but the audience has none")
                }
                if organisations != themes.contains(where: { !$0.forPeople }) {
                    inspector.report(
                        at: path, organisations ? "服务对象含法人，缺少法人主题" : "服务对象不含法人，不应有法人主题",
                        organisations
                            ? "the audience includes organisations, but no theme is for them"
                            : "a theme for organisations, but the audience has none")
                }
            }
        },
    ]
}

extension Limit {
    /// Whether this takes longer than the other; working days count as seven fifths of calendar days.
    func exceeds(_ other: Limit) -> Bool { fifths > other.fifths }

    private var fifths: Int { unit == .workingDays ? count * 7 : count * 5 }
}

extension ResultKind {
    /// The form that the last character of the name demands, if it demands one.
    var expectedForm: Form? {
        if name.zh.hasSuffix("证") { return .certificate }
        if name.zh.hasSuffix("批复") { return .approval }
        if name.zh.hasSuffix("文") { return .document }
        return nil
    }
}
