import FEEL
import Ledger
import Registry
import Vocabulary

/// Finds who is entitled to what, keeps it current, and offers it.
///
/// ```swift
/// let entitlements = Entitlements(store: store, register: register)
/// try await entitlements.find(schemes) { person, entitlement in … }      // everybody, nothing is written
/// try await entitlements.refresh(schemes, limits: limits, at: now)       // what can have changed, and offers
/// ```
public struct Entitlements: Sendable {
    let store: any Store
    let register: Register
    /// People read, or decided, in one go.
    let page: Int

    public init(store: any Store, register: Register, page: Int = 2_000) {
        self.store = store
        self.register = register
        self.page = page
    }

    /// One person found by a run over everybody.
    public struct Found: Sendable {
        public let subject: Identifier<Subject>
        public let entitlement: Entitlement
        public let because: [Ground]
    }

    /// What a run did.
    public struct Tally: Hashable, Sendable {
        /// People read.
        public var people = 0
        /// Decisions for one person and one policy.
        public var decided = 0
        public var offers = 0

        public init() {}
    }

    /// Runs schemes over every person of the register, page by page in columns, and hands out who is entitled.
    ///
    /// - Returns: how many people were looked at, and the conditions that had to run in the interpreter.
    public func find(
        _ schemes: Schemes, explaining: Bool = true, _ found: (Found) throws -> Void
    ) async throws -> (people: Int, interpreted: Set<String>) {
        var place: RegisterPlace? = .start
        var people = 0
        var interpreted: Set<String> = []
        while let from = place {
            let next = try await store.read { [register, page] session in
                try register.people(after: from, limit: page, on: schemes.day, for: Offers.purpose, in: session)
            }
            people += next.people.count
            let census = Census(schemes.all.map(\.rule), over: schemes.population(of: next.people))
            interpreted.formUnion(census.interpreted.map { "\($0.rule): \($0.condition)" })
            for (scheme, rows) in zip(schemes.all, census.entitled()) {
                // The columns have said yes already; what remains is the amount.
                for row in rows { try report(scheme, next.people[row], schemes, explaining, found) }
            }
            place = next.next
        }
        return (people, interpreted)
    }

    /// Hands out a person whom a scheme entitles.
    func report(
        _ scheme: Scheme, _ person: RegisteredPerson, _ schemes: Schemes, _ explaining: Bool,
        _ found: (Found) throws -> Void
    ) throws {
        guard let entitlement = schemes.decide(scheme, person.facts) else { return }
        try found(
            Found(
                subject: person.id, entitlement: entitlement,
                because: explaining ? schemes.grounds(scheme, person.facts) : []))
    }
}

extension Schemes {
    /// What the register knows about some people, as columns.
    func population(of people: [RegisteredPerson]) -> Population {
        let columns = facts.recorded.sorted().map { name in
            var builder = ColumnBuilder(name)
            for person in people { builder.append(value(name, person.facts)) }
            return builder.column
        }
        return facts.completed(
            count: people.count, columns, constants: [Circumstances.dayName: value(Circumstances.dayName, [:])])
    }
}
