import Catalog
import Ledger
import Vocabulary

/// Applications as rows, and back.
enum CaseRows {
    static func caseRow(
        _ application: Application, _ calendar: WorkingCalendar, _ sealer: inout Sealer
    ) throws -> [SQLValue] {
        [
            .integer(application.applicant.shardKey), .id(application.id), .text(application.number.description),
            .text(application.bundle.rawValue), .text(application.revision), .id(application.applicant),
            .text(application.maskedName), .region(application.region), .text(application.status.rawValue),
            .integer(application.version), .instant(application.submittedAt), .instant(application.wakeAt(calendar)),
            .text(try sealer.seal(application.detail, for: place(application.id)).encodedText),
        ]
    }

    static func taskRow(
        _ application: Application, _ position: Int, _ calendar: WorkingCalendar, _ sealer: inout Sealer
    ) throws -> [SQLValue] {
        let task = application.tasks[position]
        return [
            .integer(application.applicant.shardKey), .id(application.id), .text(task.item.rawValue),
            .integer(position),
            .text(task.number.description), .text(task.department.rawValue), .region(task.region),
            .text(application.maskedName), .integer(task.phase), .text(task.status.rawValue),
            .day(task.actBy(calendar)),
            .integer(task.epoch),
            .text(try sealer.seal(task.detail, for: place(application.id, task.item)).encodedText),
        ]
    }

    /// What the sealed values in an item's state are bound to.
    static func place(_ id: Identifier<Application>, _ item: ItemCode) -> SealPlace {
        SealPlace("item_task.detail", row: id.bytes, Array(item.rawValue.utf8))
    }

    /// What the sealed values in an application's own state are bound to.
    static func place(_ id: Identifier<Application>) -> SealPlace { SealPlace("case_file.detail", row: id.bytes) }

    static func load(
        _ id: Identifier<Application>, shard: Int64, _ seals: Seals, in session: any Session
    ) throws -> Application? {
        let found = try session.first(.loadCase, [.integer(shard), .id(id)]) { row in
            let detail = try JSON(parsing: row.text(8))
            return (application: try Application(row: row, detail, id: id), rating: detail["rating"])
        }
        guard var application = found?.application else { return nil }
        var opener = seals.opener(in: session)
        if let rating = found?.rating {
            application.rating = try Application.Rating(try opener.open(rating, at: place(id), shard: shard))
        }
        let rows = try session.query(.loadTasks, [.integer(shard), .id(id)]) { row in
            (columns: try ItemTask.Columns(row), detail: try JSON(parsing: row.text(5)))
        }
        application.tasks = try rows.map { columns, detail in
            let place = place(id, columns.item)
            return try ItemTask(columns, try opener.open(detail, at: place, shard: shard))
        }
        return application
    }
}

/// The rows of a changed application; of its items only those that changed.
struct CaseUpdate: Sendable {
    private let caseRow: [SQLValue]
    private let taskRows: [[SQLValue]]

    init(
        from before: Application, to after: Application, _ calendar: WorkingCalendar, _ sealer: inout Sealer
    ) throws {
        caseRow = [
            .text(after.status.rawValue), .integer(after.version), .instant(after.wakeAt(calendar)),
            .text(try sealer.seal(after.detail, for: CaseRows.place(after.id)).encodedText),
            .integer(after.applicant.shardKey), .id(after.id), .integer(before.version),
        ]
        taskRows = try zip(before.tasks, after.tasks).filter { $0 != $1 }.map { _, new in
            let detail = try sealer.seal(new.detail, for: CaseRows.place(after.id, new.item))
            return [
                .integer(new.phase), .text(new.status.rawValue), .day(new.actBy(calendar)), .integer(new.epoch),
                .text(detail.encodedText), .integer(after.applicant.shardKey), .id(after.id), .text(new.item.rawValue),
            ]
        }
    }

    /// - Parameters:
    ///   - key: the key that what is stored rests on, which must not have been destroyed; nil when it rests on none.
    ///   - otherwise: thrown when another writer came first or the key was destroyed; nothing of the transaction remains then.
    func write(relyingOn key: SubjectKey?, otherwise: any Error, in session: any Session) throws {
        if let key {
            try session.require(.updateCaseUnderKey, caseRow + [.bytes(key.id.bytes)], otherwise: otherwise)
        } else {
            try session.require(.updateCase, caseRow, otherwise: otherwise)
        }
        for row in taskRows { try session.post(.updateTask, row) }
    }
}

extension SQLValue {
    static func region(_ code: RegionCode) -> SQLValue { .integer(Int64(code.number)) }
}

