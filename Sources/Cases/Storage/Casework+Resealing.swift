import Catalog
import Ledger
import Registry
import Vocabulary

extension Casework {
    /// Seals everything of a subject that may change under a new key: facts, items' states, drafts and files.
    ///
    /// Events stay as they are, since the history tree holds their bytes; their keys are kept for them, wrapped anew.
    /// - Parameter moment: since when a key counts as new; a subject that has one is left alone.
    /// - Returns: how many values, states and files were sealed; nil when there was nothing to do.
    public func reseal(_ subject: Identifier<Subject>, since moment: Instant, at now: Instant) async throws -> Int? {
        var attempts = 0
        while true {
            do {
                return try await store.write { [self] session in
                    let seals = register.seals
                    let known = try SubjectKeys.hasKey(
                        of: subject.bytes, shard: subject.shardKey, madeSince: moment, in: session)
                    if known { return nil }
                    var sealer = seals.newSealer(of: subject.bytes, shard: subject.shardKey)
                    try sealer.makeKey()
                    try sealer.keepKey(at: now, in: session)
                    var count = try register.reseal(subject, &sealer, in: session)
                    count += try resealCases(of: subject.retyped(), &sealer, in: session)
                    count += try resealStates(of: subject.retyped(), &sealer, in: session)
                    count += try resealDrafts(of: subject.retyped(), &sealer, in: session)
                    count += try resealUploads(of: subject.retyped(), &sealer, in: session)
                    return count
                }
            } catch StorageFailure.conflict where attempts < 5 {
                attempts += 1
            }
        }
    }

    private func resealStates(
        of applicant: Identifier<Applicant>, _ sealer: inout Sealer, in session: any Session
    ) throws -> Int {
        let key: [SQLValue] = [.integer(applicant.shardKey), .id(applicant)]
        let rows = try session.query(.statesOfApplicant, key) { row in
            (id: try row.id(0, of: Application.self), item: row.text(1), detail: row.text(2))
        }
        var opener = register.seals.opener(in: session)
        var count = 0
        for row in rows {
            let place = CaseRows.place(row.id, ItemCode(rawValue: row.item))
            let plain = try opener.open(try JSON(parsing: row.detail), at: place, shard: applicant.shardKey)
            let fresh = try sealer.seal(plain, for: place)
            guard fresh != plain else { continue }
            let changed = try session.execute(
                .resealState,
                [
                    .text(fresh.encodedText), .integer(applicant.shardKey), .id(row.id), .text(row.item),
                    .text(row.detail),
                ])
            guard changed == 1 else { throw StorageFailure.conflict }
            count += 1
        }
        return count
    }

    private func resealCases(
        of applicant: Identifier<Applicant>, _ sealer: inout Sealer, in session: any Session
    ) throws -> Int {
        let rows = try session.query(.casesToSeal, [.integer(applicant.shardKey), .id(applicant)]) { row in
            (id: try row.id(0, of: Application.self), detail: row.text(1))
        }
        var opener = register.seals.opener(in: session)
        var count = 0
        for row in rows {
            let place = CaseRows.place(row.id)
            let plain = try opener.open(try JSON(parsing: row.detail), at: place, shard: applicant.shardKey)
            let fresh = try sealer.seal(plain, for: place)
            guard fresh != plain else { continue }
            let changed = try session.execute(
                .resealCase,
                [.text(fresh.encodedText), .integer(applicant.shardKey), .id(row.id), .text(row.detail)])
            guard changed == 1 else { throw StorageFailure.conflict }
            count += 1
        }
        return count
    }

    private func resealDrafts(
        of owner: Identifier<Applicant>, _ sealer: inout Sealer, in session: any Session
    ) throws -> Int {
        let rows = try session.query(.draftBodies, [.integer(owner.shardKey), .id(owner)]) { row in
            (id: try row.id(0, of: Draft.self), body: row.text(1))
        }
        var opener = register.seals.opener(in: session)
        for row in rows {
            let plain = try opener.open(try JSON(parsing: row.body), at: Draft.place(row.id), shard: owner.shardKey)
            let fresh = try sealer.seal(plain, for: Draft.place(row.id)).encodedText
            let changed = try session.execute(
                .resealDraft, [.text(fresh), .integer(owner.shardKey), .id(row.id), .text(row.body)])
            guard changed == 1 else { throw StorageFailure.conflict }
        }
        return rows.count
    }

    private func resealUploads(
        of owner: Identifier<Applicant>, _ sealer: inout Sealer, in session: any Session
    ) throws -> Int {
        let ids = try session.query(.uploadsOfOwner, [.integer(owner.shardKey), .id(owner)]) { row in
            try row.id(0, of: Upload.self)
        }
        for id in ids {
            guard let upload = try upload(id, of: owner, in: session),
                let name = try sealer.seal(Array(upload.fileName.utf8), for: Upload.place("upload.file_name", id)),
                let content = try sealer.seal(upload.content, for: Upload.place("upload.content", id))
            else { continue }
            try session.execute(
                .resealUpload, [.bytes(content), .bytes(name), .integer(owner.shardKey), .id(id)])
        }
        return ids.count
    }
}

extension Statement {
    static let statesOfApplicant = Statement(
        """
        SELECT t.case_id, t.item, t.detail FROM item_task t
        JOIN case_file c ON c.shard_key = t.shard_key AND c.id = t.case_id
        WHERE c.shard_key = $1 AND c.applicant = $2
        """)
    static let resealState = Statement(
        "UPDATE item_task SET detail = $1 WHERE shard_key = $2 AND case_id = $3 AND item = $4 AND detail = $5")
    static let casesToSeal = Statement("SELECT id, detail FROM case_file WHERE shard_key = $1 AND applicant = $2")
    static let resealCase = Statement(
        "UPDATE case_file SET detail = $1 WHERE shard_key = $2 AND id = $3 AND detail = $4")
    static let draftBodies = Statement("SELECT id, body FROM draft WHERE shard_key = $1 AND owner = $2")
    static let resealDraft = Statement("UPDATE draft SET body = $1 WHERE shard_key = $2 AND id = $3 AND body = $4")
    static let uploadsOfOwner = Statement("SELECT id FROM upload WHERE shard_key = $1 AND owner = $2")
    static let resealUpload = Statement(
        "UPDATE upload SET content = $1, sealed_name = $2, file_name = '' WHERE shard_key = $3 AND id = $4")
}
