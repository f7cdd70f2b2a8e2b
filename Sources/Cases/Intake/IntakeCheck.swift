import Catalog
import FEEL
import Ledger
import Vocabulary

/// The elements by which the register knows a person. Every catalog has them.
public enum Identity {
    public static let name: ElementCode = "full_name"
    public static let number: ElementCode = "citizen_id"
    public static let phone: ElementCode = "phone"
}

/// A request that may be taken in: everything read, complete and consistent.
public struct CheckedIntake: Sendable {
    public let request: IntakeRequest
    public let bundle: Bundle
    public let items: [Item]
    let entries: [Entry]
    public let region: RegionCode
    public let answers: Answers
    public let materials: [MaterialReceipt]
    public let commitments: [Submission.Commitment]
    public let person: CitizenID
    public let name: String

    /// One of the items, with what it must wait for and the steps it does not need.
    struct Entry: Sendable {
        let requires: [[ItemCode]]
        let skips: [StageCode]
    }
}

/// Checks a request against a catalog revision, all of it at once.
public struct IntakeCheck {
    private let catalog: Catalog
    private let request: IntakeRequest
    private let today: CalendarDay
    private var problems: [IntakeProblem] = []

    public static func check(
        _ request: IntakeRequest, against catalog: Catalog, on today: CalendarDay
    ) throws(IntakeRefused) -> CheckedIntake {
        var check = IntakeCheck(catalog: catalog, request: request, today: today)
        return try check.run()
    }

    private init(catalog: Catalog, request: IntakeRequest, today: CalendarDay) {
        self.catalog = catalog
        self.request = request
        self.today = today
    }

    private mutating func problem(_ code: String, _ path: String, _ zh: String, _ en: String) {
        problems.append(IntakeProblem(code, Bilingual(zh, en), path: path))
    }

    private mutating func run() throws(IntakeRefused) -> CheckedIntake {
        guard let bundle = catalog.bundles[request.bundle] else {
            problem("unknownBundle", "/bundle", "没有“\(request.bundle)”这件事", "there is no bundle \(request.bundle)")
            throw IntakeRefused(problems: problems)
        }
        guard bundle.effective.contains(today) else {
            problem("notInForce", "/bundle", "此事项现不受理", "the bundle is not in force today")
            throw IntakeRefused(problems: problems)
        }
        var read = readAnswers()
        let everything = read
        let facts = sheet(everything.value)
        let items = chosenItems(bundle, facts)
        let region = chosenRegion()
        let needed = catalog.requirements(of: items.map(\.code), in: bundle.code, on: facts)
        let answers = complete(&read, needed)
        let (materials, commitments) = handedIn(needed, items)
        // Rules see what is kept, and nothing else that was sent along.
        let kept = read.keptCount == read.count ? facts : sheet(read.keptValue)
        checkConditions(items, kept)
        let person = answers[Identity.number]?.text.flatMap { try? CitizenID(parsing: $0) }
        let name = answers[Identity.name]?.text
        if person == nil, !problems.contains(where: { $0.path == "/answers/\(Identity.number)" }) {
            problem("missing", "/answers/\(Identity.number)", "请填写身份证号码", "the identity number is missing")
        }
        if name == nil, !problems.contains(where: { $0.path == "/answers/\(Identity.name)" }) {
            problem("missing", "/answers/\(Identity.name)", "请填写姓名", "the name is missing")
        }
        guard problems.isEmpty, let region, let person, let name else { throw IntakeRefused(problems: problems) }
        return CheckedIntake(
            request: request, bundle: bundle, items: items, entries: entries(items, bundle, kept), region: region,
            answers: answers, materials: materials, commitments: commitments, person: person, name: name)
    }

    private mutating func readAnswers() -> ReadAnswers {
        var read = ReadAnswers(capacity: request.answers.members.count)
        for member in request.answers.members {
            guard let element = catalog.elements[ElementCode(rawValue: member.name)] else {
                problem(
                    "unknownElement", "/answers/\(member.name)", "没有名为“\(member.name)”的数据项",
                    "there is no data element \(member.name)")
                continue
            }
            if member.value.isNull { continue }
            do throws(AnswerRefused) {
                read.add(member.name, try catalog.value(of: member.value, as: element))
            } catch {
                problems.append(IntakeProblem("malformed", error.message, path: "/answers/\(member.name)"))
            }
        }
        return read
    }

    private mutating func chosenItems(_ bundle: Bundle, _ facts: FactSheet) -> [Item] {
        if request.items.isEmpty { problem("nothingChosen", "/items", "请至少选择一个事项", "choose at least one item") }
        var seen: Set<ItemCode> = []
        for (index, code) in request.items.enumerated() {
            if bundle.member(code) == nil {
                problem("unknownItem", "/items/\(index)", "“\(code)”不在这件事中", "the bundle has no item \(code)")
            } else if !seen.insert(code).inserted {
                problem("chosenTwice", "/items/\(index)", "“\(code)”选了两次", "the item \(code) is chosen twice")
            }
        }
        // The bundle's order, so that the same choice always gives the same application.
        let chosen = bundle.items.map(\.item).filter { seen.contains($0) }
        for flaw in catalog.validate(selection: chosen, in: bundle.code, on: facts) {
            problems.append(IntakeProblem(flaw.code, flaw.message, path: "/items"))
        }
        return chosen.compactMap { code in
            guard let item = catalog.items[code] else { return nil }
            if !item.effective.contains(today) || item.standing.state != .inUse {
                problem("notInForce", "/items", "“\(item.name.zh)”现不受理", "\(item.name.en) is not in force today")
            }
            return item
        }
    }

