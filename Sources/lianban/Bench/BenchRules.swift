import ArgumentParser
import Catalog
import Eligibility
import FEEL
import Foundation
import Ledger
import Vocabulary

/// `lianban bench rules`: the catalog's rules over millions of generated people, and the same through other engines.
struct BenchRules: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules", abstract: "Thirty rules of the catalog over ten million people, columns in memory.")

    @Option(help: "The folder of catalog files.") var catalog: String = CatalogFolder.standard
    @Option(help: "People to generate.") var people = 10_000_000
    @Option(help: "Rules at most.") var rules = 30
    @Option(help: "Runs, of which the median counts.") var runs = 9
    @Option(help: "The script that runs the other engines; without it only Lianban is measured.") var peers: String?
    @Option(help: "A folder for the people the other engines read; the temporary folder when not given.") var folder:
        String?
    @OptionGroup var output: OutputOptions

    /// The day all rules are asked for.
    private static let day = CalendarDay(year: 2024, month: 6, day: 7)!

    func run() async throws {
        let console = output.console
        let loaded = try Installation.loadCatalog(catalog)
        console.say(console("生成人员……", "generating people …"))
        let candidates = loaded.populationRules(on: Self.day)
        let sample = GeneratedPeople(of: loaded, for: candidates, on: Self.day, seed: 1).population(count: 1_000)
        // Only what every engine can say, so that all answer the same questions.
        let probe = TableConditionReader(kinds: sample.tableKinds, constants: sample.constants)
        let chosen = Array(candidates.filter { (try? probe.condition($0)) != nil }.prefix(rules))
        guard !chosen.isEmpty else { throw ValidationError("the catalog has no rule that can be measured") }
        let population = GeneratedPeople(of: loaded, for: chosen, on: Self.day, seed: 2).population(count: people)
        let compiling = ContinuousClock.now
        let census = Census(chosen, over: population)
        let compiled = (ContinuousClock.now - compiling).milliseconds
        let counts = census.counts()
        let isRight = agrees(census, chosen, population)
        var times: [Double] = []
        for _ in 0..<runs {
            let start = ContinuousClock.now
            guard census.counts() == counts else { throw ValidationError("two runs over the same people differ") }
            times.append((ContinuousClock.now - start).milliseconds / 1_000)
        }
        let seconds = times.sorted()[times.count / 2]
        let peers = try measurePeers(chosen, population, counts, census, console)
        let rate = Double(people) / seconds
        let agree = isRight && peers.allSatisfy { $0.agrees }
        if console.json {
            var members: [String: JSON] = [
                "people": .integer(people), "rules": .integer(chosen.count),
                "people_per_second": .number("\(Int(rate))"),
                "agree": .bool(agree), "compile_ms": .decimal(compiled), "products": .integer(census.shape.products),
                "layers": .integer(census.shape.layers),
                "conditions": .integer(chosen.reduce(0) { $0 + $1.comparisons }),
            ]
            for name in ["duckdb", "polars", "openfisca", "zen"] {
                let rate = peers.first { $0.name == name }?.rate
                members["\(name)_people_per_second"] = rate.map { .number("\(Int($0))") } ?? .null
            }
            console.put(.object(members.sorted { $0.key < $1.key }.map { .init($0.key, $0.value) }))
        } else {
            let conditions = Double(chosen.reduce(0) { $0 + $1.comparisons }) / Double(chosen.count)
            console.say(
                "\(chosen.count) rules, \(String(format: "%.1f", conditions)) conditions each, \(people) people")
            console.say(
                "Lianban    \(Int(rate / 1e6)) M people/s (\(census.shape.products) lookups, \(census.shape.layers) layers, compiled in \(Int(compiled)) ms)"
            )
            for peer in peers {
                console.say(
                    "\(peer.name.padding(toLength: 10, withPad: " ", startingAt: 0)) \(String(format: "%.3f", peer.rate / 1e6)) M people/s"
                )
            }
            console.say(agree ? "all agree" : "THEY DIFFER")
        }
        if !agree { throw ExitCode(1) }
    }

    /// The interpreter's answers for people spread over all of them.
    private func agrees(_ census: Census, _ rules: [PopulationRule], _ population: Population) -> Bool {
        let entitled = census.entitled().map { Set($0) }
        let step = max(1, population.count / 20_000)
        for row in stride(from: 0, to: population.count, by: step) {
            for (place, rule) in rules.enumerated() {
                guard rule.holds({ population.value($0, row: row) }) == entitled[place].contains(row) else {
                    return false
                }
            }
        }
        return true
    }

    // MARK: Other engines

    private struct Peer {
        let name: String
        let rate: Double
        let agrees: Bool
    }

    private func measurePeers(
        _ rules: [PopulationRule], _ population: Population, _ counts: [Int], _ census: Census, _ console: Console
    ) throws -> [Peer] {
        guard let peers else { return [] }
        let place = try BenchFolder(beside: folder)
        defer { place.remove() }
        let sums = census.entitled().map { rows in rows.reduce(0, +) }
        try PeopleFile(population: population, rules: rules, counts: counts, sums: sums).write(to: place.url)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: peers)
        process.arguments = [place.url.path]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let text = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw ValidationError("\(peers) failed") }
        let answer = try JSON(parsing: String(decoding: text, as: UTF8.self))
        let members: [JSON.Member] = answer.members ?? []
        return try members.map { member in
            Peer(
                name: member.name, rate: Double(try member.value.integer("people_per_second")),
                agrees: member.value["agree"]?.flag ?? false)
        }
    }
}

extension Duration {
    fileprivate var milliseconds: Double { Double(components.seconds) * 1e3 + Double(components.attoseconds) / 1e15 }
}

extension PopulationRule {
    /// How many comparisons the rule makes.
    fileprivate var comparisons: Int { conditions.reduce(0) { $0 + $1.syntax.comparisons } }
}

extension Syntax {
    /// Comparisons and memberships, and what is asked by its truth alone.
    fileprivate var comparisons: Int {
        switch form {
        case .comparison, .between, .membership: 1
        case .conjunction(let parts), .disjunction(let parts): parts.reduce(0) { $0 + $1.comparisons }
        case .name: 1
        default: form.children.reduce(0) { $0 + $1.comparisons }
        }
    }
}
