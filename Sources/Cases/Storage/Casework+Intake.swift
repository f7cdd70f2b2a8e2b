import Catalog
import Ledger
import Registry
import Vocabulary

/// Who hands an application in.
public struct Submitter: Sendable {
    /// Account of the client, for idempotency.
    public let client: String
    /// Whose application it is, when that is known: the signed-in person, or whom a counter serves.
    public let applicant: Identifier<Applicant>?
    /// The account of the member of staff who hands it in for them (窗口代办).
    public let clerk: String?
    /// The applicant who hands it in for them under a mandate (受托人).
    public let agent: Identifier<Applicant>?
    /// How well it is known who the applicant is: by the account's own check, or since staff or a connected system vouch.
    public let verification: VerificationLevel

    public init(
        client: String, applicant: Identifier<Applicant>? = nil, clerk: String? = nil,
        agent: Identifier<Applicant>? = nil, verification: VerificationLevel
    ) {
        self.agent = agent
        self.client = client
        self.applicant = applicant
        self.clerk = clerk
        self.verification = verification
    }
}

/// Makes repeating a request harmless.
public struct IdempotencyKey: Sendable {
    public let key: String
    /// Digest of the request's body.
    public let request: [UInt8]

    public init(_ key: String, body: [UInt8]) {
        self.key = key
        request = Digest.sha256(body)
    }
}

/// Why an application was not taken in, besides what is wrong with its content.
public enum SubmissionRefused: Error, Equatable, Sendable {
    /// The key was used for another request.
    case keyReused
    /// The identity number is not the signed-in person's.
    case notYourNumber
    /// It is not known well enough who applies (实名).
    case notVerified
    /// No number is left for this office today.
    case numbersExhausted
}

/// What the applicant gets back at once.
public struct IntakeReceipt: Equatable, Sendable {
    public let application: Application
    /// The same request had been taken in before.
    public let isRepeated: Bool
}

extension Casework {
    /// Takes an application in. When this returns, it is stored with all its items and numbers, or already was.
    public func submit(
        _ request: IntakeRequest, by submitter: Submitter, key: IdempotencyKey?, at instant: Instant
    ) async throws -> IntakeReceipt {
        guard submitter.verification >= .needed else { throw SubmissionRefused.notVerified }
        let catalog = shelf.current
        let intake = try IntakeCheck.check(request, against: catalog, on: instant.day)
        let index = register.index(of: intake.person.text)
        let series = try series(for: intake, catalog: catalog)
        let numbers = try await numbers(of: series, on: instant.day)
        async let renewed: Void = serials.renew(Self.names(of: series, on: instant.day))
        let claim = key.map { key in
            (digest: Digest.sha256(Array(submitter.client.utf8), [0], Array(key.key.utf8)), request: key.request)
        }
        // A person the register does not know yet is the common case of a first application; the directory tells otherwise.
        var applicant = submitter.applicant
        while true {
            // Whoever is known may have a key; whoever is new has none.
            let known = applicant
            let key =
                try await known == nil
                ? nil
                : store.read { [seals = register.seals] session in
                    try known.flatMap { try seals.key(of: $0.bytes, shard: $0.shardKey, in: session) }
                }
            let prepared = try PreparedIntake(
                intake, seals: register.seals, key: key, numbers: numbers, applicant: applicant, index: index,
                catalog: catalog, submitter: submitter, at: Moment(instant, calendar: calendar),
                forwarding: forwarding)
            do {
                let receipt = try await keep(prepared, under: claim, at: instant)
                await renewed
                return receipt
            } catch is DestroyedKey {
                continue
            } catch let known as KnownApplicant {
                if submitter.applicant != nil { throw SubmissionRefused.notYourNumber }
                applicant = known.id
            }
        }
    }

