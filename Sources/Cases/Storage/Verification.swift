import Catalog
import Ledger
import Vocabulary

/// What `lianban verify` found: how many things each invariant looked at, and every violation.
public struct Verification: Sendable {
    public struct Violation: Equatable, Sendable {
        public let invariant: String
        public let subject: String
        public let detail: String

        public init(invariant: String, subject: String, detail: String) {
            self.invariant = invariant
            self.subject = subject
            self.detail = detail
        }
    }

    public var checked: [(invariant: String, count: Int)] = []
    public var violations: [Violation] = []
    public var isClean: Bool { violations.isEmpty }
}

extension Casework {
    /// Proves the promises on the store as it is: reads all history, folds it anew and compares.
    /// - Parameter progress: applications checked so far, applications in all.
    public func verify(progress: @escaping @Sendable (Int, Int) -> Void = { _, _ in }) async throws -> Verification {
        try await store.read { [self] session in
            var verifier = Verifier(casework: self, session: session)
            return try verifier.run(progress: progress)
        }
    }
}

/// Checks the invariants one application at a time.
private struct Verifier {
    let casework: Casework
    let session: any Session
    var counts = ["items": 0, "receipts": 0, "transitions": 0, "feedback": 0, "deadlines": 0, "fold": 0]
    var violations: [Verification.Violation] = []

    init(casework: Casework, session: any Session) {
        self.casework = casework
        self.session = session
    }

    mutating func run(progress: (Int, Int) -> Void) throws -> Verification {
        let total = try session.first(.countCases) { $0.int(0) } ?? 0
        var after = CaseReference(shard: .min, id: Identifier(high: 0, low: 0))
        var done = 0
        while true {
            let page = try session.query(.casesAfter, [.integer(after.shard), .id(after.id), .integer(500)]) { row in
                CaseReference(shard: row.integer(0), id: try row.id(1))
            }
            guard let last = page.last else { break }
            for reference in page {
                try check(reference)
                done += 1
            }
            after = last
            progress(done, total)
        }
        try checkStreams()
        var verification = Verification()
        verification.checked = counts.sorted { $0.key < $1.key }.map { (invariant: $0.key, count: $0.value) }
        verification.violations = violations
        return verification
    }

    private mutating func violation(_ invariant: String, _ subject: some CustomStringConvertible, _ detail: String) {
        violations.append(.init(invariant: invariant, subject: subject.description, detail: detail))
    }

    private mutating func check(_ reference: CaseReference) throws {
        counts["fold", default: 0] += 1
        let stored: Application
        do {
            stored = try casework.load(reference, in: session)
        } catch {
            return violation("fold", reference.id, "its state cannot be read: \(error)")
        }
        let history: [StoredEvent]
        do {
            history = try casework.history(reference, in: session)
        } catch {
            return violation("transitions", stored.number, "its history cannot be read: \(error)")
        }
        if let folded = fold(history, stored), folded != stored {
            violation("fold", stored.number, "the stored state is not the fold of its events")
        }
        try checkColumns(stored, reference)
        checkItems(stored, history)
        checkFeedback(stored, history)
        checkNumbers(stored, reference)
    }

    /// Invariant 5 and 9: only legal transitions, and the state is the fold.
    private mutating func fold(_ history: [StoredEvent], _ stored: Application) -> Application? {
        var application: Application?
        var previous: Instant?
        for (offset, event) in history.enumerated() {
            counts["transitions", default: 0] += 1
            if event.version != offset + 1 {
                violation("transitions", stored.number, "version \(event.version) at place \(offset + 1)")
            }
            if let previous, event.at < previous {
                violation("transitions", stored.number, "event \(event.version) is older than the one before it")
            }
            previous = event.at
            do {
                let decoded = try ApplicationEvent(event)
                checkDeadline(decoded, event, application)
                if case .submitted(let submission) = decoded, application == nil {
                    application = Application(submission, at: event.at)
                } else if application != nil {
                    try application?.apply(decoded, at: event.at)
                } else {
                    violation("transitions", stored.number, "the first event is \(event.kind)")
                    return nil
                }
            } catch {
                violation("transitions", stored.number, "event \(event.version): \(error)")
                return nil
            }
        }
        if application == nil { violation("items", stored.number, "it has no history") }
        return application
    }

    /// Invariant 8: what time brought about came by its day and not before.
    private mutating func checkDeadline(_ event: ApplicationEvent, _ stored: StoredEvent, _ before: Application?) {
        guard stored.actor == Actor.system.tag, let item = event.item, let task = before?.task(item) else { return }
        let expected: CalendarDay?
        switch (event, task.progress) {
        case (.accepted, .received(_, let acceptBy)): expected = acceptBy.adding(days: 1)
        case (.terminated, _): expected = task.openCorrection?.by.adding(days: 1)
        case (.warned(_, .yellow, let due), .handling(let handling)):
            expected = casework.calendar.workingDay(handling.yellowDays, before: due)
        case (.warned(_, .red, let due), _): expected = due.adding(days: 1)
        case (.toleranceLapsed(_, let material), .handling(let handling)):
            expected = handling.tolerances[material]?.adding(days: 1)
        case (.commitmentCheckDue, .ended(let ending)): expected = ending.checkOn
        case (.stepEntered, .handling(let handling)) where handling.kind == .publicize:
            expected = handling.stepUntil?.adding(days: 1)
        default: return
        }
        counts["deadlines", default: 0] += 1
        guard let expected else {
            return violation("deadlines", task.number, "\(stored.kind) rang without a deadline")
        }
        if stored.at.day < expected {
            violation("deadlines", task.number, "\(stored.kind) rang on \(stored.at.day), before \(expected)")
        }
    }

