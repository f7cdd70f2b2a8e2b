import FEEL
import Ledger

/// Answers found well formed, in the form in which they are stored and as rules see them.
struct ReadAnswers {
    private var places: [String: Int] = [:]
    private var entries: [(stored: JSON, value: FEEL.Value)] = []
    /// How many of them are kept.
    private(set) var keptCount = 0

    private var isKept: [Bool] = []

    init(capacity: Int) {
        places.reserveCapacity(capacity)
        entries.reserveCapacity(capacity)
    }

    var count: Int { entries.count }

    /// Null and what has no stored form is not kept.
    mutating func add(_ name: String, _ value: FEEL.Value) {
        guard places[name] == nil, let stored = JSON(value) else { return }
        places[name] = entries.count
        entries.append((stored, value))
        isKept.append(false)
    }

    /// The stored form of an answer, which is kept from now on; nil when there is none.
    mutating func keep(_ name: String) -> JSON? {
        guard let place = places[name] else { return nil }
        if !isKept[place] { keptCount += 1 }
        isKept[place] = true
        return entries[place].stored
    }

    func value(_ name: String) -> FEEL.Value { places[name].map { entries[$0].value } ?? .null }

    func keptValue(_ name: String) -> FEEL.Value {
        places[name].flatMap { isKept[$0] ? entries[$0].value : nil } ?? .null
    }
}
