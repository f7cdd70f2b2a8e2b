/// The three separated administrators (三员): one runs, one secures, one audits, and nobody is two of them.
public enum Administrator: String, Hashable, Sendable, CaseIterable {
    case system = "system-administrator"
    case security = "security-administrator"
    case audit = "audit-administrator"

    /// What administrators do to accounts and records.
    public enum Duty: String, Hashable, Sendable, CaseIterable {
        case createAccount, closeAccount, reopenAccount, importLists, exportLists
        case unlockAccount, setSecondFactor, setPassword
        case readLooks, readSignIns, readHistory
    }

    public var duties: Set<Duty> {
        switch self {
        case .system: [.createAccount, .closeAccount, .reopenAccount, .importLists, .exportLists]
        case .security: [.unlockAccount, .setSecondFactor, .setPassword]
        case .audit: [.readLooks, .readSignIns, .readHistory]
        }
    }

    /// Whether a set of roles keeps the three apart.
    public static func areSeparated(_ roles: Set<String>) -> Bool {
        allCases.count { roles.contains($0.rawValue) } <= 1
    }
}

extension Principal {
    /// Whether the account may do this; what no role allows is denied.
    public func may(_ duty: Administrator.Duty) -> Bool {
        kind == .administrator && Administrator.areSeparated(roles)
            && Administrator.allCases.contains { roles.contains($0.rawValue) && $0.duties.contains(duty) }
    }
}
