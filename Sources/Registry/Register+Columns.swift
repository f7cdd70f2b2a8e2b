import Ledger
import Vocabulary

extension Register {
    /// What counts under one element for the subject of a row `s` of table `subject`, as SQL: a scalar query over `fact` that
    /// gives the value's JSON text, or `NULL`.
    ///
    /// It says in SQL what ``current(about:on:for:in:)`` says of one file; joined files are read apart. The day is `$1`.
    public func currentColumn(of element: String, for purpose: String?, in dialect: Dialect) -> String {
        let served = purpose.map { " AND (f.consent IS NULL OR f.consent = \(Self.text($0)))" } ?? ""
        // Sources that say the same at once are told apart by their names, byte by byte as everywhere.
        let byName = dialect == .postgres ? #"f.source COLLATE "C""# : "f.source"
        return """
            (SELECT f.value FROM fact f WHERE f.shard_key = s.shard_key AND f.subject = s.id \
            AND f.element = \(Self.text(element)) AND f.valid_from <= $1 AND (f.valid_to IS NULL OR f.valid_to >= $1)\(served) \
            ORDER BY \(rank(of: element))f.as_of DESC, \(byName), f.id DESC LIMIT 1)
            """
    }

    /// ``Precedence/rank(of:for:)`` as SQL, with a comma.
    private func rank(of element: String) -> String {
        let ranks = precedence.rankings[element] ?? precedence.general
        guard !ranks.isEmpty else { return "" }
        let cases = ranks.enumerated().map { place, name in
            "WHEN f.source = \(Self.text(name)) OR substr(f.source, 1, \(name.unicodeScalars.count + 1)) = "
                + "\(Self.text(name + ":")) THEN \(place)"
        }
        return "CASE \(cases.joined(separator: " ")) ELSE \(ranks.count) END, "
    }

    private static func text(_ text: String) -> String { "'" + text.replacing("'", with: "''") + "'" }

    /// How many people the register knows; joined files are one.
    public func countPeople(in session: any Session) throws -> Int {
        let files = try session.first(.countPeople) { $0.int(0) } ?? 0
        let joined = try joined(in: session).duplicates
        return files - (try joined.count { try kind(of: $0, in: session) == .person })
    }
}

extension Statement {
    fileprivate static let countPeople = Statement("SELECT count(*) FROM subject WHERE kind = 'person'")
}
