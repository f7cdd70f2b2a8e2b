import Ledger
import Vocabulary

/// The machine died.
struct Crashed: Error {}

/// A machine with a clock and a disk, on which a process runs, dies and is started again. Used by one thread.
final class Machine: @unchecked Sendable {
    let database: MemoryDatabase
    let mutant: StoreMutant?
    var now: Instant
    /// Which process runs; a request to an earlier one meets nobody.
    private(set) var incarnation = 0
    /// Whether things go wrong.
    var isFaulty = true
    private(set) var crashes = 0
    private(set) var failures = 0
    private var random: SeededGenerator

    init(seed: UInt64, database: MemoryDatabase, now: Instant, mutant: StoreMutant?) {
        random = SeededGenerator(seed: seed)
        self.database = database
        self.now = now
        self.mutant = mutant
    }

    /// Whether one of so many times something goes wrong here.
    func fails(onceIn count: Int) -> Bool {
        guard isFaulty, random.once(in: count) else { return false }
        failures += 1
        return true
    }

    func crash() {
        crashes += 1
        incarnation += 1
        database.transactor.abandon()
    }
}

/// One process's transactions: any step may fail or be the last.
final class FaultyTransactor: Transactor {
    private let machine: Machine
    private let incarnation: Int
    private var disk: any Transactor { machine.database.transactor }
    private var isDead: Bool { machine.incarnation != incarnation }
    private let decorated: any Session

    init(_ machine: Machine) {
        self.machine = machine
        incarnation = machine.incarnation
        let faulty = FaultySession(machine.database.transactor.session, machine)
        decorated = machine.mutant.map { ForgetfulSession(faulty, $0) } ?? faulty
    }

    var session: any Session { decorated }
    var isOpen: Bool { !isDead && disk.isOpen }

    private func step(_ body: () throws -> Void) throws {
        if isDead { throw Crashed() }
        if machine.fails(onceIn: 150) {
            machine.crash()
            throw Crashed()
        }
        if machine.fails(onceIn: 120) { throw StorageFailure.failed(code: 10, message: "disk I/O error", sql: nil) }
        try body()
    }

    func begin() throws {
        try step {
            // A lazy commit is made up for when the next transaction begins, if nothing comes in between.
            if machine.mutant == .commitsLazily, disk.isOpen { try disk.commit() }
            try disk.begin()
        }
    }

    func openSavepoint() throws { try step { try disk.openSavepoint() } }
    func keepSavepoint() throws { try step { try disk.keepSavepoint() } }

    func undoSavepoint() throws {
        try step {
            if machine.mutant == .keepsRefusedWrites { try disk.keepSavepoint() } else { try disk.undoSavepoint() }
        }
    }

    func commit() throws {
        do {
            try step {}
            if machine.fails(onceIn: 40) { throw StorageFailure.full }
        } catch {
            if machine.mutant == .swallowsFailedCommit, !isDead { return disk.abandon() }
            throw error
        }
        if machine.mutant == .commitsLazily { return }
        try disk.commit()
        if machine.fails(onceIn: 40) {
            machine.crash()
            throw Crashed()
        }
    }

    func abandon() {
        if !isDead { disk.abandon() }
    }
}

/// Statements that may find the disk full, lose the whole transaction, or be the process's last.
final class FaultySession: SessionDecorator {
    private let machine: Machine

    init(_ inner: any Session, _ machine: Machine) {
        self.machine = machine
        super.init(inner)
    }

    private func step() throws {
        if machine.fails(onceIn: 1_500) { throw StorageFailure.full }
        if machine.fails(onceIn: 1_500) {
            machine.database.transactor.abandon()
            throw StorageFailure.full
        }
        if machine.fails(onceIn: 1_000) {
            machine.crash()
            throw Crashed()
        }
    }

    @discardableResult
    override func execute(_ statement: Statement, _ values: [SQLValue]) throws -> Int {
        try step()
        return try super.execute(statement, values)
    }

    override func post(_ statement: Statement, _ values: [SQLValue]) throws {
        try step()
        try super.post(statement, values)
    }
}
