import Catalog
import Vocabulary

/// A small catalog in outline: enough of each item to handle it, without its prose.
///
/// Every item `x` asks for `x_wish`, needs the form `application-form`, and results in `x_number`, which it may hand on.
public struct Blueprint: Sendable {
    public enum Step: Hashable, Sendable {
        case review, decide
        /// Publicity for so many working days, outside the clock.
        case publicize(Int)
        /// Another department's step, outside the clock: a bank's.
        case external
        /// Issued by an officer.
        case issue
        /// Issued by the system as soon as the decision is taken.
        case automaticIssue
    }

    public struct Item: Sendable {
        public var code: ItemCode
        public var department: DepartmentCode
        /// Promised working days; 0 for at once.
        public var limit: Int
        public var yellow: Int
        public var steps: [Step]
        /// Each group: one of these must be granted first. Their results are fed into the form.
        public var requires: [[ItemCode]]
        /// `x-proof` may be handed in up to five working days later (容缺).
        public var hasTolerableProof: Bool
        /// `x-statement` may be replaced by a signed statement (告知承诺), checked within 30 days.
        public var hasStatement: Bool

        public init(
            _ code: ItemCode, at department: DepartmentCode = "hrss", limit: Int = 5, yellow: Int = 2,
            steps: [Step] = [.decide, .automaticIssue], requires: [[ItemCode]] = [], hasTolerableProof: Bool = false,
            hasStatement: Bool = false
        ) {
            self.code = code
            self.department = department
            self.limit = limit
            self.yellow = yellow
            self.steps = steps
            self.requires = requires
            self.hasTolerableProof = hasTolerableProof
            self.hasStatement = hasStatement
        }

        public var result: ElementCode { Blueprint.element(code, "number") }
        public var wish: ElementCode { Blueprint.element(code, "wish") }
        public var proof: MaterialCode { MaterialCode(rawValue: "\(code)-proof") }
        public var statement: MaterialCode { MaterialCode(rawValue: "\(code)-statement") }
    }

    public static let bundle: BundleCode = "one-matter"
    public static let form: MaterialCode = "application-form"

    public var items: [Item]

    public init(_ items: [Item]) {
        self.items = items
    }

    public func item(_ code: ItemCode) -> Item? { items.first { $0.code == code } }

    public func catalog() throws(CatalogInvalid) -> Catalog {
        try Catalog(files: [CatalogFile(path: "blueprint.yaml", text: text)])
    }

    static func element(_ code: ItemCode, _ suffix: String) -> ElementCode {
        ElementCode(rawValue: code.rawValue.replacing("-", with: "_") + "_" + suffix)
    }
}

extension Blueprint {
    /// The catalog as its files say it.
    public var text: String {
        var lines = [
            "defaults:", "  effective: {from: 2024-01-01}", "  source: {title: outline, confidence: designed}",
            "  section: about", "sections:", "  - {code: about, name: {zh: 基本信息, en: About you}}", "roles:",
        ]
        for role in Self.roles { lines.append("  - {code: \(role), name: {zh: 岗, en: \(role)}}") }
        lines.append("  - {code: system, name: {zh: 系统, en: system}, human: false}")
        lines.append("departments:")
        for (index, department) in Self.departments.enumerated() {
            lines.append(
                "  - {code: \(department), name: {zh: 部门, en: \(department)}, phone: \"1233\(index)\", "
                    + "complaintPhone: \"12345\", organisationCode: \"0050100\(index + 1)\"}")
        }
        lines.append("elements:")
        lines += [
            "  - {code: full_name, label: {zh: 姓名, en: name}, type: text}",
            "  - {code: citizen_id, label: {zh: 身份证, en: id}, type: citizenID, sensitive: true}",
            "  - {code: phone, label: {zh: 电话, en: phone}, type: phone, sensitive: true}",
        ]
        for item in items {
            lines.append("  - {code: \(item.wish), label: {zh: 意愿, en: wish}, type: text}")
            lines.append("  - {code: \(item.result), label: {zh: 编号, en: number}, type: text}")
        }
        lines.append("materials:")
        lines.append("  - {code: \(Self.form), \(Self.material)}")
        for item in items {
            if item.hasTolerableProof { lines.append("  - {code: \(item.proof), \(Self.material)}") }
            if item.hasStatement { lines.append("  - {code: \(item.statement), \(Self.material)}") }
        }
        lines.append("items:")
        for (index, item) in items.enumerated() { lines += Self.text(of: item, at: index + 1) }
        return (lines + bundleText).joined(separator: "\n") + "\n"
    }

