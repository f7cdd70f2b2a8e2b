import Catalog
import Ledger
import Vocabulary

/// A form that is not handed in yet: saved, left, and found again.
public struct Draft: Equatable, Sendable {
    public let id: Identifier<Draft>
    public let owner: Identifier<Applicant>
    public let bundle: BundleCode
    public var items: [ItemCode]
    public var region: String
    public var situation: Answers
    public var answers: Answers
    public var materials: [MaterialReceipt]
    public var commitments: [ItemCode]
    public internal(set) var version: Int
    public internal(set) var updatedAt: Instant

    public init(owner: Identifier<Applicant>, bundle: BundleCode, at: Instant) {
        id = .new()
        self.owner = owner
        self.bundle = bundle
        items = []
        region = ""
        situation = Answers()
        answers = Answers()
        materials = []
        commitments = []
        version = 0
        updatedAt = at
    }

    fileprivate var body: JSON {
        [
            "items": .codes(items), "region": .string(region), "situation": situation.json, "answers": answers.json,
            "materials": .receipts(materials), "commitments": .codes(commitments),
        ]
    }

    fileprivate init(row: any Row) throws {
        let body = try JSON(parsing: row.text(3))
        id = try row.id(0)
        owner = try row.id(1)
        bundle = BundleCode(rawValue: row.text(2))
        items = try body.codes("items")
        region = try body.text("region")
        situation = Answers(body["situation"])
        answers = Answers(body["answers"])
        materials = try body.receipts("materials")
        commitments = try body.codes("commitments")
        version = row.int(4)
        updatedAt = row.instant(5)
    }

    /// What the sealed values of a draft are bound to.
    static func place(_ id: Identifier<Draft>) -> SealPlace { SealPlace("draft.body", row: id.bytes) }

    fileprivate func opened(_ opener: inout Opener) throws -> Draft {
        var draft = self
        let place = Self.place(id)
        draft.situation = Answers(try opener.open(situation.json, at: place, shard: owner.shardKey))
        draft.answers = Answers(try opener.open(answers.json, at: place, shard: owner.shardKey))
        return draft
    }
}

/// A file the applicant handed in.
public struct Upload: Equatable, Sendable {
    public static let largest = 5 << 20

    public let id: Identifier<Upload>
    public let material: MaterialCode
    public let fileName: String
    public let mediaType: String
    public let content: [UInt8]

    static func place(_ column: StaticString, _ id: Identifier<Upload>) -> SealPlace {
        SealPlace(column, row: id.bytes)
    }
}

extension Casework {
    /// Saves a draft; the first save creates it.
    /// - Throws: `Refusal.changedMeanwhile` when it was saved elsewhere in between.
    public func save(_ draft: Draft, at instant: Instant) async throws -> Draft {
        try await store.write { [seals = register.seals] session in
            var saved = draft
            saved.version += 1
            saved.updatedAt = instant
            var sealer = seals.sealer(of: draft.owner.bytes, shard: draft.owner.shardKey, in: session)
            let body = try sealer.seal(saved.body, for: Draft.place(draft.id)).encodedText
            try sealer.keepKey(at: instant, in: session)
            let shard = SQLValue.integer(draft.owner.shardKey)
            let count: Int
            if draft.version == 0 {
                count = try session.execute(
                    .insertDraft,
                    [
                        shard, .id(draft.id), .id(draft.owner), .text(draft.bundle.rawValue), .text(body),
                        .integer(saved.version), .instant(instant),
                    ])
            } else {
                count = try session.execute(
                    .updateDraft,
                    [
                        .text(body), .integer(saved.version), .instant(instant), shard, .id(draft.id),
                        .integer(draft.version),
                    ])
            }
            guard count == 1 else { throw Refusal.changedMeanwhile(current: draft.version + 1) }
            return saved
        }
    }

    public func draft(_ id: Identifier<Draft>, of owner: Identifier<Applicant>) async throws -> Draft? {
        try await store.read { [seals = register.seals] session in
            var opener = seals.opener(in: session)
            return try session.first(.loadDraft, [.integer(owner.shardKey), .id(id)]) { try Draft(row: $0) }?
                .opened(&opener)
        }
    }

    /// The drafts of a person, newest first.
    public func drafts(of owner: Identifier<Applicant>) async throws -> [Draft] {
        try await store.read { [seals = register.seals] session in
            var opener = seals.opener(in: session)
            return try session.query(.draftsOfOwner, [.integer(owner.shardKey), .id(owner)]) { try Draft(row: $0) }
                .map { try $0.opened(&opener) }
        }
    }

    public func discard(_ draft: Draft) async throws {
        try await store.write { session in
            try session.execute(.deleteDraft, [.integer(draft.owner.shardKey), .id(draft.id)])
        }
    }

