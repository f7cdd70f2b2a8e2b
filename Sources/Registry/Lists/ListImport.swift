import Foundation
import Ledger
import Vocabulary

/// Takes a list of people, organisations or facts into the register (导入).
///
/// Rows are written in batches, and how far it came is written with them: an interrupted import goes on where it stopped, and a
/// list that is in already changes nothing.
public struct ListImport: Sendable {
    /// - Throws: `RowFlaw` with a code and words for a text that is no value of the element, or an unknown element.
    public typealias Reading = @Sendable (_ element: String, _ text: String) throws(RowFlaw) -> JSON?

    public struct Outcome: Equatable, Sendable {
        /// Rows in the list, its heading aside.
        public internal(set) var read = 0
        /// Rows that are in the register because of this run.
        public internal(set) var written = 0
        public internal(set) var refused = 0
        /// Rows an earlier run had taken in.
        public internal(set) var skipped = 0
    }

    let store: any Store
    let register: Register
    let mapping: ListMapping
    let read: Reading
    static let batch = 500

    public init(store: any Store, register: Register, mapping: ListMapping, read: @escaping Reading) {
        self.store = store
        self.register = register
        self.mapping = mapping
        self.read = read
    }

    /// - Parameters:
    ///   - isDryRun: checks every row and writes nothing.
    ///   - errors: where the refused rows go with their reasons.
    ///   - progress: bytes read, bytes in all.
    public func run(
        _ path: String, isDryRun: Bool, errors: String, at now: Instant, progress: (Int, Int) -> Void = { _, _ in }
    ) async throws -> Outcome {
        let digest = try Self.digest(of: path, mapping)
        let done = isDryRun ? 0 : try await store.read { try Self.rowsDone(digest, in: $0) }
        let reader = try ListFile.open(path, encoding: mapping.encoding)
        guard let header = try reader.next() else { throw HostileFile.empty }
        let rows = try ListRowReader(mapping, header: header, register: register, read: read)
        let sheet = try DelimitedWriter(path: errors)
        try sheet.write(["row", "column", "value", "code", "原因", "reason"])
        var outcome = Outcome()
        var batch: [PreparedRow] = []
        var pending: Task<Void, any Error>?
        func hand(_ rows: [PreparedRow], upTo count: Int) async throws {
            try await pending?.value
            guard !isDryRun else { return }
            pending = Task { try await self.write(rows, digest, rowsDone: count, at: now) }
        }
        while let cells = try reader.next() {
            outcome.read += 1
            if outcome.read <= done {
                outcome.skipped += 1
                continue
            }
            let row: ListRow
            do throws(RowFlaw) {
                row = try rows.row(cells, reader.row)
            } catch {
                outcome.refused += 1
                try sheet.write([
                    String(error.row), error.column, shown(error), error.code, error.message.zh, error.message.en,
                ])
                continue
            }
            if isDryRun { continue }
            // The next rows are made ready and sealed while these are written.
            batch.append(try PreparedRow(row, seals: register.seals, at: now))
            outcome.written += 1
            if batch.count == Self.batch {
                try await hand(batch, upTo: outcome.read)
                batch.removeAll(keepingCapacity: true)
                progress(reader.bytesRead, reader.size)
            }
        }
        try await hand(batch, upTo: outcome.read)
        try await pending?.value
        try sheet.flush()
        progress(reader.size, reader.size)
        return outcome
    }

    /// What a sheet of refused rows repeats of a value: nothing but the end of a sensitive one, since the sheet lies about
    /// unsealed and the row's number finds it again.
    private func shown(_ flaw: RowFlaw) -> String {
        let isSensitive =
            flaw.column == mapping.number || mapping.columns[flaw.column].map(register.seals.isSensitive) ?? false
            || mapping.kind == .fact
        guard isSensitive, !flaw.value.isEmpty else { return flaw.value }
        return flaw.value.count > 8 ? "****" + flaw.value.suffix(4) : "****"
    }

    private func write(_ rows: [PreparedRow], _ digest: [UInt8], rowsDone: Int, at now: Instant) async throws {
        let kind: Subject.Kind = mapping.kind == .organisation ? .organisation : .person
        try await store.write { [register] session in
            for row in rows { try register.take(row, kind: kind, at: now, in: session) }
            try session.post(
                .rememberImport, [.integer(Self.place(digest)), .bytes(digest), .integer(rowsDone), .instant(now)])
        }
    }

    private static func rowsDone(_ digest: [UInt8], in session: any Session) throws -> Int {
        try session.first(.importDone, [.integer(place(digest)), .bytes(digest)]) { $0.int(0) } ?? 0
    }

    private static func place(_ digest: [UInt8]) -> Int64 {
        Int64(bitPattern: digest.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    }

    /// Names the list together with what its columns mean.
    private static func digest(of path: String, _ mapping: ListMapping) throws -> [UInt8] {
        guard let file = FileHandle(forReadingAtPath: path) else { throw HostileFile.unreadable(path: path) }
        defer { try? file.close() }
        var digest = Digest.sha256(Array("\(mapping.kind) \(mapping.source) \(mapping.asOf) \(mapping.number)".utf8))
        for column in mapping.columns.sorted(by: { $0.key < $1.key }) {
            digest = Digest.sha256(digest, Array("\(column.key)=\(column.value)".utf8))
        }
        while let piece = try file.read(upToCount: 1 << 20), !piece.isEmpty {
            digest = Digest.sha256(digest, Array(piece))
        }
        return digest
    }
}

/// A row of a list as it will mostly be written: as that of somebody whom the register does not know yet.
private struct PreparedRow: Sendable {
    let row: ListRow
    let id = Identifier<Subject>.new()
    let keyRow: [SQLValue]?
    let facts: PreparedFacts

    init(_ row: ListRow, seals: Seals, at now: Instant) throws {
        self.row = row
        // Nobody new has a key to look for.
        var sealer = seals.newSealer(of: id.bytes, shard: id.shardKey)
        facts = try PreparedFacts(row.facts, about: id, &sealer)
        keyRow = try sealer.keyRow(at: now)
    }
}

extension Register {
    /// Enters whom a row is about, unless known, and records what the same source has not said before.
    fileprivate func take(_ prepared: PreparedRow, kind: Subject.Kind, at now: Instant, in session: any Session) throws
    {
        let (row, id) = (prepared.row, prepared.id)
        if let entry = row.entry { return try keep(entry, in: session) }
        if try Directory.claim(.subject, row.index, shard: id.shardKey, target: id.bytes, at: now, in: session) {
            try Self.enter(id, kind: kind, at: now, in: session)
            if let keyRow = prepared.keyRow { try Sealer.keep(keyRow, in: session) }
            return try prepared.facts.write(self, in: session)
        }
        guard let known = try find(index: row.index, in: session) else {
            throw StorageFailure.corrupt("a claimed number is not in the directory")
        }
        let facts = try facts(about: known, in: session)
        let fresh = row.facts.filter { fact in
            let said = facts.last { $0.element == fact.element && $0.source == fact.source }
            return said?.value != fact.value || said?.validTo != fact.validTo
        }
        try record(fresh, about: known, in: session)
    }
}

extension Statement {
    static let importDone = Statement("SELECT rows_done FROM import_run WHERE shard_key = $1 AND digest = $2")
    static let rememberImport = Statement(
        """
        INSERT INTO import_run (shard_key, digest, rows_done, at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (shard_key, digest) DO UPDATE SET rows_done = excluded.rows_done, at = excluded.at
        """)
}
