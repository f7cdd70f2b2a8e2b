import Vocabulary

/// That an account was refused something it may not do (越权操作), counted an hour at a time.
public struct RefusedAct: Hashable, Sendable {
    public let account: String
    /// Hours since 1970.
    public let hour: Int64
    /// What it tried, by its template, such as `POST /api/v1/items/{number}/decision`.
    public let act: String
    /// 403 when it was told so; 404 when what it asked for was kept from it, or is not there.
    public let status: Int
    public let count: Int
    /// The number of the case that was asked for last; nil when the act names none.
    public let about: String?
    /// The latest of them.
    public let at: Instant

    /// So many refusals of one account within an hour raise an alarm. A person who strays from page to page has a handful.
    public static let alarming = 20
}
