import ArgumentParser
import Catalog
import Eligibility
import FEEL
import Foundation
import Ledger
import Vocabulary

/// `lianban bench decide`: one person, all policies of a day; the interpreter without explanation.
struct BenchDecide: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decide", abstract: "One policy for one person, and all policies after one changed fact.")

    @Option(help: "The folder of catalog files.") var catalog: String = CatalogFolder.standard
    @Option(help: "How often everything is decided.") var rounds = 20_000
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let console = output.console
        let loaded = try Installation.loadCatalog(catalog)
        let finder = PolicyFinder(loaded, on: Instant.now.day)
        guard let changing = finder.rules.flatMap({ $0.decision.sources }).first else {
            throw ValidationError("the catalog has no policy in force today")
        }
        var person = Circumstances(on: Instant.now.day)
        for element in Set(finder.rules.flatMap { $0.decision.sources }) {
            person.answer(element, Self.value(element, finder.catalog))
        }
        let settled = finder.rules.allSatisfy { $0.decision.isSettled(person) }
        guard settled else { throw ValidationError("some policy reads a fact that has no sample value") }
        var eligible = 0
        let clock = ContinuousClock()
        let time = clock.measure {
            for round in 0..<rounds {
                // One fact changes; every policy is decided again.
                person.answer(changing, Self.value(changing, finder.catalog, round: round))
                for rule in finder.rules { if case .eligible = rule.decide(person) { eligible += 1 } }
            }
        }
        let all = Double(time.components.attoseconds) / 1e12 + Double(time.components.seconds) * 1e6
        let perRound = all / Double(rounds)
        let perPolicy = perRound / Double(finder.rules.count)
        let open = clock.measure {
            for _ in 0..<200 { _ = finder.search(knowing: Circumstances(on: person.day)) { _ in nil } }
        }
        let search = (Double(open.components.attoseconds) / 1e15 + Double(open.components.seconds) * 1e3) / 200
        if console.json {
            console.put([
                "policies": .integer(finder.rules.count), "microseconds_per_policy": .decimal(perPolicy),
                "microseconds_all_policies": .decimal(perRound), "eligible": .integer(eligible),
                "milliseconds_first_question": .decimal(search),
            ])
        } else {
            console.say(
                console("每项政策", "one policy") + String(format: " %.2f µs", perPolicy) + console("，一个事实变化后全部 ", ", all ")
                    + "\(finder.rules.count)" + console(" 项", " after one changed fact")
                    + String(format: " %.1f µs", perRound))
            console.say(console("第一个问题", "the first question") + String(format: " %.2f ms", search))
        }
    }

    /// A sample value; with a round, one that changes from round to round.
    private static func value(_ element: ElementCode, _ catalog: Catalog, round: Int = 0) -> FEEL.Value {
        switch catalog.elements[element]?.type {
        case .boolean?: return .boolean(round % 2 == 0)
        case .code(let list)?:
            let values = catalog.codeLists[list]?.values ?? []
            return values.isEmpty ? .null : .string(values[round % values.count].code)
        case .region?: return "530102"
        case .integer?, .decimal?, .money?: return .number(1 + round % 40)
        case .date?, .month?: return CivilDate(daysSince1970: 19_800 + round % 300).map { .date($0) } ?? .null
        default: return .null
        }
    }
}