extension Application {
    /// All but the rating, whose words are sealed.
    fileprivate init(row: any Row, _ detail: JSON, id: Identifier<Application>) throws {
        self.id = id
        number = try CaseNumber(parsing: row.text(0))
        bundle = BundleCode(rawValue: row.text(1))
        revision = row.text(2)
        applicant = try row.id(3)
        maskedName = row.text(4)
        region = try RegionCode(row: row, 5)
        version = row.int(6)
        submittedAt = row.instant(7)
        changedAt = try detail.instant("changedAt")
        channel = try detail.choice("channel")
        token = try detail.text("token")
        tasks = []
        feedback = try detail["feedback"].map { try Feedback($0) }
        rating = nil
        claimedAt = try detail["claimedAt"].map { _ in try detail.instant("claimedAt") }
    }

    var detail: JSON {
        .members([
            "channel": .string(channel.rawValue), "token": .string(token),
            "changedAt": .integer(changedAt.microseconds),
            "feedback": feedback?.json, "rating": rating?.json,
            "claimedAt": claimedAt.map { .integer($0.microseconds) },
        ])
    }
}

extension Application.Feedback {
    var json: JSON {
        [
            "issuedAt": .integer(issuedAt.microseconds), "revision": .integer(revision),
            "revisedAt": .integer(revisedAt.microseconds), "isOutdated": .bool(isOutdated),
        ]
    }

    init(_ json: JSON) throws {
        self.init(
            issuedAt: try json.instant("issuedAt"), revision: Int(try json.integer("revision")),
            revisedAt: try json.instant("revisedAt"), isOutdated: json["isOutdated"]?.flag ?? false)
    }
}

extension Application.Rating {
    var json: JSON {
        ["grade": .integer(grade.rawValue), "comment": .string(comment), "at": .integer(at.microseconds)]
    }

    init(_ json: JSON) throws {
        guard let grade = Application.Grade(rawValue: Int(try json.integer("grade"))) else {
            throw StorageFailure.corrupt("an unknown grade")
        }
        self.init(grade: grade, comment: try json.words("comment"), at: try json.instant("at"))
    }
}

extension ItemTask {
    /// The columns beside the state itself.
    fileprivate struct Columns {
        let item: ItemCode
        let number: CaseNumber
        let department: DepartmentCode
        let region: RegionCode
        let epoch: Int

        init(_ row: any Row) throws {
            item = ItemCode(rawValue: row.text(0))
            number = try CaseNumber(parsing: row.text(1))
            department = DepartmentCode(rawValue: row.text(2))
            region = try RegionCode(row: row, 3)
            epoch = row.int(4)
        }
    }

    fileprivate init(_ columns: Columns, _ detail: JSON) throws {
        self.init(
            item: columns.item, number: columns.number, department: columns.department, region: columns.region,
            requires: detail.groups("requires"), skips: try detail.codes("skips"),
            commitment: detail["commitment"]?.text,
            epoch: columns.epoch, progress: try Progress(detail))
    }

    var phase: Int { status.phase }

    /// The day lists are ordered by.
    func actBy(_ calendar: WorkingCalendar) -> CalendarDay {
        switch progress {
        case .waiting, .correcting: .distantFuture
        case .received(_, let acceptBy): acceptBy
        case .handling: due(calendar) ?? .distantFuture
        case .ended(let ending): ending.at.day
        }
    }

    var detail: JSON {
        var members: [JSON.Member] = []
        if !requires.isEmpty { members.append(.init("requires", .array(requires.map { .codes($0) }))) }
        if !skips.isEmpty { members.append(.init("skips", .codes(skips))) }
        if let commitment { members.append(.init("commitment", .string(commitment))) }
        members += progress.members
        return .object(members)
    }
}

extension ItemTask.Progress {
    fileprivate var members: [JSON.Member] {
        switch self {
        case .waiting: []
        case .received(let on, let acceptBy): [.init("received", on.json), .init("acceptBy", acceptBy.json)]
        case .correcting(let correction): [.init("correcting", correction.json)]
        case .handling(let handling): [.init("handling", handling.json)]
        case .ended(let ending): [.init("ended", ending.json)]
        }
    }

    fileprivate init(_ json: JSON) throws {
        if let correction = json["correcting"] {
            self = .correcting(try ItemTask.Correction(correction))
        } else if let handling = json["handling"] {
            self = .handling(try ItemTask.Handling(handling))
        } else if let ending = json["ended"] {
            self = .ended(try ItemTask.Ending(ending))
        } else if json["received"] != nil {
            self = .received(on: try json.day("received"), acceptBy: try json.day("acceptBy"))
        } else {
            self = .waiting
        }
    }
}

