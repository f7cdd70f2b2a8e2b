import Vocabulary

/// 事项类型, with the national two-digit codes.
public enum TaskType: String, Sendable, CaseIterable, Codable {
    case permission = "01", penalty = "02", enforcement = "03", levy = "04", payment = "05", inspection = "06"
    case confirmation = "07", reward = "08", adjudication = "09", other = "10", publicService = "20"
}

/// 行使层级.
public enum UseLevel: Int, Sendable, CaseIterable, Codable, Comparable {
    case national = 1, province, city, county, township, village

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// 服务对象.
public enum Audience: String, Sendable, CaseIterable, Codable {
    case person = "1", enterprise = "2", institution = "3", association = "4", unincorporated = "5", organ = "6"
    case others = "9"
}

/// 主题分类: a theme belongs to services for people or to services for organisations.
public struct Theme: Hashable, Sendable {
    public let code: String
    public let name: Bilingual
    public let forPeople: Bool

    public init(code: String, name: Bilingual, forPeople: Bool) {
        self.code = code
        self.name = name
        self.forPeople = forPeople
    }

    public static let all: [Theme] = [
        .init(
            code: "employment-and-entrepreneurship",
            name: .init(zh: "就业创业", en: "Work and starting a business"), forPeople: true),
        .init(code: "social-insurance", name: .init(zh: "社会保障", en: "Social insurance"), forPeople: true),
        .init(code: "medical-care", name: .init(zh: "医疗卫生", en: "Medical care"), forPeople: true),
        .init(code: "housing", name: .init(zh: "住房保障", en: "Housing"), forPeople: true),
        .init(code: "archives", name: .init(zh: "档案文物", en: "Archives"), forPeople: true),
        .init(
            code: "founding", name: .init(zh: "设立变更", en: "Founding and changing a business"), forPeople: false),
        .init(code: "staff", name: .init(zh: "人力资源", en: "Staff"), forPeople: false),
        .init(code: "financing", name: .init(zh: "投资融资", en: "Financing"), forPeople: false),
    ]
    public static func find(_ code: String) -> Theme? { all.first { $0.code == code } }
}

/// 办件类型: 即办件 is done on the spot, 承诺件 within a promised limit.
public enum ProjectType: String, Sendable, CaseIterable, Codable { case instant = "1", commitment = "2" }

/// 权力来源.
public enum PowerSource: String, Sendable, CaseIterable, Codable {
    case statutory, delegated, entrusted, publicService
}

/// 事项状态.
public enum ItemState: String, Sendable, CaseIterable, Codable { case inUse, suspended, cancelled }

/// 办理渠道.
public enum Channel: String, Sendable, CaseIterable, Codable {
    case counter, online
    /// 邮寄: papers or results travel by post.
    case express
    case selfService, station
}

/// 网上办理深度, 1 (information) to 7 (an electronic licence comes back).
public enum OnlineDepth: Int, Sendable, CaseIterable, Codable {
    case information = 1, intake, precheck, acceptance, handling, result, licence

    /// 全程网办: from acceptance to result without a visit.
    public var isWhollyOnline: Bool { rawValue >= OnlineDepth.result.rawValue }
}

/// 通办范围.
public enum HandlingArea: String, Sendable, CaseIterable, Codable { case nation, provinces, province, city, county }

/// 收费.
public struct Fee: Hashable, Sendable {
    public struct Charge: Hashable, Sendable {
        public let name: Bilingual
        public let amount: Money

        public init(name: Bilingual, amount: Money) {
            self.name = name
            self.amount = amount
        }
    }

    public let charged: Bool
    public let basis: String?
    public let charges: [Charge]
    public let payOnline: Bool

    public init(charged: Bool, basis: String? = nil, charges: [Charge] = [], payOnline: Bool = false) {
        self.charged = charged
        self.basis = basis
        self.charges = charges
        self.payOnline = payOnline
    }

    public static let free = Fee(charged: false)
}

/// 告知承诺书: the text a person signs in place of a document, kept in the version that was signed.
public struct CommitmentStatement: Hashable, Sendable {
    public let version: String
    public let title: Bilingual
    public let text: Bilingual
    /// 事后核验: within how long after the decision it is checked.
    public let verifyWithin: Limit
    /// 失信后果.
    public let consequence: Bilingual

    public init(version: String, title: Bilingual, text: Bilingual, verifyWithin: Limit, consequence: Bilingual) {
        self.version = version
        self.title = title
        self.text = text
        self.verifyWithin = verifyWithin
        self.consequence = consequence
    }
}

/// Days left at which a running case turns yellow, and red.
public struct Thresholds: Hashable, Sendable {
    public let yellow: Int
    public let red: Int

    public init(yellow: Int, red: Int) {
        self.yellow = yellow
        self.red = red
    }
}
