import FEEL
import Ledger

/// Answers found well formed, in the form in which they are stored and as rules see them.
struct ReadAnswers {
    private var places: [String: Int] = [:]
    private var entries: [(stored: JSON, value: FEEL.Value)] = []

    init(capacity: Int) {
        places.reserveCapacity(capacity)
        entries.reserveCapacity(capacity)
    }

    /// Those of `read` that were kept.
    init(_ kept: Answers, of read: ReadAnswers) {
        self.init(capacity: kept.members.count)
        for member in kept.members { add(member.name, read.value(member.name)) }
    }

    var count: Int { entries.count }

    /// Null and what has no stored form is not kept.
    mutating func add(_ name: String, _ value: FEEL.Value) {
        guard places[name] == nil, let stored = JSON(value) else { return }
        places[name] = entries.count
        entries.append((stored, value))
    }

    func stored(_ name: String) -> JSON? { places[name].map { entries[$0].stored } }
    func value(_ name: String) -> FEEL.Value { places[name].map { entries[$0].value } ?? .null }
}
