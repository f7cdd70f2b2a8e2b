import Ledger
import Registry
import Vocabulary

extension Entitlements {
    /// Runs schemes over every person of the register inside the database and hands out who is entitled: the same people as
    /// ``find(_:explaining:_:)``, scheme by scheme, for registers too large to be read.
    ///
    /// People with joined files, who may lie in several shards, are decided one by one. A scheme that has no counterpart in SQL is run
    /// by ``find(_:explaining:_:)`` and named in `interpreted`.
    public func findInStore(
        _ schemes: Schemes, explaining: Bool = true, _ found: (Found) throws -> Void
    ) async throws -> (people: Int, interpreted: Set<String>) {
        let (people, joined) = try await store.read { [register] session in
            (try register.countPeople(in: session), try register.joined(in: session))
        }
        var left: [Scheme] = []
        var interpreted: Set<String> = []
        for scheme in schemes.all {
            do {
                let query = try RegisterQuery(scheme, of: schemes, in: register, store.dialect)
                try await run(query, scheme, schemes, apart: joined.kept.union(joined.duplicates), explaining, found)
            } catch let reason as Uncompilable {
                interpreted.insert("\(scheme.policy): \(reason.part)")
                left.append(scheme)
                continue
            }
            for person in joined.kept.sorted() {
                let facts = try await store.read { [register] session in
                    try register.current(about: person, on: schemes.day, for: Offers.purpose, in: session)
                }
                try report(scheme, RegisteredPerson(id: person, facts: facts), schemes, explaining, found)
            }
        }
        if !left.isEmpty {
            _ = try await find(Schemes(left, of: schemes.catalog, on: schemes.day), explaining: explaining, found)
        }
        return (people, interpreted)
    }

    private func run(
        _ query: RegisterQuery, _ scheme: Scheme, _ schemes: Schemes, apart: Set<Identifier<Subject>>,
        _ explaining: Bool,
        _ found: (Found) throws -> Void
    ) async throws {
        var place = RegisterPlace.start
        while true {
            let from = place
            let (last, people) = try await store.read { [register, page] session in
                let ids = try session.query(
                    query.statement, [.day(schemes.day)] + from.values + [.integer(page)]
                ) { row in try row.id(0, of: Subject.self) }
                let people = try ids.filter { !apart.contains($0) }.map { id in
                    RegisteredPerson(
                        id: id,
                        facts: try register.current(about: id, on: schemes.day, for: Offers.purpose, in: session))
                }
                return (ids.count < page ? nil : ids.last, people)
            }
            for person in people { try report(scheme, person, schemes, explaining, found) }
            guard let last else { return }
            place = RegisterPlace(after: last)
        }
    }
}