    /// Stores a file for a material.
    public func keep(
        _ content: [UInt8], of material: MaterialCode, named fileName: String, mediaType: String,
        owner: Identifier<Applicant>, at instant: Instant
    ) async throws -> Identifier<Upload> {
        let id = Identifier<Upload>.new()
        let digest = Digest.sha256(content)
        try await store.write { [seals = register.seals] session in
            var sealer = seals.sealer(of: owner.bytes, shard: owner.shardKey, in: session)
            // People put their numbers into the names of files.
            let sealedName = try sealer.seal(Array(fileName.utf8), for: Upload.place("upload.file_name", id))
            let sealed = try sealer.seal(content, for: Upload.place("upload.content", id))
            try sealer.keepKey(at: instant, in: session)
            try session.execute(
                .insertUpload,
                [
                    .integer(owner.shardKey), .id(id), .id(owner), .text(material.rawValue),
                    .text(sealedName == nil ? fileName : ""), .text(mediaType), .bytes(digest),
                    .bytes(sealed ?? content),
                    .instant(instant), sealedName.map(SQLValue.bytes) ?? .null,
                ])
        }
        return id
    }

    public func upload(_ id: Identifier<Upload>, of owner: Identifier<Applicant>) async throws -> Upload? {
        try await store.read { [self] session in try upload(id, of: owner, in: session) }
    }

    /// - Returns: nil also when the owner's key was destroyed, and the file with it.
    func upload(_ id: Identifier<Upload>, of owner: Identifier<Applicant>, in session: any Session) throws -> Upload? {
        let found = try session.first(.loadUpload, [.integer(owner.shardKey), .id(id)]) { row in
            (
                material: MaterialCode(rawValue: row.text(0)), name: row.text(1), type: row.text(2),
                content: row.bytes(3),
                sealedName: row.isNull(4) ? nil : row.bytes(4)
            )
        }
        guard let found else { return nil }
        guard let sealedName = found.sealedName else {
            return Upload(
                id: id, material: found.material, fileName: found.name, mediaType: found.type, content: found.content)
        }
        var opener = register.seals.opener(in: session)
        let name = try opener.open(sealedName, at: Upload.place("upload.file_name", id), shard: owner.shardKey)
        let content = try opener.open(found.content, at: Upload.place("upload.content", id), shard: owner.shardKey)
        guard let name, let content else { return nil }
        return Upload(
            id: id, material: found.material, fileName: String(decoding: name, as: UTF8.self), mediaType: found.type,
            content: content)
    }

    /// The applications of a person, newest first.
    public func applications(of owner: Identifier<Applicant>) async throws -> [Application] {
        try await store.read { [self] session in
            let ids: [Identifier<Application>] = try session.query(
                .casesOfApplicant, [.integer(owner.shardKey), .id(owner)]
            ) { try $0.id(0) }
            return try ids.map { try load(CaseReference(shard: owner.shardKey, id: $0), in: session) }
        }
    }

    /// The newest applications of everybody, for the command line.
    public func recent(limit: Int) async throws -> [(
        number: String, status: String, maskedName: String, submittedAt: Instant
    )] {
        try await store.read { session in
            try session.query(.recentCases, [.integer(limit)]) { ($0.text(0), $0.text(1), $0.text(2), $0.instant(3)) }
        }
    }
}

extension Statement {
    static let insertDraft = Statement(
        """
        INSERT INTO draft (shard_key, id, owner, bundle, body, version, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (shard_key, id) DO NOTHING
        """)
    static let updateDraft = Statement(
        "UPDATE draft SET body = $1, version = $2, updated_at = $3 WHERE shard_key = $4 AND id = $5 AND version = $6")
    static let loadDraft = Statement(
        "SELECT id, owner, bundle, body, version, updated_at FROM draft WHERE shard_key = $1 AND id = $2")
    static let draftsOfOwner = Statement(
        """
        SELECT id, owner, bundle, body, version, updated_at FROM draft
        WHERE shard_key = $1 AND owner = $2 ORDER BY updated_at DESC
        """)
    static let deleteDraft = Statement("DELETE FROM draft WHERE shard_key = $1 AND id = $2")
    static let insertUpload = Statement(
        """
        INSERT INTO upload (shard_key, id, owner, material, file_name, media_type, digest, content, at, sealed_name)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """)
    static let loadUpload = Statement(
        "SELECT material, file_name, media_type, content, sealed_name FROM upload WHERE shard_key = $1 AND id = $2")
    static let casesOfApplicant = Statement(
        "SELECT id FROM case_file WHERE shard_key = $1 AND applicant = $2 ORDER BY submitted_at DESC")
    static let recentCases = Statement(
        "SELECT number, status, masked_name, submitted_at FROM case_file ORDER BY submitted_at DESC LIMIT $1")
}
