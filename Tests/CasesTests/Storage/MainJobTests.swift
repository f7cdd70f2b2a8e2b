import Catalog
import FEEL
import struct Foundation.URL
import Ledger
import Registry
import Testing
import Vocabulary

@testable import Cases

/// The graduate of the catalog's own scene files one application under the catalog that is shipped.
@Suite struct `The main job` {
    private static let catalog: Result<Catalog, any Error> = Result {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        return try Catalog.load(directory: root.appending(path: "catalog"))
    }

    @Test func `nine items in three departments end with one feedback`() async throws {
        let catalog = try Self.catalog.get()
        let bundle = try #require(catalog.bundles["employment-and-startup"])
        let scene = try #require(bundle.scenes.first { $0.code == "graduate-startup" })
        try await Installation.with(catalog: catalog) { office in
            let filed = try await office.casework.submit(
                request(scene, bundle, catalog), by: Submitter(client: "test", verification: .register),
                key: IdempotencyKey("k", body: []),
                at: Installation.morning
            ).application
            #expect(filed.tasks.count == 9)
            #expect(Set(filed.tasks.map(\.department)).count == 3)
            #expect(filed.tasks.contains { $0.status == .waiting })
            #expect(filed.tasks.count { $0.status == .received } >= 3)

            let ended = try await play(filed.number, office, catalog)
            #expect(ended.tasks.allSatisfy { $0.outcome == .granted })
            #expect(ended.feedback?.revision == 1)
            let verification = try await office.casework.verify()
            #expect(verification.violations == [])
        }
    }

    @Test func `a refused registration leaves the independent items alone`() async throws {
        let catalog = try Self.catalog.get()
        let bundle = try #require(catalog.bundles["employment-and-startup"])
        let scene = try #require(bundle.scenes.first { $0.code == "graduate-startup" })
        try await Installation.with(catalog: catalog) { office in
            let number = try await office.casework.submit(
                request(scene, bundle, catalog), by: Submitter(client: "test", verification: .register), key: nil,
                at: Installation.morning
            ).application.number
            let registration: ItemCode = "employment-registration"
            try await office.casework.act(
                .decline(registration, reason: "资料不符"), on: number, by: officer("hrss", "counter"),
                at: Installation.morning)
            let ended = try await play(number, office, catalog)
            #expect(ended.task("startup-registration")?.outcome == .notReached)
            #expect(ended.task("archive-transfer")?.outcome == .granted)
            #expect(ended.task("housing-fund-account")?.outcome == .granted)
            #expect(ended.feedback?.revision == 1)
            #expect(try await office.violations() == [])
        }
    }

    @Test(arguments: [
        "lost-work", "hardship", "graduate", "rural-worker", "intern", "public-post", "archive", "hired",
    ])
    func `each employment service is played to its end by the catalog alone, and its result becomes a fact`(
        code: String
    ) async throws {
        let catalog = try Self.catalog.get()
        let bundle = try #require(catalog.bundles["employment-services"])
        #expect(bundle.scenes.count == 8 && bundle.items.count == 8)
        let scene = try #require(bundle.scenes.first { $0.code == code })
        try await Installation.with(catalog: catalog) { office in
            let filed = try await office.casework.submit(
                request(scene, bundle, catalog), by: Submitter(client: "test", verification: .register), key: nil,
                at: Installation.morning
            ).application
            let code = try #require(scene.items.first)
            let item = try #require(catalog.items[code])
            let ended = try await play(filed.number, office, catalog)
            #expect(ended.tasks.map(\.outcome) == [.granted] && ended.feedback?.revision == 1)
            let facts = try await office.store.read { [register = office.casework.register] session in
                try register.facts(about: filed.applicant.retyped(), in: session)
            }
            #expect(Set(facts.map(\.element)).isSuperset(of: item.effects.map(\.element.rawValue)))
            #expect(facts.allSatisfy { $0.source == "item:\(item.code)" })
            // The community, the township and the county each did their part, and it was publicised in between.
            if scene.code == "hardship" || scene.code == "public-post" {
                #expect(
                    try await office.casework.timeline(filed.number).contains { entry in
                        if case .stepEntered(_, _, .publicize, _, .some, _) = entry.event { true } else { false }
                    })
            }
            if scene.code == "hardship" {
                #expect(Set(item.flow.map(\.actor)).isSuperset(of: ["community", "township", "publicist", "approver"]))
            }
            #expect(try await office.violations() == [])
        }
    }

    /// Everybody does what waits for them, and days pass, until it is over.
    private func play(_ number: CaseNumber, _ office: Installation, _ catalog: Catalog) async throws -> Application {
        var now = Installation.morning
        for _ in 0..<60 {
            let application = try await office.casework.application(number)
            if application.hasEnded { return application }
            for task in application.tasks {
                guard let (command, actor) = try next(task, application, catalog) else { continue }
                try await office.casework.act(command, on: number, by: actor, at: now)
            }
            now = now.adding(seconds: 86_400)
            try await office.casework.wake(at: Instant(now.day, hour: 0, minute: 0))
        }
        Issue.record("the application does not end")
        return try await office.casework.application(number)
    }

    private func next(_ task: ItemTask, _ application: Application, _ catalog: Catalog) throws -> (Command, Actor)? {
        let item = try #require(catalog.items[task.item])
        switch task.progress {
        case .received: return (.accept(task.item), officer(item.department, item.flow[0].actor))
        case .handling(let handling):
            let step = try #require(item.stage(handling.step))
            let actor = officer(step.department ?? item.department, step.actor)
            switch step.kind {
            case .review, .external: return (.advance(task.item, opinion: "同意"), actor)
            case .decide, .issue: return (.grant(task.item, result: try result(of: item, catalog)), actor)
            case .accept, .publicize: return nil
            }
        default: return nil
        }
    }

    private func result(of item: Item, _ catalog: Catalog) throws -> Answers {
        var answers = Answers()
        for element in item.result.elements {
            switch try #require(catalog.elements[element]).type {
            case .boolean: answers[element] = true
            case .integer, .decimal, .money: answers[element] = 1
            case .date, .month: answers[element] = "2027-06-07"
            default: answers[element] = "1"
            }
        }
        return answers
    }

    private func officer(_ department: DepartmentCode, _ role: String) -> Actor {
        guard let yunnan = RegionCode(number: 530_000) else { fatalError("Yunnan is gone") }
        return .officer(
            Officer(account: role, name: role, department: department, region: yunnan, roles: [role]))
    }

    private func request(_ scene: Scene, _ bundle: Bundle, _ catalog: Catalog) throws -> IntakeRequest {
        var answers = Answers()
        for (element, value) in scene.answers.sorted(by: { $0.key < $1.key }) { answers[element] = JSON(value) }
        let needed = catalog.requirements(of: scene.items, in: bundle.code) { name in
            catalog.value(name, in: answers, appliedOn: Installation.morning.day)
        }
        let uploads = needed.materials.filter { $0.source == .uploaded }
        return IntakeRequest(
            bundle: bundle.code, items: scene.items, region: "530102", answers: answers,
            materials: uploads.map { MaterialReceipt($0.material, .uploaded, upload: "u") },
            commitments: scene.items.filter { catalog.items[$0]?.commitment != nil })
    }
}
