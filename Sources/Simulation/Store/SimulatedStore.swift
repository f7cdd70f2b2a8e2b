import Ledger

/// The store of one process on a simulated machine: a queue, a writer that commits what waits, and readers.
final class SimulatedStore: Store, @unchecked Sendable {
    let dialect = Dialect.sqlite
    private let machine: Machine
    private let executor: SeededExecutor
    private let incarnation: Int
    private let capacity: Int
    private var queue: [PendingWrite] = []
    private var isWriting = false

    init(_ machine: Machine, _ executor: SeededExecutor, capacity: Int = 5) {
        self.machine = machine
        self.executor = executor
        self.capacity = capacity
        incarnation = machine.incarnation
    }

    private var isDead: Bool { machine.incarnation != incarnation }

    func write<T: Sendable>(_ body: @escaping @Sendable (any Session) throws -> T) async throws -> T {
        await Task.yield()
        if isDead { throw StorageFailure.closed }
        guard queue.count < capacity else { throw StorageFailure.overloaded(retryAfterSeconds: 1) }
        let result = Place<T>()
        let answer: T = try await withCheckedThrowingContinuation { continuation in
            queue.append(
                PendingWrite(
                    attempt: { session in result.value = try body(session) },
                    settle: { error in
                        if let error {
                            continuation.resume(throwing: error)
                        } else if let value = result.value {
                            continuation.resume(returning: value)
                        } else {
                            continuation.resume(throwing: StorageFailure.corrupt("settled without being tried"))
                        }
                    }))
            startWriter()
        }
        // The answer travels; who dies on the way has told nobody.
        await Task.yield()
        if isDead, machine.mutant != .acknowledgesBeforeCommit { throw Crashed() }
        return answer
    }

    func read<T: Sendable>(_ body: @escaping @Sendable (any Session) throws -> T) async throws -> T {
        await Task.yield()
        if isDead { throw StorageFailure.closed }
        return try body(machine.database.transactor.session)
    }

    func migrate(_ migrations: [Migration]) async throws {}
    func close() async {}

    private func startWriter() {
        guard !isWriting else { return }
        isWriting = true
        Task(executorPreference: executor) { await self.writeUntilEmpty() }
    }

    private func writeUntilEmpty() async {
        while true {
            await Task.yield()
            guard !queue.isEmpty else { break }
            let batch = Array(queue.prefix(3))
            queue.removeFirst(batch.count)
            commit(batch)
        }
        isWriting = false
    }

    private func commit(_ batch: [PendingWrite]) {
        if isDead {
            for write in batch { write.settle(Crashed()) }
            return
        }
        let transactor = FaultyTransactor(machine)
        if machine.mutant == .acknowledgesBeforeCommit {
            GroupCommit.commit(batch, through: EagerTransactor(transactor))
        } else {
            GroupCommit.commit(batch, through: transactor)
        }
    }
}

/// Says that a commit is done, and may then fail to do it.
private final class EagerTransactor: Transactor {
    private let inner: any Transactor

    init(_ inner: any Transactor) {
        self.inner = inner
    }

    var session: any Session { inner.session }
    var isOpen: Bool { inner.isOpen }
    func begin() throws { try inner.begin() }
    func openSavepoint() throws { try inner.openSavepoint() }
    func keepSavepoint() throws { try inner.keepSavepoint() }
    func undoSavepoint() throws { try inner.undoSavepoint() }
    func abandon() { inner.abandon() }

    func commit() throws {
        // By now everybody has been told.
        do { try inner.commit() } catch { inner.abandon() }
    }
}

/// A place for a result that is set before it is read.
private final class Place<T>: @unchecked Sendable {
    var value: T?
}