    /// Invariant 1: exactly its items, each with its number.
    private mutating func checkItems(_ application: Application, _ history: [StoredEvent]) {
        counts["items", default: 0] += application.tasks.count
        let submitted = history.first?.body["items"]?.elements?.compactMap { $0["item"]?.text } ?? []
        if submitted != application.tasks.map(\.item.rawValue) {
            violation("items", application.number, "the items are not the ones that were submitted")
        }
        if Set(application.tasks.map(\.number)).count != application.tasks.count {
            violation("items", application.number, "two items share a number")
        }
        // Invariant 2: an item is handed to its department once per epoch.
        for task in application.tasks {
            let starts = history.filter { $0.kind == "started" && $0.item == task.item.rawValue }.count
            counts["receipts", default: 0] += starts
            if starts != task.epoch {
                violation("receipts", task.number, "handed over \(starts) times, received \(task.epoch) times")
            }
        }
    }

    /// Invariant 6: one feedback, after the last item.
    private mutating func checkFeedback(_ application: Application, _ history: [StoredEvent]) {
        let issued = history.filter { $0.kind == "answered" }.count
        counts["feedback", default: 0] += 1
        if issued > 1 { violation("feedback", application.number, "\(issued) feedbacks were issued") }
        if application.hasEnded, issued == 0 {
            violation("feedback", application.number, "every item has ended without a feedback")
        }
        if issued == 1, application.feedback == nil {
            violation("feedback", application.number, "the feedback is not in the state")
        }
    }

    private mutating func checkNumbers(_ application: Application, _ reference: CaseReference) {
        do {
            let number = application.number
            let entry = try Directory.find(
                .caseNumber, Casework.digest(of: number), near: Casework.place(of: number), in: session)
            if entry?.target != reference.id.bytes {
                violation("items", application.number, "the directory does not find it")
            }
        } catch {
            violation("items", application.number, "the directory cannot be read: \(error)")
        }
    }

    /// Invariant 9 for the columns that lists and clocks read.
    private mutating func checkColumns(_ application: Application, _ reference: CaseReference) throws {
        let columns = try session.first(.caseColumns, [.integer(reference.shard), .id(reference.id)]) { row in
            (status: row.text(0), wakeAt: row.optionalInstant(1))
        }
        if columns?.status != application.status.rawValue {
            violation("fold", application.number, "its status column differs")
        }
        if columns?.wakeAt != application.wakeAt(casework.calendar) {
            violation("deadlines", application.number, "its next alarm differs from what its state says")
        }
        let tasks = try session.query(.taskColumns, [.integer(reference.shard), .id(reference.id)]) { row in
            (phase: row.int(0), status: row.text(1), actBy: row.day(2))
        }
        for (task, row) in zip(application.tasks, tasks)
        where row.phase != task.phase || row.status != task.status.rawValue
            || row.actBy != task.actBy(casework.calendar)
        {
            violation(
                "fold", task.number,
                "its list columns (\(row.phase), \(row.status), \(row.actBy)) differ from its state (\(task.phase), "
                    + "\(task.status.rawValue), \(task.actBy(casework.calendar)))")
        }
    }

    /// Invariant 1 from the other side: no history without its application, and no number given twice.
    private mutating func checkStreams() throws {
        let shared = try session.query(.sharedItemNumbers) { $0.text(0) }
        for number in shared { violation("items", number, "two items share this number") }
        let orphans = try session.query(.streamsWithoutCase) { row in Digest.hexadecimal(row.bytes(0)) }
        for orphan in orphans { violation("items", "stream \(orphan)", "history without an application") }
    }
}

extension Statement {
    static let countCases = Statement("SELECT count(*) FROM case_file")
    static let casesAfter = Statement(
        "SELECT shard_key, id FROM case_file WHERE (shard_key, id) > ($1, $2) ORDER BY shard_key, id LIMIT $3")
    static let caseColumns = Statement("SELECT status, wake_at FROM case_file WHERE shard_key = $1 AND id = $2")
    static let taskColumns = Statement(
        "SELECT phase, status, act_by FROM item_task WHERE shard_key = $1 AND case_id = $2 ORDER BY position")
    static let sharedItemNumbers = Statement(
        "SELECT number FROM item_task GROUP BY number HAVING count(*) > 1 LIMIT 100")
    static let streamsWithoutCase = Statement(
        """
        SELECT stream FROM event WHERE version = 1 AND kind = 'submitted' AND NOT EXISTS (
            SELECT 1 FROM case_file WHERE case_file.shard_key = event.shard_key AND case_file.id = event.stream)
        LIMIT 100
        """)
}
