import Foundation
import Ledger
import Vocabulary

/// Compares a claim with the register (登记库核验): the name must be what a department says about that number, and the
/// telephone the one that is on file.
public struct RegisterVerifier: IdentityVerifier {
    private let store: any Store
    private let register: Register

    public init(store: any Store, register: Register) {
        self.store = store
        self.register = register
    }

    public var code: String { "register" }

    public func check(_ claim: IdentityClaim, on day: CalendarDay) async throws -> IdentityFinding {
        try await store.read { session in
            guard let found = try register.find(number: claim.number.text, in: session) else { return .notConfirmed }
            let subject = try register.root(of: found, in: session)
            let facts = try register.current(about: subject, on: day, in: session)
            guard let name = facts["full_name"], name.isCertified, Self.same(name.value.text, claim.name),
                let phone = facts["phone"]?.value.text, Self.same(phone, claim.phone)
            else { return .notConfirmed }
            return .confirmed(subject, .register, evidence: name.source)
        }
    }

    /// Blanks and the width of characters do not matter.
    private static func same(_ known: String?, _ said: String?) -> Bool {
        func plain(_ text: String?) -> String? {
            text.map { $0.precomposedStringWithCompatibilityMapping.filter { !$0.isWhitespace } }
        }
        return known != nil && plain(known) == plain(said)
    }
}
