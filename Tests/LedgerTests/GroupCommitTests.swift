import Ledger
import Testing

@Suite struct `Committing many writes together` {
    @Test func `a refused write does not touch its neighbours`() {
        let outcomes = Outcomes(3)
        let transactor = ScriptedTransactor()
        GroupCommit.commit(
            [outcomes.write(0), outcomes.write(1, refusing: true), outcomes.write(2)], through: transactor)
        #expect(outcomes.told == ["kept", "refused", "kept"])
        #expect(transactor.verbs == [.begin, .open, .keep, .open, .undo, .open, .keep, .commit])
    }

    @Test(arguments: [ScriptedTransactor.Verb.begin, .open, .commit])
    func `nobody is told anything but the failure when the transaction fails`(verb: ScriptedTransactor.Verb) {
        let outcomes = Outcomes(2)
        let transactor = ScriptedTransactor(failing: verb)
        GroupCommit.commit([outcomes.write(0), outcomes.write(1)], through: transactor)
        #expect(outcomes.told == ["failed", "failed"])
        #expect(!transactor.isOpen)
    }

    @Test func `who was refused because of a neighbour's write is not told so when that write is undone`() {
        let outcomes = Outcomes(2)
        let transactor = ScriptedTransactor(failing: .commit)
        GroupCommit.commit([outcomes.write(0), outcomes.write(1, refusing: true)], through: transactor)
        #expect(outcomes.told == ["failed", "failed"])
    }

    @Test func `a savepoint that cannot be kept is undone, and only its write fails`() {
        let outcomes = Outcomes(1)
        let transactor = ScriptedTransactor(failing: .keep)
        GroupCommit.commit([outcomes.write(0)], through: transactor)
        #expect(outcomes.told == ["failed"])
        #expect(transactor.verbs == [.begin, .open, .keep, .undo, .commit])
    }

    @Test func `a write that ends the whole transaction takes the neighbours with it`() {
        let outcomes = Outcomes(3)
        let transactor = ScriptedTransactor()
        let writes = [outcomes.write(0), outcomes.write(1, ending: transactor), outcomes.write(2)]
        GroupCommit.commit(writes, through: transactor)
        #expect(outcomes.told == ["refused", "refused", "refused"])
        #expect(!transactor.verbs.contains(.commit))
    }
}

/// A transaction that fails where a test wants it to.
final class ScriptedTransactor: Transactor {
    enum Verb: Sendable { case begin, open, keep, undo, commit }
    struct Broken: Error {}

    let session: any Session = IdleSession()
    private(set) var isOpen = false
    private(set) var verbs: [Verb] = []
    private let failing: Verb?

    init(failing: Verb? = nil) {
        self.failing = failing
    }

    private func run(_ verb: Verb) throws {
        verbs.append(verb)
        if verb == failing { throw Broken() }
    }

    func begin() throws {
        try run(.begin)
        isOpen = true
    }

    func openSavepoint() throws { try run(.open) }
    func keepSavepoint() throws { try run(.keep) }
    func undoSavepoint() throws { try run(.undo) }
    func commit() throws { try run(.commit) }
    func abandon() { isOpen = false }
}

/// A session for writes that use none.
private final class IdleSession: Session {
    let dialect = Dialect.sqlite
    func execute(_ statement: Statement, _ values: [SQLValue]) throws -> Int { 0 }
    func post(_ statement: Statement, _ values: [SQLValue]) throws {}
    func each(_ statement: Statement, _ values: [SQLValue], _ read: (any Row) throws -> Bool) throws {}
    func script(_ sql: String) throws {}
}

private struct Unwanted: Error {}

/// How each write was settled, once.
private final class Outcomes {
    private(set) var told: [String]

    init(_ count: Int) {
        told = Array(repeating: "", count: count)
    }

    func write(_ place: Int, refusing: Bool = false, ending transactor: ScriptedTransactor? = nil) -> PendingWrite {
        PendingWrite(
            attempt: { _ in
                transactor?.abandon()
                if refusing || transactor != nil { throw Unwanted() }
            },
            settle: { error in
                // Settled twice reads "keptkept".
                self.told[place] += error.map { $0 is Unwanted ? "refused" : "failed" } ?? "kept"
            })
    }
}