    /// Stores an application, or finds that it is stored.
    ///
    /// First it is written as if its key and its person were new, which they mostly are: then no statement has to wait for the
    /// answer to another. When the store says that one of them is there already, it is written again with a look at what is.
    private func keep(_ prepared: PreparedIntake, under claim: Claim?, at instant: Instant) async throws
        -> IntakeReceipt
    {
        let receipt = IntakeReceipt(application: prepared.application, isRepeated: false)
        do {
            return try await store.writeBatched { session in
                let application = prepared.application
                if let claim {
                    try Directory.add(
                        .request, claim.digest, shard: application.applicant.shardKey, target: application.id.bytes,
                        request: claim.request, at: instant, in: session)
                }
                try prepared.write(supposingNew: true, in: session)
                return receipt
            }
        } catch StorageFailure.constraint {
            return try await store.write { [self] session in
                if let claim, let earlier = try self.claim(claim, for: prepared.application, at: instant, in: session) {
                    return IntakeReceipt(application: earlier, isRepeated: true)
                }
                try prepared.write(supposingNew: false, in: session)
                return receipt
            }
        }
    }

    /// What a request is known by, and what it asked for.
    private typealias Claim = (digest: [UInt8], request: [UInt8])

    /// Claims the key for this application, or finds what it was claimed for before.
    private func claim(
        _ claim: Claim, for application: Application, at: Instant, in session: any Session
    ) throws -> Application? {
        let isNew = try Directory.claim(
            .request, claim.digest, shard: application.applicant.shardKey, target: application.id.bytes,
            request: claim.request,
            at: at, in: session)
        if isNew { return nil }
        guard let entry = try Directory.find(.request, claim.digest, in: session),
            let id = Identifier<Application>(bytes: entry.target)
        else { throw StorageFailure.corrupt("a claimed key is not in the directory") }
        guard entry.request == claim.request else { throw SubmissionRefused.keyReused }
        guard let application = try asSubmitted(CaseReference(shard: entry.shard, id: id), in: session) else {
            throw StorageFailure.corrupt("a claimed key names an application without history")
        }
        return application
    }

    /// The application as it stood right after its submission, so that a repeated request gets the same answer.
    private func asSubmitted(_ reference: CaseReference, in session: any Session) throws -> Application? {
        var application: Application?
        for stored in try history(reference, in: session) {
            let event = try ApplicationEvent(stored)
            switch event {
            case .submitted(let submission): application = Application(submission, at: stored.at)
            case .started: try application?.apply(event, at: stored.at)
            default: return application
            }
        }
        return application
    }

    /// The office and the matter that number the application and each of its items.
    private func series(for intake: CheckedIntake, catalog: Catalog) throws -> [ImplementationCode] {
        let offices = [intake.bundle.leadDepartment] + intake.items.map(\.department)
        let matters = [intake.bundle.matter] + intake.items.map(\.matter)
        return try zip(offices, matters).map { department, matter in
            guard let office = catalog.departments[department]?.office(in: intake.region) else {
                throw IntakeRefused(problems: [
                    IntakeProblem(
                        "noOffice", Bilingual("该地区没有受理机构", "the region has no office for this item"), path: "/region")
                ])
            }
            return try ImplementationCode(office: office.creditCode, matter: matter)
        }
    }

    private static func names(of series: [ImplementationCode], on day: CalendarDay) -> [String] {
        let compact = day.compact
        return series.map { $0.description + compact }
    }

    /// One number for the application and one for each item.
    private func numbers(
        of series: [ImplementationCode], on day: CalendarDay
    ) async throws -> (parent: CaseNumber, items: [CaseNumber]) {
        let serials = try await serials.next(Self.names(of: series, on: day))
        let numbers = zip(series, serials).compactMap { CaseNumber(implementation: $0, day: day, serial: $1) }
        guard numbers.count == series.count else { throw SubmissionRefused.numbersExhausted }
        return (numbers[0], Array(numbers[1...]))
    }
}

/// The identity number belongs to a person the register already knows.
private struct KnownApplicant: Error {
    let id: Identifier<Applicant>
}

/// The applicant's key was destroyed after it was read.
private struct DestroyedKey: Error {}

/// An application with its rows ready, so that the writer's turn is short.
private struct PreparedIntake: Sendable {
    let application: Application
    private let isNewPerson: Bool
    private let keyRow: [SQLValue]?
    private let knownKey: SubjectKey?
    private let index: [UInt8]
    private let events: [[SQLValue]]
    private let caseRow: [SQLValue]
    private let taskRows: [[SQLValue]]
    private let messages: [OutboxMessage]
    private let at: Instant

