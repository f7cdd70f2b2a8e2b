/// How well it is known that somebody is who they say (实名核验等级). Each level includes what the ones before allow.
public enum VerificationLevel: Int, Hashable, Sendable, CaseIterable, Comparable {
    /// 自行申报: only said.
    case declared = 1
    /// 登记库核验: what they said agrees with what departments say about that number.
    case register = 2
    /// 现场核验: staff compared the person with the original document.
    case inPerson = 3
    /// 身份认证平台核验: an identity provider vouches for them.
    case identityProvider = 4

    /// What applying needs (全业务实名制).
    public static let needed = VerificationLevel.register

    /// As programs read it.
    public var code: String {
        switch self {
        case .declared: "declared"
        case .register: "register"
        case .inPerson: "in-person"
        case .identityProvider: "identity-provider"
        }
    }

    public init?(code: String) {
        guard let level = Self.allCases.first(where: { $0.code == code }) else { return nil }
        self = level
    }

    public var name: Bilingual {
        switch self {
        case .declared: Bilingual("自行申报，未核验", "declared, not checked")
        case .register: Bilingual("已与登记库核对", "checked against the register")
        case .inPerson: Bilingual("已现场核验证件", "checked in person")
        case .identityProvider: Bilingual("已由身份认证平台核验", "checked by an identity provider")
        }
    }

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
