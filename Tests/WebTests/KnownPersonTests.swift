import Cases
import Catalog
import Ledger
import Registry
import Testing
import Vocabulary

@testable import Web

@Suite struct `A person everything is known about` {
    @Test func `is asked nothing that a department has certified, in any scene of any bundle`() async throws {
        try await CitizenWorld.run { world, _ in
            var walked = 0
            for bundle in world.catalog.bundles {
                for scene in bundle.scenes {
                    var certified: Set<ElementCode> = []
                    var facts: [Fact] = []
                    for (code, value) in scene.answers.sorted(by: { $0.key < $1.key }) {
                        guard let element = world.catalog.elements[code], element.derived == nil, let json = JSON(value)
                        else { continue }
                        certified.insert(code)
                        facts.append(
                            Fact(
                                element: code.rawValue, value: json, source: "department:public-security",
                                validFrom: "2024-01-01",
                                asOf: Instant("2024-01-01", hour: 9, minute: 0)))
                    }
                    let known = facts
                    let register = world.casework.register
                    let person = try await world.casework.store.write { session in
                        let id = Identifier<Subject>.new()
                        try Register.enter(
                            id, kind: .person, at: Instant("2024-01-01", hour: 9, minute: 0), in: session)
                        for fact in known { try register.record(fact, about: id, in: session) }
                        return id
                    }
                    let day: CalendarDay = "2024-06-07"
                    let knowledge = try await Knowledge.about(
                        person.retyped(), named: "文娜", in: world.casework, on: day)
                    var draft = Draft(
                        owner: person.retyped(), bundle: bundle.code, at: Instant(day, hour: 9, minute: 0))
                    draft.items = scene.items
                    draft.region = "530102"
                    for (code, value) in scene.answers { if let json = JSON(value) { draft.situation[code] = json } }
                    let form = try #require(DraftForm(draft, knowledge: knowledge, catalog: world.catalog, on: day))
                    let fields = form.parts.flatMap(\.fields)
                    #expect(!fields.isEmpty)
                    let repeated = fields.filter { $0.isOpen && certified.contains($0.element.code) }.map(
                        \.element.code)
                    #expect(repeated == [], "\(scene.code) asks again")
                    // What is shown instead of asked says who vouches for it and since when.
                    for field in fields where !field.isOpen {
                        guard case .fact(let source, let asOf)? = field.fixed?.origin else { continue }
                        #expect(source == "department:public-security" && asOf == "2024-01-01")
                    }
                    walked += 1
                }
            }
            #expect(walked > 0)
        }
    }
}
