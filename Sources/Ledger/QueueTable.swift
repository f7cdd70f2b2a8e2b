/// A table through which rows only pass: they are added, taken out, and deleted soon after.
public struct QueueTable: Sendable {
    public let name: String

    /// - Parameter name: as the schema writes it.
    public init(_ name: StaticString) {
        self.name = "\(name)"
    }

    public static let outbox = QueueTable("outbox")
    public static let auditPending = QueueTable("audit_pending")
    /// Few rows that are changed over and over, which leaves as much behind.
    public static let duties = QueueTable("duty")

    /// Keeps tables from being written anew until the transaction ends. Call it first in a body that compares a queue with what
    /// went through it: a snapshot from before finds a table empty that was written anew since.
    static func hold(_ tables: [QueueTable], in session: any Session) throws {
        guard session.dialect == .postgres else { return }
        try session.script("LOCK TABLE \(tables.map(\.name).joined(separator: ", ")) IN ACCESS SHARE MODE")
    }
}

/// What became of the wish to make a queue small again.
public enum Compaction: Equatable, Sendable {
    /// It is small enough, or the store gives the room of deleted rows back by itself.
    case unneeded
    /// It was written anew.
    case done
    /// More waits in it than is worth copying.
    case full
    /// Others were at it. Somebody who has looked into it in an open transaction stays at it for as long as that is open.
    case busy
}
