import Access
import Cases
import Catalog
import Eligibility
import Hummingbird
import Ledger
import Registry
import Vocabulary

/// Everything that is held about a person, read at one moment (个人信息保护法 第四十五条).
struct MyData: Sendable {
    struct Entry: Sendable {
        let fact: Fact
        /// Whether it is what counts today, says otherwise than what counts, or is past.
        let standing: Standing
    }

    enum Standing: String, Sendable { case counts, contradicts, past }

    let person: Identifier<Subject>
    let entries: [Entry]
    let consents: [Consent]
    let isToldOfOffers: Bool
    let requests: [DataRequest]
    let links: [SubjectLink]
    let looks: [Look]
    let visits: [CounterVisit]
    let applications: [Application]

    static func about(_ person: Identifier<Principal>, in casework: Casework, on day: CalendarDay) async throws
        -> MyData
    {
        let register = casework.register
        let subject: Identifier<Subject> = person.retyped()
        let (facts, standing, consents, isTold, requests, links) = try await casework.store.read { session in
            let root = try register.root(of: subject, in: session)
            let facts = try register.facts(about: root, in: session)
            return (
                facts, register.precedence.standing(of: facts, on: day),
                try register.consents(of: subject, in: session),
                try Offers.hasConsent(root, in: session), try register.requests(of: subject, in: session),
                try register.links(of: root, in: session)
            )
        }
        let entries = facts.map { fact in
            let stands = standing[fact.element]
            return Entry(
                fact: fact,
                standing: stands?.counts == fact
                    ? .counts : stands?.conflicts.contains(fact) == true ? .contradicts : .past)
        }
        return MyData(
            person: subject, entries: entries, consents: consents, isToldOfOffers: isTold, requests: requests,
            links: links,
            looks: try await Looks(store: casework.store).at(person),
            visits: try await casework.visits(of: person.retyped()),
            applications: try await casework.applications(of: person.retyped()))
    }

    func agrees(to purpose: ConsentPurpose) -> Bool { consents.first { $0.purpose == purpose }?.isGranted ?? false }

    /// The copy a person may take along, for programs.
    var json: JSON {
        [
            "person": .string(person.description),
            "facts": .array(
                entries.map { entry in
                    let fact = entry.fact
                    return .members([
                        "element": .string(fact.element), "value": fact.value, "source": .string(fact.source),
                        "standing": .string(entry.standing.rawValue), "validFrom": .string(fact.validFrom.description),
                        "validTo": fact.validTo.map { .string($0.description) } ?? .null,
                        "asOf": .string(fact.asOf.description),
                        "evidence": fact.evidence.map(JSON.string), "consent": fact.consent.map(JSON.string),
                    ])
                }),
            "links": .array(
                links.map {
                    [
                        "kind": .string($0.kind.rawValue), "other": .string($0.other.description),
                        "source": .string($0.source),
                    ]
                }),
            "applications": .array(applications.map { .string($0.number.description) }),
            "looks": .array(
                looks.map { look in
                    [
                        "at": .string(look.at.description), "department": .optional(look.department),
                        "purpose": .string(look.purpose.rawValue),
                        "elements": .array(look.elements.map(JSON.string)), "case": .optional(look.caseNumber),
                    ]
                }),
            "visits": .array(
                visits.map { ["startedAt": .string($0.startedAt.description), "clerk": .string($0.clerk)] }),
            "consents": .array(
                consents.map {
                    [
                        "purpose": .string($0.purpose.rawValue), "granted": .bool($0.isGranted),
                        "at": .string($0.at.description),
                    ]
                }),
            "requests": .array(requests.map(\.view)),
        ]
    }

