import Access
import Cases
import Catalog
import Eligibility
import FEEL
import Ledger
import Registry
import Vocabulary

/// What is known about a person before they type anything, and from whom.
struct Knowledge: Sendable {
    /// Vouched for by a department: shown, never asked.
    var fixed: [ElementCode: Known] = [:]
    /// Said by the person before: filled in, and theirs to change.
    var suggested: [ElementCode: Known] = [:]

    struct Known: Sendable {
        let value: JSON
        let origin: Origin

        /// As rules see it; nil where nobody else vouches for it.
        func known(as element: DataElement?) -> KnownFact? {
            guard let element, case .fact(let source, let day) = origin else { return nil }
            return KnownFact(value.value(as: element.type), from: .register(source: source), asOf: day)
        }
    }

    enum Origin: Sendable {
        /// A fact of the register.
        case fact(source: String, asOf: CalendarDay)
        /// The guide's questions.
        case situation
        /// An earlier application.
        case application(CalendarDay)
        /// The account they signed in with.
        case account
    }

    /// Reads what the register, the earlier applications and the account know about the signed-in person.
    static func about(
        _ person: Identifier<Applicant>, named name: String, in casework: Casework, on day: CalendarDay
    ) async throws -> Knowledge {
        let catalog = casework.shelf.current
        let facts = try await casework.store.read { session in
            try casework.register.current(about: person.retyped(), on: day, in: session)
        }
        var knowledge = Knowledge()
        if let element = catalog.elements[Identity.name], element.prefill.contains("account") {
            knowledge.suggested[Identity.name] = Known(value: .string(name), origin: .account)
        }
        if let latest = try await casework.applications(of: person).first {
            let answers = try await casework.answers(of: latest.number)
            for member in answers.members {
                let code = ElementCode(rawValue: member.name)
                guard let element = catalog.elements[code], !element.prefill.isEmpty else { continue }
                knowledge.suggested[code] = Known(value: member.value, origin: .application(latest.submittedAt.day))
            }
        }
        for (name, fact) in facts {
            guard let element = catalog.elements[ElementCode(rawValue: name)], element.derived == nil,
                (try? catalog.read(fact.value, as: element)) != nil
            else { continue }
            let known = Known(value: fact.value, origin: .fact(source: fact.source, asOf: fact.asOf.day))
            if fact.isCertified, !(element.changeable && fact.source.hasPrefix("item:")) {
                knowledge.fixed[element.code] = known
            } else {
                knowledge.suggested[element.code] = known
            }
        }
        return knowledge
    }
}

extension Casework {
    /// The form of an application as it stands.
    func answers(of number: CaseNumber) async throws -> Answers {
        try await store.read { session in
            guard let reference = try self.find(number, in: session) else {
                throw Refusal.noSuchApplication(number.description)
            }
            return try self.answers(of: reference, in: session)
        }
    }
}

extension Knowledge.Origin {
    /// Who says so, and since when: `来自公安局，2024年5月8日`.
    func words(_ language: Language, _ catalog: Catalog) -> String {
        switch self {
        case .fact(let source, let day):
            language("来自\(Self.name(source, catalog).zh)，", "From \(Self.name(source, catalog).en), ")
                + day.text(language)
        case .situation: language("来自您在情形引导中的回答", "From your answer in the guide")
        case .application(let day):
            language("来自您\(day.text(.zh))的申请，可以修改", "From your application of \(day.text(.en)); change it if needed")
        case .account: language("来自您的账号，可以修改", "From your account; change it if needed")
        }
    }

    /// The department to turn to when the value is wrong.
    func department(_ catalog: Catalog) -> Department? {
        guard case .fact(let source, _) = self else { return nil }
        return Self.department(source, catalog)
    }

    private static func department(_ source: String, _ catalog: Catalog) -> Department? {
        let parts = source.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return nil }
        switch parts[0] {
        case "department": return catalog.departments[DepartmentCode(rawValue: parts[1])]
        case "item": return catalog.items[ItemCode(rawValue: parts[1])].flatMap { catalog.departments[$0.department] }
        default: return nil
        }
    }

    private static func name(_ source: String, _ catalog: Catalog) -> Bilingual {
        if source.hasPrefix("item:"), let item = catalog.items[ItemCode(rawValue: String(source.dropFirst(5)))] {
            return Bilingual("“\(item.name.zh)”的办理结果", "the result of “\(item.name.en)”")
        }
        if source.hasPrefix("import:") { return Bilingual("经办机构导入的名册", "a list the agency brought in") }
        return department(source, catalog)?.name ?? Bilingual("您以前的填报", "what you said before")
    }
}
