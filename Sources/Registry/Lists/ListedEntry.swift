import Ledger
import Vocabulary

/// A row of a list that is about no person: a region's name, or a post that an employer offers (地区、岗位).
public struct ListedEntry: Equatable, Sendable {
    public enum Kind: String, Sendable, CaseIterable {
        case region, post

        /// The fields a row may have; those in the first list it must.
        var fields: (needed: [String], others: [String]) {
            switch self {
            case .region: (["name"], ["name_en", "parent", "from", "to"])
            case .post:
                (
                    ["title", "employer_credit_code", "region", "pay_from", "headcount"],
                    ["pay_to", "occupation", "education", "until", "address", "requirements"]
                )
            }
        }
    }

    public let kind: Kind
    /// The region's code, or the post's own number.
    public let key: String
    public let values: JSON
    public let source: String
    public let asOf: Instant

    /// Words that turn people away for what they are, which no post may say (就业促进法 第三章), or ask them for money.
    static let forbidden = [
        "限男", "限女", "男性优先", "女性优先", "已婚已育", "未婚", "岁以下", "周岁以下", "限本地户籍", "押金", "保证金", "培训费", "服装费",
    ]

    /// Reads a row, or says what is wrong with it.
    init(_ kind: Kind, key: String, values: [(field: String, text: String)], source: String, asOf: Instant)
        throws(RowFlaw)
    {
        func flaw(_ field: String, _ text: String, _ code: String, _ zh: String, _ en: String) -> RowFlaw {
            RowFlaw(column: field, value: text, code: code, message: Bilingual(zh, en))
        }
        let known = Dictionary(values.map { ($0.field, $0.text) }, uniquingKeysWith: { first, _ in first })
        for field in kind.fields.needed where (known[field] ?? "").isEmpty {
            throw flaw(field, "", "empty", "不能为空", "it must not be empty")
        }
        switch kind {
        case .region:
            guard (try? RegionCode(parsing: key)) != nil else {
                throw flaw("key", key, "region", "不是六位行政区划代码", "it is no region code of six digits")
            }
            if let parent = known["parent"], !parent.isEmpty, (try? RegionCode(parsing: parent)) == nil {
                throw flaw("parent", parent, "region", "不是六位行政区划代码", "it is no region code of six digits")
            }
        case .post:
            guard (1...64).contains(key.count) else {
                throw flaw("key", key, "key", "岗位编号为1到64个字符", "a post's number has 1 to 64 characters")
            }
            let employer = known["employer_credit_code"] ?? ""
            if (try? CreditCode(parsing: employer)) == nil {
                throw flaw("employer_credit_code", employer, "number", "统一社会信用代码有误", "the credit code is wrong")
            }
            let region = known["region"] ?? ""
            if (try? RegionCode(parsing: region)) == nil {
                throw flaw("region", region, "region", "不是六位行政区划代码", "it is no region code of six digits")
            }
            for field in ["pay_from", "pay_to", "headcount"] {
                guard let text = known[field], !text.isEmpty else { continue }
                guard let number = Int(text), number > 0 else {
                    throw flaw(field, text, "value", "应为正整数", "it must be a whole number above zero")
                }
            }
            if let low = known["pay_from"].flatMap({ Int($0) }), let text = known["pay_to"], let high = Int(text),
                high < low
            {
                throw flaw("pay_to", text, "value", "低于最低工资额", "it is below the lowest pay")
            }
            for field in ["title", "requirements"] {
                let text = known[field] ?? ""
                if let word = Self.forbidden.first(where: { text.contains($0) }) {
                    throw flaw(
                        field, text, "discriminatory", "岗位不得含有歧视或收费内容：“\(word)”",
                        "a post must not discriminate or ask for money: “\(word)”")
                }
            }
        }
        self.kind = kind
        self.key = key
        self.source = source
        self.asOf = asOf
        self.values = .object(
            values.filter { !$0.text.isEmpty }.sorted { $0.field < $1.field }.map { .init($0.field, .string($0.text)) })
    }

    private init(kind: Kind, key: String, values: JSON, source: String, asOf: Instant) {
        self.kind = kind
        self.key = key
        self.values = values
        self.source = source
        self.asOf = asOf
    }

    fileprivate static func stored(_ row: any Row) throws -> ListedEntry {
        guard let kind = Kind(rawValue: row.text(0)) else {
            throw StorageFailure.corrupt("a listed entry has the unknown kind \(row.text(0))")
        }
        return ListedEntry(
            kind: kind, key: row.text(1), values: try JSON(parsing: row.text(2)), source: row.text(3),
            asOf: row.instant(4))
    }
}

extension Register {
    /// Keeps a row of a list; a later list replaces the row of an earlier one.
    func keep(_ entry: ListedEntry, in session: any Session) throws {
        try session.execute(
            .keepEntry,
            [
                .integer(Self.place(entry.kind, entry.key)), .text(entry.kind.rawValue), .text(entry.key),
                .text(entry.values.encodedText),
                .text(entry.source), .instant(entry.asOf),
            ])
    }

    /// The rows of one kind from a key on, in the order of their keys.
    public func entries(_ kind: ListedEntry.Kind, after key: String = "", limit: Int = 1_000, in session: any Session)
        throws -> [ListedEntry]
    {
        try session.query(.entriesOfKind, [.text(kind.rawValue), .text(key), .integer(limit)], ListedEntry.stored)
    }

    private static func place(_ kind: ListedEntry.Kind, _ key: String) -> Int64 {
        Digest.sha256(Array("\(kind.rawValue):\(key)".utf8)).prefix(8).reduce(0) { $0 << 8 | Int64($1) }
    }
}

extension Statement {
    static let keepEntry = Statement(
        """
        INSERT INTO listed_entry (shard_key, kind, key, body, source, as_of) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (shard_key, kind, key) DO UPDATE SET body = excluded.body, source = excluded.source, as_of = excluded.as_of
            WHERE excluded.as_of >= listed_entry.as_of
        """)
    static let entriesOfKind = Statement(
        "SELECT kind, key, body, source, as_of FROM listed_entry WHERE kind = $1 AND key > $2 ORDER BY key LIMIT $3")
}
