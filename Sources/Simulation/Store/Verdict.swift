import Cases
import Ledger
import Vocabulary

/// Compares what the outside world was told with what is stored when everything is over.
final class Verdict: @unchecked Sendable {
    private let schedule: StoreSchedule
    private var promises: Promises { schedule.promises }
    private var violation: Violation?
    private var summary: [String] = []
    private var isReached = false

    init(schedule: StoreSchedule) {
        self.schedule = schedule
    }

    func result() throws(Violation) -> [String] {
        if let violation { throw violation }
        guard isReached else { throw Violation("liveness", "the check never ends") }
        return summary
    }

    func reach() async {
        do {
            if let breach = promises.breaches.first { throw breach }
            let casework = schedule.casework
            let verification = try await casework.verify()
            if let found = verification.violations.first {
                throw Violation("verify", "\(found.invariant) \(found.subject): \(found.detail)")
            }
            try await casework.store.read { [self] session in try compare(casework, session) }
            isReached = true
        } catch let found as Violation {
            violation = found
        } catch {
            violation = Violation("verify", "\(error)")
        }
    }

    private func compare(_ casework: Casework, _ session: any Session) throws {
        let stored = try session.first(Self.cases) { $0.int(0) } ?? 0
        if stored != promises.keys.count {
            throw Violation("intake", "\(promises.keys.count) keys, \(stored) applications")
        }
        if let twice = try session.first(Self.sharedNumbers, [], { $0.text(0) }) {
            throw Violation("numbers", "\(twice) is given twice")
        }
        let latest = try session.first(Self.latest) { $0.integer(0) } ?? 0
        if latest > schedule.machine.now.microseconds {
            throw Violation("deadline", "something happened in the future")
        }
        var grants = 0
        for key in promises.keys {
            guard let answer = promises.answers[key] else { throw Violation("liveness", "\(key) was never answered") }
            guard let reference = try casework.find(answer.number, in: session) else {
                throw Violation("intake", "\(answer.number) was acknowledged and is lost")
            }
            let application = try casework.load(reference, in: session)
            let history = try casework.history(reference, in: session)
            if application.tasks.map(\.item.rawValue) != answer.items {
                throw Violation("intake", "\(key) has other items")
            }
            guard application.hasEnded else { throw Violation("liveness", "\(key) never ends") }
            if history.count(where: { $0.kind == "answered" }) != 1 {
                throw Violation("feedback", "\(key) has not exactly one")
            }
            if application.wakeAt(casework.calendar).map({ $0 <= schedule.machine.now }) == true {
                throw Violation("alarm", "\(key) was not woken")
            }
            try compareActs(on: answer.number, history)
            try compareMessages(reference, history)
            grants += history.count { $0.kind == "granted" || $0.kind == "resultCorrected" }
            summary += history.map { "\($0.version) \($0.kind) \($0.item ?? "") \($0.actor.prefix(9)) \($0.at)" }
        }
        let facts = try session.first(Self.facts) { $0.int(0) } ?? 0
        if facts != grants { throw Violation("facts", "\(grants) results left \(facts) facts") }
    }

    /// What an officer was told to have done stands in history, right after what they had seen.
    private func compareActs(on number: CaseNumber, _ history: [StoredEvent]) throws {
        for act in promises.acts where act.number == number {
            guard act.version <= history.count else {
                throw Violation("acknowledged", "version \(act.version) of \(number) is lost")
            }
            guard let expecting = act.expecting, expecting < act.version else { continue }
            if history[expecting].actor != act.actor {
                throw Violation(
                    "versions", "\(act.actor) had seen \(expecting), and \(history[expecting].actor) came between")
            }
        }
    }

    /// Every notice went out, each once by its key.
    private func compareMessages(_ reference: CaseReference, _ history: [StoredEvent]) throws {
        var due: [String: Int] = [:]
        let kinds: Set<String> = [
            "submitted", "correctionAsked", "answered", "feedbackRevised", "terminated", "resultRevoked",
        ]
        for event in history where kinds.contains(event.kind) {
            due[Promises.subject(reference.id.bytes, event.item, event.kind), default: 0] += 1
        }
        for (subject, count) in due where promises.messages[subject]?.count ?? 0 != count {
            throw Violation("messages", "\(subject): \(count) due, \(promises.messages[subject]?.count ?? 0) came")
        }
    }

    private static let cases = Statement("SELECT count(*) FROM case_file")
    private static let facts = Statement("SELECT count(*) FROM fact")
    private static let latest = Statement("SELECT max(at) FROM event")
    private static let sharedNumbers = Statement(
        """
        SELECT number FROM (SELECT number FROM item_task UNION ALL SELECT number FROM case_file)
        GROUP BY number HAVING count(*) > 1 LIMIT 1
        """)
}