    private mutating func chosenRegion() -> RegionCode? {
        do throws(MalformedRegionCode) {
            let region = try RegionCode(parsing: request.region)
            guard region.level == .county, Regions.find(region, on: today) != nil else {
                problem(
                    "unknownRegion", "/region", "“\(request.region)”不是现行的县级区划",
                    "\(request.region) is not a county-level region in force")
                return nil
            }
            return region
        } catch {
            problems.append(IntakeProblem("malformed", error.message, path: "/region"))
            return nil
        }
    }

    /// Keeps what the chosen items need (个人信息最小必要) and finds what is missing.
    private mutating func complete(_ read: inout ReadAnswers, _ needed: Requirements) -> Answers {
        var kept: [JSON.Member] = []
        kept.reserveCapacity(needed.fields.count)
        for field in needed.fields {
            let name = field.element.rawValue
            if let value = read.keep(name) {
                kept.append(JSON.Member(name, value))
            } else if field.required, field.fedBy.isEmpty, !problems.contains(where: { $0.path == "/answers/\(name)" })
            {
                let label = catalog.elements[field.element]?.label ?? Bilingual(name, name)
                problem("missing", "/answers/\(name)", "请填写\(label.zh)", "\(label.en) is missing")
            }
        }
        return Answers(kept)
    }

    private mutating func handedIn(
        _ needed: Requirements, _ items: [Item]
    ) -> (materials: [MaterialReceipt], commitments: [Submission.Commitment]) {
        var receipts: [MaterialReceipt] = []
        for use in needed.materials {
            let name = catalog.materials[use.material]?.name ?? Bilingual(use.material.rawValue, use.material.rawValue)
            let given = request.materials.first { $0.material == use.material }
            switch use.source {
            case .shared: receipts.append(MaterialReceipt(use.material, .shared))
            case .licence: receipts.append(MaterialReceipt(use.material, .licence))
            case .commitment:
                if given?.source == .uploaded, let given {
                    receipts.append(given)
                } else if use.items.allSatisfy({ request.commitments.contains($0) }) {
                    receipts.append(MaterialReceipt(use.material, .commitment))
                } else if use.required {
                    problem(
                        "commitmentMissing", "/commitments", "请签署“\(name.zh)”的告知承诺，或上传该材料",
                        "sign the statement that stands in for \(name.en), or hand the material in")
                }
            case .uploaded:
                if let given, given.source == .uploaded, given.upload != nil {
                    receipts.append(given)
                } else if given?.source == .later, use.tolerable {
                    receipts.append(MaterialReceipt(use.material, .later))
                } else if use.required {
                    problem(
                        "materialMissing", "/materials/\(use.material)", "请上传\(name.zh)", "hand in \(name.en)")
                }
            }
        }
        for (index, given) in request.materials.enumerated()
        where !needed.materials.contains(where: { $0.material == given.material }) {
            problem(
                "unknownMaterial", "/materials/\(index)", "所选事项不需要材料“\(given.material)”",
                "the chosen items do not need the material \(given.material)")
        }
        var commitments: [Submission.Commitment] = []
        for (index, code) in request.commitments.enumerated() {
            if let statement = items.first(where: { $0.code == code })?.commitment {
                commitments.append(.init(item: code, version: statement.version))
            } else {
                problem(
                    "unknownCommitment", "/commitments/\(index)", "“\(code)”没有告知承诺书",
                    "the item \(code) has no statement to sign")
            }
        }
        return (receipts, commitments)
    }

    private mutating func checkConditions(_ items: [Item], _ facts: FactSheet) {
        // An unknown outcome means that the facts are not complete; that is for the officer to find out.
        for failure in catalog.failures(of: items.map(\.code), on: facts) {
            let name = catalog.items[failure.item]?.name ?? Bilingual(failure.item.rawValue, failure.item.rawValue)
            let message = failure.condition.message
            let citation = failure.condition.citation.map { "（\($0.citation)）" } ?? ""
            problem("conditionNotMet", "/items", "\(name.zh)：\(message.zh)\(citation)", "\(name.en): \(message.en)")
        }
    }

    private func entries(_ items: [Item], _ bundle: Bundle, _ facts: FactSheet) -> [CheckedIntake.Entry] {
        let chosen = Set(items.map(\.code))
        return items.map { item in
            let requires = (bundle.member(item.code)?.requires ?? []).compactMap { group -> [ItemCode]? in
                if let unless = group.unless, facts.evaluate(unless) == .boolean(true) { return nil }
                let present = group.anyOf.filter(chosen.contains)
                return present.isEmpty ? nil : present
            }
            let skips = item.flow.filter { $0.when.map(facts.evaluate) == .boolean(false) }.map(\.code)
            return CheckedIntake.Entry(requires: requires, skips: skips)
        }
    }

    private func sheet(_ answers: @escaping (String) -> FEEL.Value) -> FactSheet {
        let today = FEEL.Value.day(today)
        return catalog.sheet { $0 == "applied_on" ? today : answers($0) }
    }
}
