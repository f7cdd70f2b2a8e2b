import Catalog
import Ledger
import Simulation
import Testing
import Vocabulary

@testable import Cases

/// One application told day by day. Whatever happens in a story is also written as JSON, read back and folded again.
struct Story {
    private(set) var application: Application
    private(set) var events: [(event: ApplicationEvent, at: Instant)] = []
    let catalog: Catalog

    /// Wen Na files an application for these items.
    static func wenNaFiles(
        _ items: [ItemCode], on day: CalendarDay = "2024-06-07", committing: [ItemCode] = [],
        with catalog: Catalog = SmallCatalog.catalog
    ) throws -> Story {
        guard let bundle = catalog.bundles[Blueprint.bundle], let region = RegionCode(number: 530_102) else {
            throw Unfit()
        }
        let chosen = bundle.items.filter { items.contains($0.item) }
        let entries = try chosen.enumerated().map { index, member in
            guard let item = catalog.items[member.item] else { throw Unfit() }
            return Submission.Entry(
                item: member.item, number: try number(index + 2, day), department: item.department,
                requires: member.requires.compactMap { group in
                    let present = group.anyOf.filter { items.contains($0) }
                    return present.isEmpty ? nil : present
                }, skips: [])
        }
        let submission = Submission(
            id: Identifier(high: 0x18FF_0000_0002_7000, low: 0x8000_0000_0000_0003), number: try number(1, day),
            applicant: .wenNa,
            maskedName: "文*", bundle: bundle.code, revision: catalog.revision.text, region: region, channel: .online,
            token: "t",
            items: entries, answers: Answers(), materials: [],
            commitments: committing.map { .init(item: $0, version: "2024-1") })
        let at = Instant(day, hour: 9, minute: 0)
        let events = Application.submit(submission, at: Moment(at), catalog: catalog)
        var story = Story(application: Application(submission, at: at), catalog: catalog)
        story.events = events.map { ($0, at) }
        for event in events.dropFirst() { try story.application.apply(event, at: at) }
        return story
    }

    private init(application: Application, catalog: Catalog) {
        self.application = application
        self.catalog = catalog
    }

    private static func number(_ serial: Int, _ day: CalendarDay) throws -> CaseNumber {
        let office = try ImplementationCode(parsing: "12441500196720244T3442199806003")
        guard let number = CaseNumber(implementation: office, day: day, serial: serial) else { throw Unfit() }
        return number
    }

    struct Unfit: Error {}

    /// Someone does something at noon of a day.
    @discardableResult
    mutating func on(_ day: CalendarDay, _ actor: Actor, _ command: Command) throws -> [ApplicationEvent] {
        let at = Instant(day, hour: 12, minute: 0)
        let decided = try application.decide(command, by: actor, at: Moment(at), catalog: catalog)
        for event in decided {
            let stored = event.stored(version: application.version + 1, actor: actor, at: at)
            let read = try ApplicationEvent(
                StoredEvent(
                    version: stored.version, kind: stored.kind, item: stored.item, actor: stored.actor, at: at,
                    body: try JSON(parsing: stored.body.encodedText)))
            #expect(read == event)
            try application.apply(read, at: at)
            events.append((event, at))
        }
        return decided
    }

    /// Time passes up to the beginning of a day, with the clock looked at once a day.
    @discardableResult
    mutating func passes(from: CalendarDay, until day: CalendarDay) throws -> [ApplicationEvent] {
        var rung: [ApplicationEvent] = []
        var today = from
        while today <= day {
            let decided = try application.decide(
                .wake, by: .system, at: Moment(Instant(today, hour: 0, minute: 0)), catalog: catalog)
            for event in decided {
                try application.apply(event, at: Instant(today, hour: 0, minute: 0))
                events.append((event, Instant(today, hour: 0, minute: 0)))
            }
            rung += decided
            today = today.adding(days: 1)
        }
        return rung
    }

    /// Tells the reason of a refusal, or nil when it was carried out.
    func refusal(_ day: CalendarDay, _ actor: Actor, _ command: Command) -> Refusal? {
        do throws(Refusal) {
            _ = try application.decide(
                command, by: actor, at: Moment(Instant(day, hour: 12, minute: 0)), catalog: catalog)
            return nil
        } catch {
            return error
        }
    }

    func status(_ item: ItemCode) -> ItemTask.Status? { application.task(item)?.status }
    func due(_ item: ItemCode) -> CalendarDay? { application.task(item)?.due(.official) }

    func ending(_ item: ItemCode) -> ItemTask.Ending? {
        guard case .ended(let ending) = application.task(item)?.progress else { return nil }
        return ending
    }

    func handling(_ item: ItemCode) -> ItemTask.Handling? {
        guard case .handling(let handling) = application.task(item)?.progress else { return nil }
        return handling
    }

    func count(_ kind: String) -> Int { events.count { $0.event.kind == kind } }

    /// What an item's result says.
    func result(_ item: ItemCode, _ text: String = "1") -> Answers {
        var answers = Answers()
        answers[Blueprint.Item(item).result] = .string(text)
        return answers
    }

    /// The item is accepted and granted on one day by one desk, whatever its flow asks for.
    mutating func isGranted(_ item: ItemCode, on day: CalendarDay, number: String = "1") throws {
        switch item {
        case .medical:
            try on(day, .chunYu, .accept(item))
            try on(day, .chunYu, .grant(item, result: result(item, number)))
        case .fund:
            try on(day, .boWen, .accept(item))
            try on(day, .boWen, .grant(item, result: result(item, number)))
        default:
            try on(day, .haiLan, .accept(item))
            if handling(item)?.kind == .review { try on(day, .haiLan, .advance(item, opinion: "complete")) }
            if handling(item)?.kind == .external { try on(day, .shiYing, .advance(item, opinion: "creditworthy")) }
            try on(day, .moLi, .grant(item, result: result(item, number)))
            if handling(item)?.kind == .issue { try on(day, .jinFeng, .grant(item, result: result(item, number))) }
        }
    }
}
