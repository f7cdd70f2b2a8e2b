import Cases
import Catalog
import Ledger
import Vocabulary

/// One random life of one application under a random catalog, watched by a referee: first anything may happen, then
/// everybody is diligent until it ends.
struct EngineSchedule {
    private let blueprint: Blueprint
    private let catalog: Catalog
    private let mutant: EngineMutant?
    private var random: SeededGenerator
    private var now: Instant
    private var application: Application
    private var referee: Referee
    /// What was done, for the report of a failure.
    private var log: [String]?

    /// Plays the schedule of a seed.
    /// - Throws: the violation found.
    static func play(seed: UInt64, catalogs: RandomCatalogs, mutant: EngineMutant? = nil) throws(Violation) {
        var schedule = try EngineSchedule(seed: seed, catalogs: catalogs, mutant: mutant)
        try schedule.play()
    }

    /// What happened in the schedule of a seed up to its violation, for people.
    static func story(ofSeed seed: UInt64, catalogs: RandomCatalogs) -> String {
        guard var schedule = try? EngineSchedule(seed: seed, catalogs: catalogs, mutant: nil) else {
            return "it cannot begin"
        }
        schedule.log = []
        try? schedule.play()
        let items = schedule.blueprint.items.map { "\($0.code) \($0.limit)d \($0.steps) after \($0.requires)" }
        return (items + (schedule.log ?? [])).joined(separator: "\n")
    }

    init(seed: UInt64, catalogs: RandomCatalogs, mutant: EngineMutant?) throws(Violation) {
        random = SeededGenerator(seed: seed)
        (blueprint, catalog) = catalogs.pick(&random)
        self.mutant = mutant
        let day = CalendarDay(daysSince1970: 19_740).adding(days: random.below(500))
        now = Instant(day, hour: 9, minute: 0)
        let submission = Self.submission(blueprint, catalog, on: day, &random)
        application = Application(submission, at: now)
        referee = Referee(submission, blueprint, .official)
        let events = Application.submit(submission, at: Moment(now), catalog: catalog)
        try take(Array(events.dropFirst()), of: Behaviour.Act(.rate(.fair, comment: ""), by: .system))
    }

    mutating func play() throws(Violation) {
        for _ in 0..<(5 + random.below(30)) {
            if random.once(in: 3) { try pass() }
            try perform(Behaviour(blueprint: blueprint, application: application).anything(&random))
        }
        // Liveness: whoever has something to do does it, and time passes.
        for _ in 0..<200 {
            let acts = Behaviour(blueprint: blueprint, application: application).diligent(&random)
            if acts.isEmpty {
                if application.hasEnded { break }
                guard application.wakeAt(.official) != nil else { throw Violation("liveness", "it waits for nobody") }
            }
            for act in acts { try perform(act) }
            try pass()
        }
        guard application.hasEnded else { throw Violation("liveness", "it never ends") }
        guard application.feedback != nil else { throw Violation("feedback", "it ended without one") }
    }

    /// Some days pass; at the end the clock is looked at.
    private mutating func pass() throws(Violation) {
        let days = random.once(in: 10) ? 30 : 1 + random.below(4)
        now = Instant(now.day.adding(days: days), hour: random.below(24), minute: 0)
        try perform(Behaviour.Act(.wake, by: .system))
    }

    private mutating func perform(_ act: Behaviour.Act) throws(Violation) {
        let moment = Moment(now)
        let events: [ApplicationEvent]
        do throws(Refusal) {
            if let mutant {
                events = try mutant.decide(act.command, on: application, by: act.actor, at: moment, catalog: catalog)
            } else {
                events = try application.decide(act.command, by: act.actor, at: moment, catalog: catalog)
            }
        } catch {
            if act.command == .wake { throw Violation("alarm", "the clock was refused: \(error)") }
            return
        }
        log?.append("\(now) \(act.actor.tag) \(act.command) -> \(events.map(\.kind))")
        try take(events, of: act)
    }

    private mutating func take(_ events: [ApplicationEvent], of act: Behaviour.Act) throws(Violation) {
        let before = application
        for event in events {
            do throws(ImpossibleHistory) {
                try application.apply(event, at: now)
            } catch {
                throw Violation("transition", "\(error)")
            }
        }
        try referee.watch(events, of: act, on: now.day)
        try referee.compare(application)
        guard application.version == before.version + events.count else {
            throw Violation("history", "versions have gaps")
        }
    }

    private static func submission(
        _ blueprint: Blueprint, _ catalog: Catalog, on day: CalendarDay, _ random: inout SeededGenerator
    ) -> Submission {
        let chosen = blueprint.items.filter { _ in !random.once(in: 4) }
        let items = chosen.isEmpty ? blueprint.items : chosen
        let codes = Set(items.map(\.code))
        guard let office = try? ImplementationCode(parsing: "12441500196720244T3442199806003"),
            let region = RegionCode(number: 530_102),
            let number = CaseNumber(implementation: office, day: day, serial: 1)
        else { fatalError("the numbers of the simulation are not valid") }
        let entries = items.enumerated().map { index, item in
            Submission.Entry(
                item: item.code, number: CaseNumber(implementation: office, day: day, serial: index + 2) ?? number,
                department: item.department,
                requires: item.requires.compactMap { group in
                    let present = group.filter { codes.contains($0) }
                    return present.isEmpty ? nil : present
                }, skips: [])
        }
        let signed = items.filter { $0.hasStatement && random.once(in: 2) }
        return Submission(
            id: Identifier(high: random.next(), low: random.next()), number: number,
            applicant: Identifier(high: random.next(), low: random.next()), maskedName: "文*", bundle: Blueprint.bundle,
            revision: catalog.revision.text, region: region, channel: .online, token: "t", items: entries,
            answers: Answers(),
            materials: [], commitments: signed.map { .init(item: $0.code, version: "2024-1") })
    }
}

/// Random catalogs, made once because reading them takes longer than a schedule.
public final class RandomCatalogs: Sendable {
    private let catalogs: [(blueprint: Blueprint, catalog: Catalog)]

    public init(count: Int, seed: UInt64) throws(CatalogInvalid) {
        var random = SeededGenerator(seed: seed)
        var made: [(Blueprint, Catalog)] = []
        for _ in 0..<count {
            let blueprint = Blueprint.random(&random)
            made.append((blueprint, try blueprint.catalog()))
        }
        catalogs = made
    }

    func pick(_ random: inout SeededGenerator) -> (blueprint: Blueprint, catalog: Catalog) {
        catalogs[random.below(catalogs.count)]
    }
}
