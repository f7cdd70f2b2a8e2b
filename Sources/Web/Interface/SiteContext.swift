import Access
import Cases
import Catalog
import Hummingbird
import Vocabulary

/// What is known about a request while it is answered.
public struct SiteContext: AuthenticatedContext {
    public var coreContext: CoreRequestContextStorage
    public var signedIn: SignedIn?
    /// Whom the counter serves, when staff of a counter are signed in.
    var serving: CounterVisit?
    /// The mandate under which a citizen acts for somebody else at the moment.
    var acting: Mandate?
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
    /// The person, when a citizen is signed in of whom it is known well enough who they are (实名).
    var applicant: Identifier<Applicant>? {
        principal.kind == .citizen && principal.level >= .needed ? principal.subject?.retyped() : nil
    }

    /// A citizen of whom it is not known well enough who they are.
    var isUnverified: Bool { principal.kind == .citizen && applicant == nil }

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

    /// Who acts, for the engine. Supervisors look on, and staff at a counter act for the person they serve.
    func actor(serving: CounterVisit? = nil) throws(Told) -> Actor {
        if isUnverified { throw .notVerified }
        if let applicant { return .applicant(applicant) }
        if principal.kind == .clerk, let serving { return .clerk(principal.account, for: serving.person) }
        if principal.kind == .officer, let officer { return .officer(officer) }
        throw Told(403, "noRole", "您的账号不能办理", "your account cannot do this")
    }
}

extension SiteContext {
    /// The signed-in principal.
    func required() throws(Told) -> SignedIn {
        guard let signedIn else { throw Told(401, "notSignedIn", "请先登录", "sign in first") }
        return signedIn
    }

    /// The applicant whose applications these are, or why there is none.
    func requiredApplicant() throws(Told) -> Identifier<Applicant> {
        if let applicant { return applicant }
        if try required().isUnverified { throw .notVerified }
        throw Told(403, "noRole", "只有申请人可以查看", "only applicants have applications")
    }

    /// Who acts, for the engine.
    func actor() throws(Told) -> Actor {
        if let acting, let agent = signedIn?.applicant {
            return .agent(agent, for: acting.person.retyped(), mayApply: acting.scope == .apply)
        }
        return try required().actor(serving: serving)
    }

    /// The person whose applications these are: the citizen who is signed in, or whom the counter serves.
    var applicant: Identifier<Applicant>? { acting?.person.retyped() ?? signedIn?.applicant ?? serving?.person }
}

/// As much of an application as somebody may see.
struct VisibleApplication: Sendable {
    let application: Application
    /// The items; nil means all of them.
    let items: Set<ItemCode>?

    func shows(_ item: ItemCode) -> Bool { items?.contains(item) ?? true }

    /// The task whose number this is, if it may be seen.
    func task(numbered number: CaseNumber) throws(Refusal) -> ItemTask {
        let task = try application.task(numbered: number)
        guard shows(task.item) else { throw .noSuchApplication(number.description) }
        return task
    }

}

extension Casework {
    /// What may be seen of an application: applicants and who serves them see all of it, officers the items that their posts
    /// have to do with. An application of which nothing may be seen is as if it did not exist.
    func visible(_ number: CaseNumber, in context: SiteContext) async throws -> VisibleApplication {
        let signedIn = try context.required()
        let (application, catalog) = try await store.read { [self] session in
            guard let reference = try find(number, in: session) else {
                throw Refusal.noSuchApplication(number.description)
            }
            let application = try load(reference, in: session)
            return (application, try shelf.catalog(application.revision, in: session))
        }
        if context.applicant == application.applicant {
            return VisibleApplication(application: application, items: nil)
        }
        let kind = signedIn.principal.kind
        guard kind == .officer || kind == .supervisor, let officer = signedIn.officer else {
            throw Refusal.noSuchApplication(number.description)
        }
        let desk = Desk(officer: officer, isSupervisor: kind == .supervisor)
        let seen = application.tasks.filter { task in catalog.items[task.item].map { desk.sees(task, of: $0) } ?? false
        }
        guard !seen.isEmpty else { throw Refusal.noSuchApplication(number.description) }
        return VisibleApplication(application: application, items: Set(seen.map(\.item)))
    }
}
