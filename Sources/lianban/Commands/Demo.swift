import Access
import ArgumentParser
import Cases
import Catalog
import Documents
import Foundation
import Ledger
import Registry
import Vocabulary
import Web

/// `lianban demo`: plays the main job, then serves its pages.
struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Play the main job: one application, nine items, three departments, one feedback (演示).")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var address: AddressOptions

    @Flag(help: "Stop after the play instead of serving; exit 0 only if the outcome is right.")
    var once = false

    @Flag(help: "Let the three departments work in processes and data files of their own, over signed HTTP.")
    var departments = false

    @Option(help: "With --departments: how they misbehave, such as \"--drop 0.2 --duplicate 0.5 --lie 0.5\".")
    var faults: String = ""

    @Option(help: "The bundle to play.")
    var bundle: String?

    @Option(help: "The scene of the bundle to play.")
    var scene: String?

    func run() async throws {
        let console = installation.output.console
        if departments {
            let faults = faults.split(separator: " ").map(String.init)
            return try await DemoDepartments(options: installation, address: address, faults: faults, console: console)
                .run(once: once)
        }
        let opened = try await Installation.open(installation, creating: true)
        let outcome = try await play(opened, console)
        let violations = try await check(opened, console)
        if once {
            await opened.close()
            guard outcome.problems.isEmpty, violations == 0 else { throw ExitCode(1) }
            return
        }
        console.say("")
        console.say(console("演示账号（密码均为 \(DemoCast.password)）", "demo accounts (password \(DemoCast.password))"))
        for member in [DemoCast.citizen] + DemoCast.staff {
            console.say(
                "  \(member.account.padding(toLength: 12, withPad: " ", startingAt: 0)) \(member.duty(console.language))"
            )
        }
        try await Server(opened, address: address, console: console).run()
    }

    private func play(_ opened: Installation, _ console: Console) async throws -> (
        application: Cases.Application, problems: [String]
    ) {
        let catalog = opened.casework.shelf.current
        guard let chosen = bundle.map({ catalog.bundles[BundleCode(rawValue: $0)] }) ?? catalog.bundles.first else {
            throw ValidationError("the catalog has no bundle \(bundle ?? "")")
        }
        guard let scene = scene.map({ name in chosen.scenes.first { $0.code == name } }) ?? chosen.scenes.first else {
            throw ValidationError("the bundle \(chosen.code) has no scene \(scene ?? "")")
        }
        let world = DemoWorld(installation: opened, scene: scene)
        let person = try await world.settle()
        let play = DemoPlay(
            casework: opened.casework, catalog: catalog, console: console, story: DemoWorld.story,
            officers: DemoCast.staff.filter { $0.kind == .officer }.map(DemoCast.officer), person: person)
        console.say(console("场景：", "scene: ") + scene.name(console.language))
        let outcome = try await play.play(chosen, scene: scene, on: world.day, person: person)
        let report = DemoReport(casework: opened.casework, console: console, publicAddress: address.reachedAt)
        let problems = try await report.tell(outcome, scene: scene, story: play.story, folder: opened.place.folder)
        return (outcome.application, problems)
    }

    private func check(_ opened: Installation, _ console: Console) async throws -> Int {
        try await opened.history.settle(at: .now)
        let verification = try await opened.verify()
        for violation in verification.violations {
            console.complain("\(violation.invariant)  \(violation.subject)  \(violation.detail)")
        }
        console.say(
            verification.isClean
                ? console("核验：无违例", "verified: no violation") : console("核验：有违例", "verified: there are violations"))
        return verification.violations.count
    }
}

/// The register and the accounts as the story begins.
struct DemoWorld {
    let installation: Installation
    let scene: Scene

    static let story = DemoPlay.Story(supplement: "startup-loan", refused: "archive-transfer")

    /// The day on which the application is filed.
    var day: CalendarDay { scene.day ?? Instant.now.day }

    /// Enters the scene's person with what other departments already know, and creates the demo accounts.
    func settle() async throws -> Identifier<Applicant>? {
        let answers = DemoRequest.answers(of: scene)
        guard let number = answers[Identity.number]?.text else { return nil }
        let catalog = installation.casework.shelf.current
        let register = installation.casework.register
        let began = Instant(day, hour: 8, minute: 0)
        let day = day
        let subject = try await installation.store.write { session in
            let subject = try register.findOrEnter(number: number, kind: .person, at: began, in: session)
            guard try register.facts(about: subject, in: session).isEmpty else { return subject }
            for element in catalog.elements {
                guard
                    let source = element.prefill.first(where: {
                        catalog.departments[DepartmentCode(rawValue: $0)] != nil
                    }),
                    let value = answers[element.code]
                else { continue }
                try register.record(
                    Fact(
                        element: element.code.rawValue, value: value, source: "department:\(source)",
                        validFrom: day.adding(days: -30), asOf: began),
                    about: subject, in: session)
            }
            return subject
        }
        try await DemoCast.seed(installation.accounts, citizenSubject: subject.retyped(), at: .now)
        return subject.retyped()
    }
}
