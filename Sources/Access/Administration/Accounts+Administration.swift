import Ledger
import Vocabulary

/// Why an administrator's command does nothing.
public enum DutyRefused: Error, Hashable, Sendable {
    /// The duty is another administrator's, or none of theirs.
    case notYours(Administrator.Duty)
    /// An account would hold two of the three separated posts.
    case notSeparated
}

extension Accounts {
    /// Signs in whoever carries out a duty, and refuses those whose duty it is not. Their session ends at once.
    public func authorise(
        _ duty: Administrator.Duty, account: String, password: String, code: String?, at now: Instant
    ) async throws -> Principal {
        let signedIn = try await signIn(account: account, password: password, code: code, at: now)
        try await signOut(token: signedIn.token.text, at: now)
        guard signedIn.principal.may(duty) else {
            try await noteRefused(
                "duty \(duty.rawValue)", status: 403, about: nil, by: signedIn.principal.account, at: now)
            throw DutyRefused.notYours(duty)
        }
        return signedIn.principal
    }

    /// Whether some account already holds one of the three posts; before that, the machine's operator appoints the first.
    public func isAppointed(_ administrator: Administrator) async throws -> Bool {
        try await store.read { session in
            try session.first(.holdersOfRole, [.text(administrator.rawValue)]) { $0.int(0) > 0 } ?? false
        }
    }
}

extension Statement {
    static let holdersOfRole = Statement("SELECT count(*) FROM account_role WHERE role = $1")
}