    /// The facts as rows of a sheet.
    var csv: [UInt8] {
        var text = "\u{FEFF}element,value,source,standing,valid_from,valid_to,as_of\r\n"
        for entry in entries {
            let fact = entry.fact
            let cells = [
                fact.element, fact.value.text ?? fact.value.encodedText, fact.source, entry.standing.rawValue,
                fact.validFrom.description,
                fact.validTo?.description ?? "", fact.asOf.description,
            ]
            text += cells.map(Self.cell).joined(separator: ",") + "\r\n"
        }
        return Array(text.utf8)
    }

    /// No spreadsheet runs what stands in a cell.
    private static func cell(_ text: String) -> String {
        let harmless = SpreadsheetCell.isFormula(text) ? "'" + text : text
        return "\"" + harmless.replacing("\"", with: "\"\"") + "\""
    }
}

extension DataRequest {
    var view: JSON {
        .members([
            "id": .string(id.description), "kind": .string(kind.rawValue), "element": .string(element),
            "source": .string(source),
            "text": .string(text), "department": .string(department), "askedAt": .string(askedAt.description),
            "due": .string(due.description),
            "answer": answer.map { answer in
                [
                    "outcome": .string(answer.outcome.rawValue), "reason": .string(answer.reason),
                    "at": .string(answer.at.description),
                ]
            },
        ])
    }
}

/// Takes a person's request about their data to whoever must answer, or answers it where the law alone decides.
struct DataRights: Sendable {
    let casework: Casework

    /// - Parameters:
    ///   - text: what the person says; for a correction, the right value.
    ///   - source: whose word it is about.
    func ask(
        _ kind: DataRequest.Kind, element: String, source: String, text: String, person: Identifier<Principal>,
        at now: Instant
    ) async throws -> DataRequest {
        let catalog = casework.shelf.current
        let register = casework.register
        let subject: Identifier<Subject> = person.retyped()
        let due =
            casework.calendar.due(from: now.day, limit: Limit(count: DataRequest.workingDays, unit: .workingDays))
            ?? now.day
        let department = Self.department(of: source, catalog)
        let known = catalog.elements[ElementCode(rawValue: element)]
        return try await casework.store.write { session in
            let facts = try register.facts(about: subject, in: session).filter {
                $0.element == element && $0.source == source
            }
            guard let fact = facts.last else { throw RequestRefused.unknown }
            func take(_ answer: DataRequest.Answer?) throws -> DataRequest {
                try register.ask(
                    kind, of: subject, element: element, source: source, text: text, department: department, due: due,
                    answer: answer,
                    at: now, in: session)
            }
            func byRule(_ outcome: DataRequest.Outcome, _ reason: Bilingual) throws -> DataRequest {
                try take(.init(outcome: outcome, reason: "\(reason.zh) / \(reason.en)", by: "rule", at: now))
            }
            switch kind {
            case .deletion:
                let erasability = Erasability(fact)
                guard erasability == .erasable else { return try byRule(.refused, erasability.reason) }
                try register.erase(element, of: subject, in: session)
                return try byRule(.granted, Bilingual("已删除", "erased"))
            case .correction where source == "applicant":
                // What only the person said is theirs to say anew.
                guard let known, let value = try? catalog.read(.string(text), as: known) else {
                    throw RequestRefused.reasonMissing
                }
                try register.record(
                    Fact(element: element, value: value, source: source, validFrom: now.day, asOf: now), about: subject,
                    in: session)
                return try byRule(.granted, Bilingual("已按您的说法更正", "corrected as you say"))
            case .correction, .objection: return try take(nil)
            }
        }
    }

    /// Who answers for a source; for lists and for what people say, the department that leads.
    static func department(of source: String, _ catalog: Catalog) -> String {
        let origin = Knowledge.Origin.fact(source: source, asOf: CalendarDay(daysSince1970: 0))
        if let department = origin.department(catalog) {
            // A department that only shares its data has no desk here: whoever leads takes the request to it.
            let works = catalog.items.contains { $0.department == department.code }
            if works { return department.code.rawValue }
        }
        return catalog.bundles.first?.leadDepartment.rawValue ?? ""
    }
}