extension ItemTask.Handling {
    var json: JSON {
        .members([
            "acceptedOn": acceptedOn.json, "isDeemed": isDeemed ? true : nil, "limit": limit.json,
            "yellowDays": .integer(yellowDays), "step": .string(step.rawValue), "kind": .string(kind.rawValue),
            "stepSince": stepSince.json, "stepUntil": stepUntil?.json,
            "pauses": pauses.isEmpty
                ? nil
                : .array(
                    pauses.map { .members(["from": $0.from.json, "to": $0.to?.json, "reason": .string($0.reason)]) }),
            "correction": correction?.json, "tolerances": .tolerances(tolerances),
            "warning": warning == .none ? nil : .integer(warning.rawValue), "draft": draft.isEmpty ? nil : draft.json,
            "isReview": isReview ? true : nil, "isDecided": isDecided ? true : nil,
        ])
    }

    init(_ json: JSON) throws {
        acceptedOn = try json.day("acceptedOn")
        isDeemed = json["isDeemed"]?.flag ?? false
        limit = try Limit(try json.required("limit"))
        yellowDays = Int(try json.integer("yellowDays"))
        step = StageCode(rawValue: try json.text("step"))
        kind = try json.choice("kind")
        stepSince = try json.day("stepSince")
        stepUntil = try json.optionalDay("stepUntil")
        pauses = try (json["pauses"]?.elements ?? []).map {
            Pause(from: try $0.day("from"), to: try $0.optionalDay("to"), reason: try $0.text("reason"))
        }
        correction = try json["correction"].map { try ItemTask.Correction($0) }
        tolerances = try json.tolerances("tolerances")
        warning = ItemTask.Warning(rawValue: Int(json["warning"]?.integer ?? 0)) ?? .none
        draft = Answers(json["draft"])
        isReview = json["isReview"]?.flag ?? false
        isDecided = json["isDecided"]?.flag ?? false
    }
}

extension ItemTask.Ending {
    var json: JSON {
        .members([
            "outcome": .string(outcome.rawValue), "at": .integer(at.microseconds), "reason": reason.map(JSON.string),
            "because": because.map { .string($0.rawValue) }, "result": result.isEmpty ? nil : result.json,
            "before": before?.json, "checkOn": checkOn?.json, "reviewAsked": reviewAsked.map(JSON.string),
            "isRevoked": isRevoked ? true : nil, "corrections": corrections > 0 ? .integer(corrections) : nil,
        ])
    }

    init(_ json: JSON) throws {
        self.init(
            outcome: try json.choice("outcome"), at: try json.instant("at"), reason: json.optionalWords("reason"),
            because: json["because"]?.text.map { ItemCode(rawValue: $0) }, result: Answers(json["result"]),
            before: try json["before"].map { try ItemTask.Handling($0) }, checkOn: try json.optionalDay("checkOn"),
            reviewAsked: json.optionalWords("reviewAsked"), isRevoked: json["isRevoked"]?.flag ?? false,
            corrections: Int(json["corrections"]?.integer ?? 0))
    }
}

extension ItemTask.Status {
    /// 0 while the item waits for another one, 1 while it is open, 2 when it has ended.
    var phase: Int {
        switch self {
        case .waiting: 0
        case .received, .correcting, .handling, .supplementing, .publicizing, .external, .reviewing: 1
        case .granted, .refused, .declined, .withdrawn, .notReached, .terminated: 2
        }
    }
}

extension Statement {
    static let insertCase = Statement(
        """
        INSERT INTO case_file (shard_key, id, number, bundle, revision, applicant, masked_name, region, status, version,
            submitted_at, wake_at, detail)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        """)
    static let insertTask = Statement(
        """
        INSERT INTO item_task (shard_key, case_id, item, position, number, department, region, masked_name, phase, status,
            act_by, epoch, detail)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        """)
    static let updateCase = Statement(
        """
        UPDATE case_file SET status = $1, version = $2, wake_at = $3, detail = $4
        WHERE shard_key = $5 AND id = $6 AND version = $7
        """)
    static let updateCaseUnderKey = Statement(
        updateCase.sql
            + """
             AND EXISTS (SELECT 1 FROM subject_key WHERE shard_key = $5 AND id = $8 AND destroyed_at IS NULL)
            """)
    static let updateTask = Statement(
        """
        UPDATE item_task SET phase = $1, status = $2, act_by = $3, epoch = $4, detail = $5
        WHERE shard_key = $6 AND case_id = $7 AND item = $8
        """)
    static let loadCase = Statement(
        """
        SELECT number, bundle, revision, applicant, masked_name, region, version, submitted_at, detail FROM case_file
        WHERE shard_key = $1 AND id = $2
        """)
    static let loadTasks = Statement(
        """
        SELECT item, number, department, region, epoch, detail FROM item_task
        WHERE shard_key = $1 AND case_id = $2 ORDER BY position
        """)
}

extension RegionCode {
    /// The region in an integer column.
    init(row: any Row, _ column: Int) throws {
        guard let code = RegionCode(number: row.int(column)) else {
            throw StorageFailure.corrupt("\(row.integer(column)) is not a region code")
        }
        self = code
    }
}
