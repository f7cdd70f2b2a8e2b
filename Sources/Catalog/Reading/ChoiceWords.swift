import Synchronization

/// How catalog files may name the cases of an enumeration, in their order. Names come from reflection, which is slow, so they are
/// asked for once.
enum ChoiceWords {
    private static let known = Mutex<[ObjectIdentifier: [(name: String, code: String)]]>([:])

    static func of<Choice: CaseIterable & RawRepresentable>(_ choice: Choice.Type) -> [(name: String, code: String)] {
        let key = ObjectIdentifier(choice)
        if let known = known.withLock({ $0[key] }) { return known }
        let found = Choice.allCases.map { (name: "\($0)", code: "\($0.rawValue)") }
        known.withLock { $0[key] = found }
        return found
    }
}
