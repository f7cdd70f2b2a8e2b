import Vocabulary

/// Texts that never change once stored, such as the files of a catalog revision; a reference table on every shard.
public enum ReferenceTexts {
    public static func add(kind: String, name: String, body: String, at: Instant, in session: any Session) throws {
        try session.execute(.addReferenceText, [.text(kind), .text(name), .text(body), .instant(at)])
    }

    public static func find(kind: String, name: String, in session: any Session) throws -> String? {
        try session.first(.findReferenceText, [.text(kind), .text(name)]) { $0.text(0) }
    }

    public static func holds(kind: String, name: String, in session: any Session) throws -> Bool {
        try session.first(.holdsReferenceText, [.text(kind), .text(name)]) { $0.int(0) } != nil
    }

    /// Names of a kind, oldest first.
    public static func names(kind: String, in session: any Session) throws -> [String] {
        try session.query(.referenceTextNames, [.text(kind)]) { $0.text(0) }
    }
}

extension Statement {
    static let addReferenceText = Statement(
        """
        INSERT INTO reference_text (kind, name, body, at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (kind, name) DO NOTHING
        """)
    static let findReferenceText = Statement("SELECT body FROM reference_text WHERE kind = $1 AND name = $2")
    static let holdsReferenceText = Statement("SELECT 1 FROM reference_text WHERE kind = $1 AND name = $2")
    static let referenceTextNames = Statement("SELECT name FROM reference_text WHERE kind = $1 ORDER BY at, name")
}
