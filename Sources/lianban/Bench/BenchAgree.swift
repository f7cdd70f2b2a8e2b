import ArgumentParser
import Catalog
import Dispatch
import Eligibility
import FEEL
import Foundation
import Ledger
import Synchronization
import Vocabulary

/// `lianban bench agree`: every rule of the catalog on random people, by interpreter, columns and database.
struct BenchAgree: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agree", abstract: "Whether interpreter, columns and SQL find the same people; exit 1 if not.")

    @Option(help: "The folder of catalog files.") var catalog: String = CatalogFolder.standard
    @Option(help: "Random people, unknown facts included.") var people = 1_000_000
    @Option(help: "The seed of the people.") var seed: UInt64 = 1
    @Option(help: "The day all rules are asked for.") var on = "2024-06-07"
    @Flag(help: "Leave the database out.") var withoutDatabase = false
    @Option(help: "A folder for the database; the temporary folder when not given.") var folder: String?
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let console = output.console
        try await console.reporting {
            let loaded = try Installation.loadCatalog(catalog)
            let day = try CalendarDay(parsing: on)
            let rules = loaded.populationRules(on: day)
            let facts = PopulationFacts(of: rules, in: loaded)
            let population = GeneratedPeople(of: loaded, for: rules, on: day, seed: seed).population(count: people)
            let census = Census(rules, over: population)
            let columns = census.entitled()
            var disagreements: [String] = []
            var found: [[Int]] = []
            for (place, rule) in rules.enumerated() {
                let rows = Self.interpreted(rule, population, facts)
                found.append(rows)
                if rows != columns[place] { disagreements.append("\(rule.name): columns") }
                console.progress(console("逐人计算", "one by one"), place + 1, of: rules.count)
            }
            var compiled = 0
            if !withoutDatabase {
                let reader = TableConditionReader(
                    kinds: facts.kinds(), constants: population.constants, derivations: facts.derived)
                let place = try BenchFolder(beside: folder)
                defer { place.remove() }
                let store = try SQLiteStore(path: place.url.appendingPathComponent("people.sqlite").path)
                try await PopulationTable(population: population, kinds: facts.kinds()).fill(store)
                for (place, rule) in rules.enumerated() {
                    guard let predicate = try? reader.condition(rule) else { continue }
                    compiled += 1
                    if try await PopulationTable.rows(predicate, in: store) != found[place] {
                        disagreements.append("\(rule.name): SQL")
                    }
                    console.progress("SQL", place + 1, of: rules.count)
                }
                await store.close()
            }
            let entitled = found.reduce(0) { $0 + $1.count }
            if console.json {
                console.put([
                    "people": .integer(people), "rules": .integer(rules.count), "rules_in_database": .integer(compiled),
                    "found": .integer(entitled), "disagreements": .array(disagreements.map(JSON.string)),
                ])
            } else {
                for disagreement in disagreements { console.say(disagreement) }
                console.say(
                    console(
                        "\(people) 人、\(rules.count) 条规则（其中 \(compiled) 条也在数据库中计算），命中 \(entitled) 次，不一致 \(disagreements.count) 处",
                        "\(people) people, \(rules.count) rules (\(compiled) of them in the database too), \(entitled) times true, \(disagreements.count) disagreements"
                    ))
            }
            if !disagreements.isEmpty { throw ExitCode(1) }
        }
    }

    /// The rows that the interpreter finds, which derives what follows from other facts for itself.
    private static func interpreted(_ rule: PopulationRule, _ population: Population, _ facts: PopulationFacts) -> [Int]
    {
        let block = 10_000
        let blocks = (population.count + block - 1) / block
        let found = Mutex([Int: [Int]]())
        DispatchQueue.concurrentPerform(iterations: blocks) { number in
            let rows = (number * block..<min((number + 1) * block, population.count)).filter { row in
                rule.holds { name in facts.fact(name) { population.value($0, row: row) } }
            }
            found.withLock { $0[number] = rows }
        }
        let parts = found.withLock { $0 }
        return (0..<blocks).flatMap { parts[$0] ?? [] }
    }
}
