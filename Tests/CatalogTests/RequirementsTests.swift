import Catalog
import FEEL
import Testing
import Vocabulary

@Suite struct `What one application must bring` {
    let catalog: Catalog

    init() throws { catalog = try Shipped.catalog.get() }

    private func requirements(_ scene: String) throws -> Requirements {
        let scene = try Shipped.scene(scene)
        return catalog.requirements(of: scene.items, in: Shipped.bundle, given: scene.lookup)
    }

    @Test func `the graduate answers each element once`() throws {
        let needed = try requirements("graduate-startup")
        #expect(Set(needed.fields.map(\.element)).count == needed.fields.count)
        #expect(needed.fields.count { $0.fedBy.isEmpty } <= 45)
        #expect(needed.fields.first { $0.element == "full_name" }?.items.count == 9)
    }

    @Test func `the graduate's scene answers everything that is required`() throws {
        let scene = try Shipped.scene("graduate-startup")
        let open = try requirements("graduate-startup").fields.filter {
            $0.required && $0.fedBy.isEmpty && scene.lookup($0.element.rawValue).isNull
        }
        #expect(open.map(\.element) == [])
    }

    @Test func `results of one item fill the form of the next`() throws {
        let needed = try requirements("graduate-startup")
        let fed = Dictionary(
            uniqueKeysWithValues: needed.fields.filter { !$0.fedBy.isEmpty }.map { ($0.element, $0.fedBy) })
        #expect(
            fed == [
                "employment_certificate_number": ["employment-registration"],
                "startup_registration_number": ["startup-registration"],
                "pension_number": ["social-insurance-registration"],
                "medical_number": ["medical-insurance-registration"],
            ])
    }

    @Test func `a value that nobody feeds is asked`() throws {
        let needed = try requirements("hardship-flexible")
        #expect(
            needed.fields.first { $0.element == "employment_certificate_number" }?.fedBy == ["employment-registration"])
        #expect(needed.fields.first { $0.element == "pension_number" }?.fedBy == [])
        #expect(needed.fields.first { $0.element == "pension_number" }?.required == true)
    }

    @Test func `fields follow the situation`() throws {
        let hired = Set(try requirements("migrant-worker").fields.map(\.element))
        #expect(hired.isSuperset(of: ["employer_credit_code", "contract_months"]))
        #expect(hired.isDisjoint(with: ["unemployed_on", "graduated_on", "business_credit_code"]))
        let unemployed = Set(try requirements("unemployed").fields.map(\.element))
        #expect(unemployed.isSuperset(of: ["unemployed_on", "unemployment_reason", "resident_year"]))
        #expect(unemployed.isDisjoint(with: ["occupation", "started_on", "contribution_base"]))
    }

    @Test func `only what nobody shares is uploaded`() throws {
        let graduate = try requirements("graduate-startup")
        #expect(
            graduate.materials.filter { $0.source == .uploaded && $0.required }.map(\.material) == [
                "startup-plan", "operation-proof",
            ])
        #expect(graduate.materials.first { $0.material == "operation-proof" }?.tolerable == true)
        #expect(
            try requirements("gig-worker").materials.contains {
                $0.material == "residence-permit" && $0.source == .shared(from: "public-security")
            })
        #expect(try !requirements("graduate-startup").materials.contains { $0.material == "residence-permit" })
    }

    @Test func `a commitment is asked only of those whose material it replaces`() throws {
        #expect(try requirements("graduate-startup").commitments == ["startup-subsidy"])
        #expect(try requirements("unemployed").commitments == ["employment-registration"])
        #expect(try requirements("gig-worker").commitments == [])
    }

    @Test func `what depends on an unknown fact is listed as undetermined`() throws {
        let small = try SmallCatalog.catalog(
            ("when: person_kind = \"graduate\"}\n    materials", "when: amount > 100}\n    materials"))
        let needed = small.requirements(of: ["money"], in: "both", given: facts([:]))
        let amount = try #require(needed.fields.first { $0.element == "amount" })
        #expect(amount.undetermined && !amount.required)
    }

    @Test func `nothing is asked for items or bundles that do not exist`() {
        #expect(catalog.requirements(of: ["no-item"], in: Shipped.bundle, given: facts([:])).fields.isEmpty)
        #expect(catalog.requirements(of: ["startup-loan"], in: "no-bundle", given: facts([:])).fields.isEmpty)
    }

    @Test func `an upload for one item serves the item that would take a commitment`() throws {
        let small = try SmallCatalog.catalog(
            ("{material: licence, source: shared, from: tax}", "{material: statement, source: uploaded}"))
        let both = small.requirements(of: ["letter", "money"], in: "both", given: facts([:]))
        #expect(both.materials.first { $0.material == "statement" }?.source == .uploaded)
        #expect(both.commitments == [])
        let alone = small.requirements(of: ["money"], in: "both", given: facts([:]))
        #expect(alone.commitments == ["money"])
    }

    @Test func `remembering never changes the outcome`() throws {
        let scenes = try #require(catalog.bundles[Shipped.bundle]).scenes
        let fresh = try Catalog(stored: catalog.files)
        for answers in scenes {
            let first = catalog.requirements(of: scenes[0].items, in: Shipped.bundle, given: answers.lookup)
            let second = catalog.requirements(of: scenes[0].items, in: Shipped.bundle, given: answers.lookup)
            let unremembered = fresh.requirements(of: scenes[0].items, in: Shipped.bundle, given: answers.lookup)
            #expect(first.fields == second.fields && first.materials == second.materials)
            #expect(first.fields == unremembered.fields && first.materials == unremembered.materials)
        }
    }

    @Test func `many threads may ask at once`() async throws {
        let catalog = try Catalog(stored: catalog.files)
        let scenes = try #require(catalog.bundles[Shipped.bundle]).scenes
        let expected = scenes.map { catalog.requirements(of: $0.items, in: Shipped.bundle, given: $0.lookup).fields }
        let wrong = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    (0..<200).count { round in
                        let place = round % scenes.count
                        let scene = scenes[place]
                        return catalog.requirements(of: scene.items, in: Shipped.bundle, given: scene.lookup).fields
                            != expected[place]
                    }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(wrong == 0)
    }
}
