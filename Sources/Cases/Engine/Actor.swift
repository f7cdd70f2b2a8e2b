import Catalog
import Vocabulary

/// Who acts.
public enum Actor: Hashable, Sendable {
    case applicant(Identifier<Applicant>)
    case officer(Officer)
    /// 窗口代办: staff at a counter, by the name of their account, on behalf of the person they serve.
    case clerk(String, for: Identifier<Applicant>)
    /// 受托人: another applicant under a mandate of the person. With `mayApply` it reaches as far as applying and withdrawing.
    case agent(Identifier<Applicant>, for: Identifier<Applicant>, mayApply: Bool)
    /// The clock.
    case system

    /// As history records it: `role:id`.
    public var tag: String {
        switch self {
        case .applicant(let id): "applicant:\(id)"
        case .officer(let officer): "officer:\(officer.account)"
        case .clerk(let account, _): "clerk:\(account)"
        case .agent(let id, _, _): "agent:\(id)"
        case .system: "system"
        }
    }
}

/// A member of a department with the roles and the region in which they hold.
public struct Officer: Hashable, Sendable {
    public let account: String
    public let name: String
    public let department: DepartmentCode
    /// Acts in this region and everything inside it.
    public let region: RegionCode
    /// Role codes as the catalog's flows name them.
    public let roles: Set<String>

    public init(account: String, name: String, department: DepartmentCode, region: RegionCode, roles: Set<String>) {
        self.account = account
        self.name = name
        self.department = department
        self.region = region
        self.roles = roles
    }

    /// Whether a step of a task is this officer's to do.
    public func may(_ step: Stage, of task: ItemTask) -> Bool {
        (step.department ?? task.department) == department && task.region.isWithin(region) && roles.contains(step.actor)
    }

    /// Whether the task belongs to this officer's department and region at all.
    public func sees(_ task: ItemTask) -> Bool {
        task.department == department && task.region.isWithin(region)
    }
}
