import ArgumentParser
import Catalog
import Eligibility
import Foundation
import Ledger
import Registry
import Vocabulary

/// Whom a draft is tried on.
struct PeopleOptions: ParsableArguments {
    @Option(help: "A CSV file: a head of element codes, one person a line.") var against: String?
    @Option(help: "The data file whose register holds the people.") var data: String?
    @Option(help: "The store whose register holds the people: postgres://… or sqlite:FILE.") var store: String?
    @Option(help: "The day of the decision; today when not given.") var on: String?

    private static let page = 1_000

    /// Hands the people on, those of a register a page at a time: it may hold millions. While one page is looked at, the next is
    /// read.
    func each(of catalog: Catalog, _ take: ([SamplePeople.Person]) throws -> Void) async throws {
        let day = try on.map { try CalendarDay(parsing: $0) } ?? Instant.now.day
        if let against {
            let text = try Input.text(against, "the people")
            return try take(SamplePeople(csv: text, of: catalog, on: day, file: against).people)
        }
        let opened = try await Installation.open(try place(), catalog: catalog)
        let register = opened.casework.register
        @Sendable func read(_ from: RegisterPlace) async throws -> (people: [SamplePeople.Person], next: RegisterPlace?)
        {
            let page = try await opened.store.read { session in
                try register.people(after: from, limit: Self.page, on: day, in: session)
            }
            let people = page.people.map {
                SamplePeople.Person(subject: "\($0.id)", circumstances: Circumstances($0.facts, of: catalog, on: day))
            }
            return (people, page.next)
        }
        var page = try await read(.start)
        while let next = page.next {
            async let following = read(next)
            try take(page.people)
            page = try await following
        }
        try take(page.people)
        await opened.close()
    }

    private func place() throws -> StorePlace {
        if let store { return try StorePlace(parsing: store) }
        guard let data else {
            throw ValidationError("name the people: --against FILE.csv, --data FILE or --store ADDRESS")
        }
        guard FileManager.default.fileExists(atPath: data) else {
            throw ValidationError("there is no data file \(data)")
        }
        return StorePlace(file: data)
    }
}
