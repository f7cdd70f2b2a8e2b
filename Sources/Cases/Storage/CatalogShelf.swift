import Catalog
import Foundation
import Ledger
import Synchronization
import Vocabulary

/// The catalog revisions an installation has used. Cases keep the revision they began with.
public final class CatalogShelf: Sendable {
    /// The revision new applications begin with.
    public let current: Catalog
    private let older = Mutex<[String: Catalog]>([:])

    public init(current: Catalog) {
        self.current = current
    }

    /// Puts the current revision's texts into the store, so that it can be read again when it is no longer current.
    public func keep(in store: any Store, at: Instant) async throws {
        let revision = current.revision.text
        guard try await !Self.holds(current.revision, in: store) else { return }
        let body = String(decoding: try JSONEncoder().encode(current.files), as: UTF8.self)
        try await store.write { try ReferenceTexts.add(kind: "catalog", name: revision, body: body, at: at, in: $0) }
    }

    /// Whether the store keeps a revision; only checked ones are put there.
    public static func holds(_ revision: RevisionID, in store: any Store) async throws -> Bool {
        try await store.read { try ReferenceTexts.holds(kind: "catalog", name: revision.text, in: $0) }
    }

    /// The catalog of a revision, if it has been read here before.
    func held(_ revision: String) -> Catalog? {
        revision == current.revision.text ? current : older.withLock { $0[revision] }
    }

    /// The catalog of a revision.
    /// - Throws: `StorageFailure.corrupt` when the store does not hold it.
    public func catalog(_ revision: String, in session: any Session) throws -> Catalog {
        if let known = held(revision) { return known }
        guard let body = try ReferenceTexts.find(kind: "catalog", name: revision, in: session) else {
            throw StorageFailure.corrupt("the catalog revision \(revision) is not in the store")
        }
        let catalog = try Catalog(stored: try JSONDecoder().decode([CatalogFile].self, from: Data(body.utf8)))
        older.withLock { $0[revision] = catalog }
        return catalog
    }
}