    static let roles = ["counter", "reviewer", "approver", "publicist", "payer", "bank"]
    static let departments: [DepartmentCode] = ["hrss", "medical", "housing", "bank"]
    private static let material = "name: {zh: 材料, en: material}, acceptStandard: {zh: 清晰, en: legible}"

    private static func text(of item: Item, at place: Int) -> [String] {
        let number = place < 10 ? "0\(place)" : "\(place)"
        var lines = [
            "  - code: \(item.code)", "    name: {zh: 事项, en: \(item.code)}", "    summary: {zh: 事项, en: \(item.code)}",
            "    standing: {catalogCode: \"2020140\(number)000\", matter: \"53201400\(number)001\", version: 1, "
                + "taskType: publicService, powerSource: publicService, useLevel: county, department: \(item.department), "
                + "audience: [person], themes: [employment-and-entrepreneurship], basis: [{title: law, confidence: designed}]}",
            "    service: {projectType: \(item.limit == 0 ? "instant" : "commitment"), fee: {charged: false}, visits: 0, "
                + "channels: [online, counter], onlineDepth: licence, handlingArea: county}",
            "    legalLimit: \(limit(max(item.limit, 1)))", "    promisedLimit: \(limit(item.limit))",
            "    thresholds: {yellow: \(item.yellow), red: 0}", "    acceptCondition: {zh: 齐全, en: complete}",
            "    fields:", "      - full_name", "      - citizen_id", "      - phone",
            "      - {element: \(item.wish), required: false}",
        ]
        for from in item.requires.joined() {
            lines.append("      - {element: \(element(from, "number")), required: false}")
        }
        lines.append("    materials:")
        lines.append("      - {material: \(form)}")
        if item.hasTolerableProof {
            lines.append("      - {material: \(item.proof), tolerable: true, tolerance: 5 working-days}")
        }
        if item.hasStatement { lines.append("      - {material: \(item.statement), source: commitment}") }
        lines.append("    flow:")
        lines.append("      - {code: accept, kind: accept, actor: counter, \(stepName)}")
        for (index, step) in item.steps.enumerated() {
            lines.append("      - {\(text(of: step, at: index + 1)), \(stepName)}")
        }
        lines.append(
            "    result: {code: \(item.code)-result, name: {zh: 回执, en: receipt}, type: receipt, elements: [\(item.result)], sample: s}"
        )
        lines.append("    effects: [{element: \(item.result), value: \(item.result)}]")
        if item.hasStatement {
            lines.append(
                "    commitment: {version: \"2024-1\", title: {zh: 承诺书, en: statement}, text: {zh: 属实, en: true}, "
                    + "verifyWithin: 30 calendar-days, consequence: {zh: 撤销, en: revoked}}")
        }
        return lines
    }

    private static let stepName = "name: {zh: 环节, en: step}"

    private static func limit(_ days: Int) -> String { days == 0 ? "instant" : "\(days) working-days" }

    private static func text(of step: Step, at place: Int) -> String {
        switch step {
        case .review: "code: review-\(place), kind: review, actor: reviewer"
        case .decide: "code: decide, kind: decide, actor: approver"
        case .publicize(let days):
            "code: publicity-\(place), kind: publicize, actor: publicist, limit: \(days) working-days"
        case .external: "code: bank-\(place), kind: external, actor: bank, department: bank"
        case .issue: "code: issue-\(place), kind: issue, actor: payer, clockRuns: false"
        case .automaticIssue: "code: issue-\(place), kind: issue, actor: system"
        }
    }

    private var bundleText: [String] {
        var lines = [
            "bundle:", "  code: \(Self.bundle)", "  name: {zh: 一件事, en: one matter}",
            "  summary: {zh: 一件事, en: one matter}",
            "  catalogCode: \"202014990000\"", "  matter: \"5320149900001\"", "  leadDepartment: hrss",
            "  audience: [person]",
            "  basis: [{title: law, confidence: designed}]", "  items:",
        ]
        for item in items {
            lines.append("    - item: \(item.code)")
            lines.append("      because: {zh: 需要, en: needed}")
            guard !item.requires.isEmpty else { continue }
            lines.append("      requires:")
            for group in item.requires {
                lines.append("        - anyOf: [\(group.map(\.rawValue).joined(separator: ", "))]")
            }
            lines.append("      feeds:")
            for from in item.requires.joined() {
                let number = Self.element(from, "number")
                lines.append("        - {from: \(from), element: \(number), to: \(number)}")
            }
        }
        return lines
    }
}
