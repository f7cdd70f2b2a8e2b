import ArgumentParser
import Catalog
import Eligibility
import Foundation
import Ledger
import Registry
import Vocabulary

/// `lianban policy find`: reads policies backwards, over every person in the register.
struct PolicyFind: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "find", abstract: "Who in the register is entitled, how much, and why (政策找人).")
    @OptionGroup var installation: InstallationOptions
    @Option(help: "The policy; all of them with --all.") var policy: String?
    @Flag(help: "Every policy in force.") var all = false
    @Option(help: "The day, YYYY-MM-DD; today when not given.") var asOf: String?
    @Flag(help: "Let the database decide, for a register too large to be read.") var inDatabase = false

    func validate() throws {
        if (policy == nil) == !all { throw ValidationError("name a policy with --policy, or ask for --all") }
    }

    func run() async throws {
        let console = installation.output.console
        try await console.reporting {
            let day = try asOf.policyDay
            let opened = try await Installation.open(installation)
            let schemes = try opened.schemes(on: day, only: policy)
            let entitlements = opened.entitlements
            func show(_ found: Entitlements.Found) {
                let because = found.because.map { console.language == .zh ? $0.sentence.zh : $0.sentence.en }
                if console.json {
                    let line: JSON = [
                        "subject": .string(found.subject.description), "policy": .string(found.entitlement.policy),
                        "version": .string(found.entitlement.version),
                        "amount": found.entitlement.amount.map { .number($0.yuanText) } ?? .null,
                        "because": .array(because.map(JSON.string)),
                    ]
                    console.put(line.encodedText)
                } else {
                    console.say(
                        "\(found.subject)  \(found.entitlement.policy)  \(found.entitlement.amount?.yuanText ?? "")")
                    for sentence in because { console.say("    " + sentence) }
                }
            }
            let run = try await inDatabase ? entitlements.findInStore(schemes, show) : entitlements.find(schemes, show)
            await opened.close()
            for condition in run.interpreted.sorted() {
                console.complain(console("逐人计算：", "run person by person: ") + condition)
            }
            console.say(console("登记\(run.people)人", "\(run.people) people in the register"))
        }
    }
}

/// `lianban policy refresh`: decides again what can have changed, and offers what follows.
struct PolicyRefresh: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "refresh", abstract: "Decide again what can have changed, and bring it to people (免申即享).")
    @OptionGroup var installation: InstallationOptions
    @Option(help: "The day, YYYY-MM-DD; today when not given.") var asOf: String?
    @Option(help: "Offers to one person within the period at most.") var atMost = 2
    @Option(help: "The period, in days.") var days = 30

    func validate() throws {
        if atMost < 0 || days < 1 { throw ValidationError("--at-most must not be negative, and --days be one or more") }
    }

    func run() async throws {
        let console = installation.output.console
        try await console.reporting {
            let day = try asOf.policyDay
            let opened = try await Installation.open(installation)
            let now = asOf == nil ? Instant.now : Instant(day, hour: 9, minute: 0)
            let tally = try await opened.entitlements.refresh(
                try opened.schemes(on: day, only: nil), limits: OfferLimits(most: atMost, days: days), at: now)
            await opened.close()
            if console.json {
                console.put([
                    "people": .integer(tally.people), "decided": .integer(tally.decided),
                    "offers": .integer(tally.offers),
                ])
            } else {
                console.say(
                    console(
                        "查看\(tally.people)人，重算\(tally.decided)次，新送达\(tally.offers)项",
                        "\(tally.people) people read, \(tally.decided) decisions, \(tally.offers) new offers"))
            }
        }
    }
}

/// `lianban policy offers`: what has been offered and still stands.
struct PolicyOffers: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "offers", abstract: "What was offered and still stands, of one person or of everybody.")
    @OptionGroup var installation: InstallationOptions
    @Option(help: "The person: an identity number, or the identifier that `policy find` prints.") var person: String?

    func run() async throws {
        try await installation.withStore { opened, console in
            let one = try await opened.person(person)
            var place = RegisterPlace.start
            while true {
                let from = place
                let offers = try await opened.store.read { session in
                    if let one { return try Offers.standing(of: one, in: session) }
                    return try Offers.standing(after: from, limit: 10_000, in: session)
                }
                // A page may end within one person; that person's offers come whole with the next page.
                let last = offers.last?.subject
                let whole = one != nil || offers.count < 10_000 ? offers : offers.filter { $0.subject != last }
                for offer in whole { show(offer, console) }
                guard one == nil, offers.count == 10_000, let next = whole.last else { break }
                place = RegisterPlace(after: next.subject)
            }
        }
    }

    private func show(_ offer: Offer, _ console: Console) {
        if console.json {
            let line: JSON = [
                "subject": .string(offer.subject.description), "policy": .string(offer.policy),
                "version": .string(offer.version),
                "amount": offer.amount.map { .number($0.yuanText) } ?? .null,
                "made_at": .string(offer.madeAt.description), "answer": .optional(offer.answer?.rawValue),
            ]
            console.put(line.encodedText)
        } else {
            console.say(
                "\(offer.subject)  \(offer.policy)  \(offer.amount?.yuanText ?? "")  \(offer.madeAt)  \(offer.answer?.rawValue ?? "")"
            )
        }
    }
}

/// `lianban policy consent`: whether a person wants to be told.
struct PolicyConsent: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "consent",
        abstract: "Record that a person wants to be told what they are entitled to, or no longer does.")
    @OptionGroup var installation: InstallationOptions
    @Argument(help: "The person: an identity number, or the identifier that `policy find` prints.") var person: String
    @Flag(help: "Take the consent back.") var withdraw = false

    func run() async throws {
        try await installation.withStore { opened, console in
            let granted = !withdraw
            let subject = try await opened.store.write { [person, register = opened.casework.register] session in
                let subject = try register.root(
                    of: try RegisterCommand.find(person, register, in: session), in: session)
                guard try register.kind(of: subject, in: session) == .person else { throw RegisterProblem.unknown }
                try Offers.setConsent(granted, of: subject, at: .now, in: session)
                return subject
            }
            console.json
                ? console.put(["subject": .string(subject.description), "granted": .bool(granted)])
                : console.say(granted ? "✓" : "✗")
        }
    }
}

extension Installation {
    var entitlements: Entitlements { Entitlements(store: store, register: casework.register) }

    /// The file of a person under which entitlements are kept; nil when nobody is named.
    func person(_ text: String?) async throws -> Identifier<Subject>? {
        guard let text else { return nil }
        return try await store.read { [register = casework.register] session in
            try register.root(of: try RegisterCommand.find(text, register, in: session), in: session)
        }
    }

    /// The policies in force on a day, or one of them.
    func schemes(on day: CalendarDay, only policy: String?) throws -> Schemes {
        let catalog = casework.shelf.current
        let all = catalog.schemes(on: day)
        let chosen = policy.map { code in all.filter { $0.policy == code } } ?? all
        if let policy, chosen.isEmpty {
            throw ValidationError(
                "no policy \(policy) is in force on \(day); there are \(all.map(\.policy).joined(separator: ", "))")
        }
        return Schemes(chosen, of: catalog, on: day)
    }
}

extension Money {
    /// `3000` or `3000.50`.
    fileprivate var yuanText: String {
        fen % 100 == 0 ? "\(fen / 100)" : "\(fen / 100)." + String("0\(abs(fen % 100))".suffix(2))
    }
}

extension String? {
    fileprivate var policyDay: CalendarDay {
        get throws { try map { try CalendarDay(parsing: $0) } ?? Instant.now.day }
    }
}
