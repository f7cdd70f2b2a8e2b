import Ledger
import Synchronization
import Vocabulary

/// An application as the store holds it, with its form and the key of its applicant if those were read.
struct KnownCase: Sendable {
    let reference: CaseReference
    let application: Application
    var answers: Answers?
    var key: SubjectKey?
}

/// Applications as they were last stored here, so that the next act need not read them back.
///
/// What lies here may be behind the store, where other nodes write too. It only ever serves to prepare an act, and an act is
/// stored only on the version it was prepared for.
final class RecentCases: Sendable {
    private struct Shelf {
        var cases: [Identifier<Application>: KnownCase] = [:]
        /// The numbers that acts came with: the application's own, or one of its items'.
        var numbers: [CaseNumber: Identifier<Application>] = [:]
    }

    private let capacity: Int
    /// What was used since the last turn, and what was used only before it.
    private let shelves = Mutex((young: Shelf(), old: Shelf()))

    /// - Parameter capacity: applications kept at least; at most twice as many.
    init(capacity: Int = 1_024) {
        self.capacity = capacity
    }

    func find(_ id: Identifier<Application>) -> KnownCase? {
        shelves.withLock { $0.young.cases[id] ?? $0.old.cases[id] }
    }

    func find(_ number: CaseNumber) -> KnownCase? {
        shelves.withLock { shelves in
            guard let id = shelves.young.numbers[number] ?? shelves.old.numbers[number] else { return nil }
            return shelves.young.cases[id] ?? shelves.old.cases[id]
        }
    }

    /// Keeps the newer of what is known and what is given.
    func remember(_ known: KnownCase, as number: CaseNumber? = nil) {
        // Holds what falls out until the lock is free again.
        var dropped: Shelf?
        shelves.withLock { shelves in
            let id = known.reference.id
            if let number { shelves.young.numbers[number] = id }
            if let there = shelves.young.cases[id], there.application.version >= known.application.version { return }
            shelves.young.cases[id] = known
            guard shelves.young.cases.count >= capacity else { return }
            dropped = shelves.old
            shelves.old = shelves.young
            shelves.young = Shelf()
        }
        _ = dropped
    }
}
