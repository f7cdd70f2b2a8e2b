import Access
import Cases
import Catalog
import Hummingbird
import Vocabulary

/// What is known about a request while it is answered.
public struct SiteContext: AuthenticatedContext {
    public var coreContext: CoreRequestContextStorage
    public var signedIn: SignedIn?
    /// The network address at the other end of the connection: a client's, or a proxy's.
    let remoteAddress: String?

    public init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        remoteAddress = source.channel.remoteAddress?.ipAddress
    }
}

/// In this room an application is a citizen's; Hummingbird's is always named in full.
typealias Application = Cases.Application

extension SignedIn {
    /// The person, when a citizen is signed in.
    var applicant: Identifier<Applicant>? {
        principal.kind == .citizen ? principal.subject?.retyped() : nil
    }

    /// The officer, when a member of a department is signed in.
    var officer: Officer? {
        guard let department = principal.department, let region = principal.region else { return nil }
        switch principal.kind {
        case .officer, .supervisor, .clerk:
            return Officer(
                account: principal.account, name: principal.name, department: DepartmentCode(rawValue: department),
                region: region, roles: principal.roles)
        case .citizen, .client, .administrator: return nil
        }
    }

    /// Who acts, for the engine.
    func actor() throws(Told) -> Actor {
        if let applicant { return .applicant(applicant) }
        if let officer { return .officer(officer) }
        throw Told(403, "noRole", "您的账号不能办理", "your account cannot do this")
    }
}

extension SiteContext {
    /// The signed-in principal.
    func required() throws(Told) -> SignedIn {
        guard let signedIn else { throw Told(401, "notSignedIn", "请先登录", "sign in first") }
        return signedIn
    }
}

extension Casework {
    /// An application the signed-in principal may see; otherwise it is as if it did not exist.
    func visible(_ number: CaseNumber, to signedIn: SignedIn) async throws -> Application {
        let application = try await application(number)
        guard application.isVisible(to: signedIn) else { throw Refusal.noSuchApplication(number.description) }
        return application
    }
}

extension Application {
    func isVisible(to signedIn: SignedIn) -> Bool {
        if let person = signedIn.applicant { return person == applicant }
        if let officer = signedIn.officer {
            if signedIn.principal.kind == .clerk { return region.isWithin(officer.region) }
            return tasks.contains { officer.sees($0) || $0.isExternal(for: officer) }
        }
        return false
    }
}

extension ItemTask {
    /// A step of the item is with another body in the officer's region (a bank, for instance).
    fileprivate func isExternal(for officer: Officer) -> Bool {
        guard case .handling(let handling) = progress else { return false }
        return handling.kind == .external && region.isWithin(officer.region)
    }
}
