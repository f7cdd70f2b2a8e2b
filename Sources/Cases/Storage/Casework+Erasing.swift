import Catalog
import Ledger
import Vocabulary

extension Casework {
    /// What a person began and never handed in: drafts, and files that belong to no application.
    public struct Unfinished: Equatable, Sendable {
        public let drafts: Int
        public let files: Int
    }

    public func unfinished(of owner: Identifier<Applicant>, in session: any Session) throws -> Unfinished {
        Unfinished(
            drafts: try drafts(ownedBy: owner, in: session).count, files: try looseFiles(of: owner, in: session).count)
    }

    /// Erases what a person never handed in. What belongs to an application is the file of a decision and stays.
    @discardableResult
    public func eraseUnfinished(of owner: Identifier<Applicant>, in session: any Session) throws -> Unfinished {
        let drafts = try drafts(ownedBy: owner, in: session)
        for draft in drafts { try session.execute(.deleteDraft, [.integer(owner.shardKey), .id(draft)]) }
        let files = try looseFiles(of: owner, in: session)
        for file in files { try session.execute(.deleteUpload, [.integer(owner.shardKey), .id(file)]) }
        return Unfinished(drafts: drafts.count, files: files.count)
    }

    private func drafts(ownedBy owner: Identifier<Applicant>, in session: any Session) throws -> [Identifier<Draft>] {
        try session.query(.draftBodies, [.integer(owner.shardKey), .id(owner)]) { try $0.id(0) }
    }

    private func looseFiles(of owner: Identifier<Applicant>, in session: any Session) throws -> [Identifier<Upload>] {
        let files: [Identifier<Upload>] = try session.query(
            .uploadsOfOwner, [.integer(owner.shardKey), .id(owner)]
        ) { try $0.id(0) }
        guard !files.isEmpty else { return [] }
        var handedIn: Set<String> = []
        let cases: [Identifier<Application>] = try session.query(
            .casesOfApplicant, [.integer(owner.shardKey), .id(owner)]
        ) { try $0.id(0) }
        for id in cases {
            for stored in try history(CaseReference(shard: owner.shardKey, id: id), in: session) {
                handedIn.formUnion(try ApplicationEvent(stored).receipts.compactMap(\.upload))
            }
        }
        return files.filter { !handedIn.contains($0.description) }
    }
}

extension ApplicationEvent {
    /// The materials that came with the event.
    var receipts: [MaterialReceipt] {
        switch self {
        case .submitted(let submission): submission.materials
        case .correctionAnswered(_, _, let materials, _): materials
        case .supplied(_, let receipt): [receipt]
        default: []
        }
    }
}

extension Statement {
    static let deleteUpload = Statement("DELETE FROM upload WHERE shard_key = $1 AND id = $2")
}
