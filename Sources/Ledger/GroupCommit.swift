/// The verbs of one connection's transaction, as group commit needs them. Every verb is synchronous.
public protocol Transactor: AnyObject {
    var session: any Session { get }
    func begin() throws
    func openSavepoint() throws
    func keepSavepoint() throws
    func undoSavepoint() throws
    /// Returns only when the transaction is durable.
    func commit() throws
    /// Undoes everything since `begin`. Never throws: a transaction that ended by itself is already undone.
    func abandon()
    /// Whether the transaction is still open; some failures end it.
    var isOpen: Bool { get }
}

/// One write that waits for the next commit.
public final class PendingWrite: @unchecked Sendable {
    // Touched by the enqueuing task before, and by the committing thread after, it passes through the queue.
    private let attemptBody: (any Session) throws -> Void
    private let settleBody: ((any Error)?) -> Void
    fileprivate var refusal: (any Error)?

    /// - Parameters:
    ///   - attempt: writes inside a savepoint; throwing undoes only this write.
    ///   - settle: told the outcome exactly once, after the commit: nil when the write is durable.
    public init(attempt: @escaping (any Session) throws -> Void, settle: @escaping ((any Error)?) -> Void) {
        attemptBody = attempt
        settleBody = settle
    }

    func attempt(in session: any Session) throws { try attemptBody(session) }
    public func settle(_ error: (any Error)?) { settleBody(error) }
}

/// Many waiting writes, one durable transaction; each is isolated by a savepoint.
public enum GroupCommit {
    /// Commits `writes` together and settles every one of them exactly once, whatever happens.
    public static func commit(_ writes: [PendingWrite], through transactor: any Transactor) {
        do {
            try transactor.begin()
            try attemptAll(writes, through: transactor)
            // Nothing of the batch is acknowledged before this line returns.
            try transactor.commit()
        } catch {
            transactor.abandon()
            // Also who was refused: the reason may have been a neighbour's write, which is undone now.
            for write in writes { write.settle(error) }
            return
        }
        for write in writes { write.settle(write.refusal) }
    }

    private static func attemptAll(_ writes: [PendingWrite], through transactor: any Transactor) throws {
        for write in writes {
            try transactor.openSavepoint()
            do {
                try write.attempt(in: transactor.session)
                try transactor.keepSavepoint()
            } catch {
                // A full disk or a failed read ends the whole transaction: then no neighbour may be acknowledged.
                guard transactor.isOpen else { throw error }
                write.refusal = error
                try transactor.undoSavepoint()
            }
        }
    }
}
