import Catalog
import Cases
import Registry

/// How a department gets its items and gives its answers. An installation's file says it; the catalog does not change with it.
public struct Connector: Sendable, Equatable {
    public enum Way: Sendable, Equatable {
        /// The desk of this system.
        case desk
        /// The department's own system, over signed HTTP in both directions.
        case http(address: String, secrets: [WebhookSecret])
        /// Lists in a folder that both sides can reach, looked after every so many seconds.
        case file(folder: String, every: Int, format: ListFile.Format = .csv)
    }

    public let department: DepartmentCode
    /// Only these items; nil for all of the department's.
    public let items: Set<ItemCode>?
    public let way: Way
    public let pace: Pace
    /// The posts on whose behalf the department's system answers; nil for all.
    public let roles: Set<String>?

    public init(
        department: DepartmentCode, items: Set<ItemCode>? = nil, way: Way, pace: Pace = Pace(),
        roles: Set<String>? = nil
    ) {
        self.department = department
        self.items = items
        self.way = way
        self.pace = pace
        self.roles = roles
    }

    /// Its name in the outbox, in duties and in lists.
    public var destination: String { "department:\(department)" }

    /// The account under which history records what the department's system did.
    var account: String { "connector:\(department)" }
}

/// A third party that is told what happens to applications, without personal data.
public struct Subscription: Sendable, Equatable {
    /// Unique among the installation's subscriptions.
    public let name: String
    public let address: String
    public let secrets: [WebhookSecret]
    /// The kinds of events it wants, such as `answered`.
    public let kinds: Set<String>
    public let pace: Pace
    /// Whether its address may lie in this network; only an administrator's file can say so.
    public let isInternal: Bool

    public init(
        name: String, address: String, secrets: [WebhookSecret], kinds: Set<String>, pace: Pace = Pace(),
        isInternal: Bool = false
    ) {
        self.name = name
        self.address = address
        self.secrets = secrets
        self.kinds = kinds
        self.pace = pace
        self.isInternal = isInternal
    }

    public var destination: String { "subscription:\(name)" }
}

/// How fast a destination may be used, and how patient we are with it.
public struct Pace: Sendable, Equatable {
    /// Deliveries under way at the same time.
    public var concurrency = 8
    /// Deliveries a second.
    public var rate = 500
    /// Seconds until a delivery without an answer counts as failed.
    public var timeOut = 10
    /// Failures in a row after which the destination is left alone for a while.
    public var breaksAfter = 5
    /// Seconds to the first repetition; each further one waits about twice as long.
    public var firstRetry = 1
    /// The longest wait between two attempts, in seconds.
    public var longestRetry = 300
    /// How often a message that the destination refuses is tried before it goes to the dead letters.
    public var refusals = 5
    /// Hours after which a message is given up even if the destination is only out of reach.
    public var patience = 24 * 7

    public init() {}
}

/// All connectors and subscriptions of an installation.
public struct Connectors: Sendable, Equatable {
    public let departments: [Connector]
    public let subscriptions: [Subscription]

    public init(departments: [Connector] = [], subscriptions: [Subscription] = []) {
        self.departments = departments
        self.subscriptions = subscriptions
    }

    /// Everything is done at the desk.
    public static let none = Connectors()

    public func connector(of department: DepartmentCode) -> Connector? {
        departments.first { $0.department == department }
    }

    /// What the case room must know to store with each event what has to leave.
    public var forwarding: Forwarding {
        Forwarding(
            routes: departments.filter { $0.way != .desk }.map {
                .init(
                    destination: $0.destination, department: $0.department, items: $0.items,
                    exceptBy: "officer:\($0.account)")
            } + subscriptions.map { .init(destination: $0.destination, kinds: $0.kinds) })
    }
}
