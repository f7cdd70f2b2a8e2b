import Ledger
import Vocabulary

/// Facts about one subject with their rows ready and sealed, so that the writer's turn is short.
public struct PreparedFacts: Sendable {
    private let subject: Identifier<Subject>
    private let facts: [[SQLValue]]
    /// In the same transaction, so that whoever decides over facts learns of every one of them.
    private let news: [[SQLValue]]
    private let isCompared: Bool

    public static func none(about subject: Identifier<Subject>) -> PreparedFacts { PreparedFacts(subject) }

    private init(_ subject: Identifier<Subject>) {
        self.subject = subject
        (facts, news, isCompared) = ([], [], false)
    }

    /// - Parameter sealer: the subject's. Its key, when it made one, is the caller's to keep.
    public init(_ facts: [Fact], about subject: Identifier<Subject>, _ sealer: inout Sealer) throws {
        self.subject = subject
        let place = Register.place(of: subject)
        var rows: [[SQLValue]] = []
        var news: [[SQLValue]] = []
        for fact in facts {
            let id = Identifier<Fact>.new()
            let value = try sealer.seal(fact.value, of: fact.element, for: place)
            rows.append([
                .integer(subject.shardKey), .id(subject), .text(fact.element), .id(id), .text(value.encodedText),
                .text(fact.source), .optional(fact.evidence), .day(fact.validFrom), .day(fact.validTo),
                .instant(fact.asOf),
                .optional(fact.consent),
            ])
            news.append([.integer(subject.shardKey), .id(subject), .id(id), .text(fact.element)])
        }
        (self.facts, self.news) = (rows, news)
        isCompared = Register.isCompared(facts)
    }

    public func write(_ register: Register, in session: any Session) throws {
        // Rows of one table follow each other, so that they can leave together.
        for row in facts { try session.post(.insertFact, row) }
        for row in news { try session.post(.insertFactNews, row) }
        if isCompared { try register.compareLater(subject, in: session) }
    }
}
