import FEEL
import Ledger

/// A population written into a table `people`, so that a database can run rules over it.
public struct PopulationTable: Sendable {
    let population: Population
    let kinds: [String: FactKind]

    /// - Parameter kinds: the columns, with how each is kept; see ``PopulationFacts/kinds(days:)``.
    public init(population: Population, kinds: [String: FactKind]) {
        self.population = population
        self.kinds = kinds
    }

    private var names: [String] { kinds.keys.filter { population.columns[$0] != nil }.sorted() }

    /// Fills the table in a store of its own.
    public func fill(_ store: any Store) async throws {
        let columns = names.map { name in
            let type =
                switch kinds[name] {
                case .text?, .dayText?: "TEXT"
                default: "BIGINT"
                }
            return ", \(TableCondition.quoted(name)) \(type)"
        }
        try await store.migrate([
            Migration(
                "people-1",
                "CREATE TABLE people (shard_key BIGINT NOT NULL\(columns.joined()), PRIMARY KEY (shard_key));")
        ])
        let places = (1...names.count + 1).map { "$\($0)" }.joined(separator: ", ")
        let insert = Statement.assembled("INSERT INTO people VALUES (\(places))")
        for first in stride(from: 0, to: population.count, by: 2_000) {
            let rows = first..<min(first + 2_000, population.count)
            let values = rows.map { row in
                [SQLValue.integer(row)] + names.map { sql($0, population.value($0, row: row)) }
            }
            try await store.write { session in
                for row in values { try session.post(insert, row) }
            }
        }
    }

    private func sql(_ name: String, _ value: Value) -> SQLValue {
        switch (kinds[name], value) {
        case (_, .null), (nil, _): .null
        case (_, .string(let text)): .text(text)
        case (.day?, .date(let day)): .integer(day.daysSince1970)
        case (_, .date(let day)): .text(day.description)
        case (_, .boolean(let flag)): .flag(flag)
        case (.number(let scale)?, .number(let number)): .integer(hundredfold(number, scale))
        default: .null
        }
    }

    private func hundredfold(_ number: Decimal128, _ scale: Int) -> Int {
        var number = number
        for _ in 0..<scale { number = (number * 10) ?? number }
        return number.integer ?? 0
    }

    /// The rows a predicate is true of.
    public static func rows(_ predicate: TableCondition, in store: any Store) async throws -> [Int] {
        let statement = Statement.assembled("SELECT shard_key FROM people WHERE \(predicate.sql()) ORDER BY shard_key")
        return try await store.read { session in try session.query(statement) { $0.int(0) } }
    }
}