    init(
        _ intake: CheckedIntake, seals: Seals, key: SubjectKey?, numbers: (parent: CaseNumber, items: [CaseNumber]),
        applicant: Identifier<Applicant>?, index: [UInt8], catalog: Catalog, submitter: Submitter, at moment: Moment,
        forwarding: Forwarding
    ) throws {
        let id = applicant ?? .new()
        let submission = Submission(
            id: .new(), number: numbers.parent, applicant: id, maskedName: Masking.name(intake.name),
            bundle: intake.bundle.code,
            revision: catalog.revision.text, region: intake.region, channel: intake.request.channel,
            token: Digest.hexadecimal(Digest.randomBytes(16)),
            items: zip(zip(intake.items, intake.entries), numbers.items).map { entry, number in
                Submission.Entry(
                    item: entry.0.code, number: number, department: entry.0.department, requires: entry.1.requires,
                    skips: entry.1.skips)
            },
            answers: intake.answers, materials: intake.materials, commitments: intake.commitments,
            verification: submitter.verification)
        let events = Application.submit(submission, at: moment, catalog: catalog)
        var application = Application(submission, at: moment.instant)
        let actor =
            submitter.clerk.map { Actor.clerk($0, for: id) }
            ?? submitter.agent.map { .agent($0, for: id, mayApply: true) } ?? .applicant(id)
        var rows: [[SQLValue]] = []
        var sealer = seals.sealer(of: id.bytes, shard: id.shardKey, under: key)
        for (offset, event) in events.enumerated() {
            let stored = event.stored(version: offset + 1, actor: actor, at: moment.instant)
            rows.append(try EventLog.row(stored, stream: submission.id.bytes, shard: id.shardKey, &sealer))
            if offset > 0 {
                do { try application.apply(event, at: moment.instant) } catch {
                    fatalError("impossible submission: \(error)")
                }
            }
        }
        messages = forwarding.messages(
            events.enumerated().lazy.map { (version: $0 + 1, event: $1) }, application,
            CaseReference(shard: id.shardKey, id: submission.id), by: actor, at: moment.instant)
        self.application = application
        self.events = rows
        self.index = index
        isNewPerson = applicant == nil
        at = moment.instant
        caseRow = try CaseRows.caseRow(application, moment.calendar, &sealer)
        taskRows = try application.tasks.indices.map {
            try CaseRows.taskRow(application, $0, moment.calendar, &sealer)
        }
        keyRow = try sealer.keyRow(at: moment.instant)
        knownKey = key
    }

    /// - Parameter supposingNew: a person that is to be entered is taken for unknown; a constraint refuses when that is wrong.
    func write(supposingNew: Bool, in session: any Session) throws {
        let applicant = application.applicant
        if !isNewPerson {
            let known = try known(in: session)
            guard known == applicant else { throw KnownApplicant(id: known) }
            if let knownKey, try !SubjectKeys.isAlive(knownKey, in: session) { throw DestroyedKey() }
        } else if supposingNew {
            try Directory.add(
                .subject, index, shard: applicant.shardKey, target: applicant.bytes, at: at, in: session)
        } else {
            let isEntered = try Directory.claim(
                .subject, index, shard: applicant.shardKey, target: applicant.bytes, at: at, in: session)
            guard isEntered else { throw KnownApplicant(id: try known(in: session)) }
        }
        // All rows of the directory before those of other tables: so they leave together where that matters.
        try Directory.add(
            .caseNumber, Casework.digest(of: application.number), near: Casework.place(of: application.number),
            shard: applicant.shardKey, target: application.id.bytes, at: at, in: session)
        if isNewPerson { try Register.enter(applicant.retyped(), kind: .person, at: at, in: session) }
        if let keyRow { try Sealer.keep(keyRow, in: session) }
        try session.post(.insertCase, caseRow)
        for row in taskRows { try session.post(.insertTask, row) }
        try EventLog.append(events, in: session)
        try Outbox.add(
            OutboxMessage(
                shard: applicant.shardKey, id: .new(), destination: "notice", subject: application.id.bytes, item: nil,
                epoch: 1,
                kind: "submitted", body: ["number": .string(application.number.description)], nextAt: at),
            in: session)
        for message in messages { try Outbox.add(message, in: session) }
    }

    private func known(in session: any Session) throws -> Identifier<Applicant> {
        guard let entry = try Directory.find(.subject, index, in: session),
            let id = Identifier<Applicant>(bytes: entry.target)
        else { throw SubmissionRefused.notYourNumber }
        return id
    }
}
