import ArgumentParser
import Cases
import Catalog
import Foundation
import Ledger
import Registry
import Vocabulary

/// `lianban bench register`: finding a person, writing facts, taking a list in and writing one, all with sealed values.
struct BenchRegister: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "register", abstract: "Look-ups, facts, import and export of the register, sealed.")

    @Option(help: "The folder of catalog files.") var catalog: String = CatalogFolder.standard
    @Option(help: "People among whom one is looked up.") var people = 10_000_000
    @Option(help: "Look-ups.") var lookups = 20_000
    @Option(help: "Facts to write.") var facts = 200_000
    @Option(help: "Facts in each write.") var batch = 100
    @Option(help: "Rows of the imported list; 0 imports nothing.") var imported = 200_000
    @Option(help: "People to export; 0 exports nothing.") var exported = 1_000_000
    @Option(help: "The generated file; it is kept and used again. A temporary one when not given.") var data: String?
    @Flag(help: "Only generate the file.") var generate = false
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let console = output.console
        let folder = try BenchFolder(beside: nil)
        defer { folder.remove() }
        let loaded = try Installation.loadCatalog(catalog)
        let samples = try SampleApplications(catalog: loaded)
        var answer: [JSON.Member] = []
        func tell(_ name: String, _ value: Double) {
            answer.append(.init(name, .decimal(value)))
            console.say("\(name)  \(String(format: "%.3f", value))")
        }
        if people > 0 {
            let opened = try await Self.filled(
                StorePlace(file: data ?? folder.path("people.sqlite")), people, samples, loaded, console)
            if !generate {
                let found = try await lookUp(opened, samples)
                tell("people", Double(people))
                tell("lookup_p50_ms", found[found.count / 2])
                tell("lookup_p99_ms", found[found.count * 99 / 100])
                tell("lookup_worst_ms", found[found.count - 1])
                tell("facts_per_second", try await writeFacts(opened, samples))
            }
            await opened.close()
        }
        if !generate, imported > 0 {
            let list = try Self.list(samples, imported, folder)
            let place = StorePlace(file: folder.path("imported.sqlite"))
            let told = try Self.program(
                ["import", list.rows, "--mapping", list.mapping, "--catalog", catalog, "--json"] + place.arguments)
            guard told["written"]?.integer == Int64(imported) else {
                throw ValidationError("not every row was taken in: \(told.encodedText)")
            }
            tell("import_per_second", Double(told["per_second"]?.integer ?? 0))
        }
        if !generate, exported > 0 {
            let place = StorePlace(file: folder.path("exported.sqlite"))
            await (try Self.filled(place, exported, samples, loaded, console)).close()
            let told = try Self.program(
                [
                    "export", "person", folder.path("people.csv"), "--elements", "full_name,citizen_id,phone",
                    "--catalog", catalog, "--json",
                ]
                    + place.arguments)
            guard told["written"]?.integer == Int64(exported) else {
                throw ValidationError("not everybody was written: \(told.encodedText)")
            }
            tell("exported", Double(exported))
            for name in ["seconds", "peak_mb"] {
                if case .number(let text)? = told[name], let value = Double(text) { tell("export_\(name)", value) }
            }
        }
        if console.json { console.put(.object(answer)) }
    }

    private static func filled(
        _ place: StorePlace, _ people: Int, _ samples: SampleApplications, _ catalog: Catalog, _ console: Console
    ) async throws -> Installation {
        let opened = try await Installation.open(place, catalog: catalog)
        // Whoever stands last in the file was written last.
        let known = try await opened.store.read { [register = opened.casework.register] session in
            try people == 0
                || register.facts(
                    about: register.find(number: samples.person(people - 1).number, in: session) ?? .new(), in: session
                ).isEmpty == false
        }
        if !known {
            try await RegisterSample(samples: samples, register: opened.casework.register, store: opened.store).fill(
                people
            ) { done in
                console.progress(console("生成", "generating"), done, of: people)
            }
        }
        return opened
    }

    /// Finds people by their numbers with what counts about them, one after the other.
    /// - Returns: milliseconds, sorted.
    private func lookUp(_ opened: Installation, _ samples: SampleApplications) async throws -> [Double] {
        let register = opened.casework.register
        let today = Instant.now.day
        var times: [Double] = []
        for _ in 0..<lookups {
            let person = samples.person(Int.random(in: 0..<people))
            let start = ContinuousClock.now
            let facts = try await opened.store.read { session in
                try register.find(number: person.number, in: session).map {
                    try register.current(about: $0, on: today, in: session)
                }
            }
            times.append((ContinuousClock.now - start) / .milliseconds(1))
            guard facts?["phone"]?.value.text == person.phone else { throw ValidationError("somebody was not found") }
        }
        return times.sorted()
    }

    /// Writes facts about people far from each other, a fourth of them sealed.
    private func writeFacts(_ opened: Installation, _ samples: SampleApplications) async throws -> Double {
        let register = opened.casework.register
        let (people, batch) = (people, batch)
        let elements = ["education", "phone", "full_name", "registered_region"]
        var subjects: [Identifier<Subject>] = []
        for _ in 0..<5_000 {
            let number = samples.person(Int.random(in: 0..<people)).number
            if let found = try await opened.store.read({ try register.find(number: number, in: $0) }) {
                subjects.append(found)
            }
        }
        let known = subjects
        let lanes = 32
        let start = ContinuousClock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for lane in 0..<lanes {
                group.addTask { [facts] in
                    for first in stride(from: lane * batch, to: facts, by: lanes * batch) {
                        try await opened.store.write { session in
                            for offset in 0..<batch {
                                let subject = known[(first + offset) / elements.count % known.count]
                                try register.record(
                                    Fact(
                                        element: elements[offset % elements.count], value: .string("1380000\(offset)"),
                                        source: "import:facts", validFrom: "2024-06-01", asOf: "2024-06-01T00:00:00Z"),
                                    about: subject, in: session)
                            }
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        return Double(facts) / ((ContinuousClock.now - start) / .seconds(1))
    }

    private static func list(_ samples: SampleApplications, _ count: Int, _ folder: BenchFolder) throws -> (
        rows: String, mapping: String
    ) {
        let mapping: JSON = [
            "kind": "person", "source": "import:bench", "asOf": "2024-06-01", "number": "身份证号",
            "columns": ["姓名": "full_name", "手机": "phone", "地区": "registered_region"],
        ]
        let paths = (rows: folder.path("list.csv"), mapping: folder.path("list.json"))
        try mapping.encodedText.write(toFile: paths.mapping, atomically: true, encoding: .utf8)
        var text = "身份证号,姓名,手机,地区\n"
        for serial in 0..<count {
            let person = samples.person(serial)
            text += "\(person.number),\(person.name),\(person.phone),\(person.region)\n"
        }
        try text.write(toFile: paths.rows, atomically: true, encoding: .utf8)
        return paths
    }

    /// Runs this program in a process of its own, as people do, so that its memory is its own.
    private static func program(_ arguments: [String]) throws -> JSON {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw ValidationError("\(arguments[0]) ended with \(process.terminationStatus)")
        }
        return try JSON(parsing: String(decoding: output, as: UTF8.self))
    }
}
