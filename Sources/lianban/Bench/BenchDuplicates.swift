import ArgumentParser
import Cases
import Catalog
import Foundation
import Ledger
import Registry
import Vocabulary

/// `lianban bench duplicates`: comparing a whole register with itself, and reading pages of what was found.
struct BenchDuplicates: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "duplicates", abstract: "Candidates for duplicates in a generated register, sealed.")

    @Option(help: "The folder of catalog files.") var catalog: String = CatalogFolder.standard
    @Option(help: "People in the register.") var people = 1_000_000
    @Option(help: "Every so many of them has a second file with a mistyped number.") var every = 1_000
    @Option(help: "Pages of 20 candidates to read.") var pages = 500
    @Option(help: "The generated file; it is kept. A temporary one when not given.") var data: String?
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard people > 0, every > 0, pages > 0 else {
            throw ValidationError("--people, --every and --pages are at least 1")
        }
    }

    func run() async throws {
        let console = output.console
        let folder = try BenchFolder(beside: nil)
        defer { folder.remove() }
        let loaded = try Installation.loadCatalog(catalog)
        let samples = try SampleApplications(catalog: loaded)
        let opened = try await Installation.open(
            StorePlace(file: data ?? folder.path("duplicates.sqlite")), catalog: loaded)
        let register = opened.casework.register
        let people = people
        try await RegisterSample(samples: samples, register: register, store: opened.store).fill(people) { done in
            console.progress(console("生成", "generating"), done, of: people)
        }
        let planted = try await plant(samples, opened)
        let work = DuplicateWork(store: opened.store, register: register)
        let began = ContinuousClock.now
        let compared = try await work.finish { done in
            if done % 10_000 == 0 { console.progress(console("比对", "comparing"), done, of: people + planted.count) }
        }
        let seconds = (ContinuousClock.now - began) / .seconds(1)
        var times: [Double] = []
        var found: Set<Set<Identifier<Subject>>> = []
        var place: CandidatePlace?
        for _ in 0..<pages {
            let from = place
            let start = ContinuousClock.now
            let page = try await opened.store.read { try register.candidates(after: from, limit: 20, in: $0) }
            times.append((ContinuousClock.now - start) / .milliseconds(1))
            for pair in page.candidates { found.insert([pair.first, pair.second]) }
            place = page.next
        }
        await opened.close()
        times.sort()
        let answer: JSON = [
            "people": .integer(people + planted.count), "compared_per_second": .decimal(Double(compared) / seconds),
            "planted": .integer(planted.count), "planted_found": .integer(planted.count { found.contains($0) }),
            "pages": .integer(times.count), "page_p50_ms": .decimal(times[times.count / 2]),
            "page_p99_ms": .decimal(times[times.count * 99 / 100]),
        ]
        if console.json {
            console.put(answer)
        } else {
            for member in answer.members ?? [] { console.say("\(member.name)  \(member.value.encodedText)") }
        }
        if planted.contains(where: { !found.contains($0) }) { throw ExitCode(1) }
    }

    /// Gives some people a second file with the same name and telephone, as an import with a mistyped number does.
    /// - Returns: the pairs.
    private func plant(_ samples: SampleApplications, _ opened: Installation) async throws -> [Set<Identifier<Subject>>]
    {
        let register = opened.casework.register
        var pairs: [Set<Identifier<Subject>>] = []
        for serial in stride(from: 0, to: people, by: every) {
            let person = samples.person(serial)
            let number = samples.mistyped(serial)
            let now = Instant.now
            pairs.append(
                try await opened.store.write { session in
                    let second = try register.findOrEnter(number: number, kind: .person, at: now, in: session)
                    let facts = [("citizen_id", number), ("full_name", person.name), ("phone", person.phone)].map {
                        Fact(element: $0.0, value: .string($0.1), source: "import:bench", validFrom: now.day, asOf: now)
                    }
                    try register.record(facts, about: second, in: session)
                    guard let first = try register.find(number: person.number, in: session) else {
                        throw ValidationError("somebody was not generated")
                    }
                    return [first, second]
                })
        }
        return pairs
    }
}
