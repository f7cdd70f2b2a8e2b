import Ledger
import Vocabulary

/// What a person may agree to, each by itself and never ticked beforehand (单独同意, 个人信息保护法 第十四条、第二十三条).
public enum ConsentPurpose: String, Hashable, Sendable, CaseIterable {
    /// 向合作银行提供贷款审核所需信息.
    case shareWithBanks = "share-with-banks"
    /// 根据个人信息推荐岗位.
    case recommendJobs = "recommend-jobs"

    public var name: Bilingual {
        switch self {
        case .shareWithBanks:
            Bilingual("把我的信息提供给办理贷款的银行和担保机构", "share my data with the bank and guarantor of a loan I apply for")
        case .recommendJobs: Bilingual("根据我的信息向我推荐岗位", "use my data to recommend jobs to me")
        }
    }
}

/// What a person said about one purpose, and when; the latest word counts.
public struct Consent: Equatable, Sendable {
    public let purpose: ConsentPurpose
    public let isGranted: Bool
    public let at: Instant
}

extension Register {
    /// Takes down what a person says. Taking consent back erases what was kept under it alone, in every file that is theirs.
    /// - Returns: how many facts were erased.
    @discardableResult
    public func say(
        _ isGranted: Bool, to purpose: ConsentPurpose, person: Identifier<Subject>, at: Instant, in session: any Session
    ) throws -> Int {
        try session.post(
            .insertConsent,
            [
                .integer(person.shardKey), .id(person), .text(purpose.rawValue), .instant(at),
                .id(Identifier<Consent>.new()),
                .flag(isGranted),
            ])
        guard !isGranted else { return 0 }
        return try erase(of: person, in: session) { file in
            try session.query(
                .factsUnderConsent, [.integer(file.shardKey), .id(file), .text(purpose.rawValue)]
            ) { ($0.text(0), $0.bytes(1)) }
        }
    }

    /// What a person said so far, in all their files, the latest first.
    public func consents(of person: Identifier<Subject>, in session: any Session) throws -> [Consent] {
        let files = try family(of: person, in: session)
        let consents = try files.flatMap { file in
            try session.query(.consentsOfPerson, [.integer(file.shardKey), .id(file)]) { row in
                guard let purpose = ConsentPurpose(rawValue: row.text(0)) else {
                    throw StorageFailure.corrupt("a consent has the unknown purpose \(row.text(0))")
                }
                return Consent(purpose: purpose, isGranted: row.flag(1), at: row.instant(2))
            }
        }
        guard files.count > 1 else { return consents }
        // Of two words at one moment the refusal counts, whichever file it stands in.
        return consents.sorted { ($1.at, $0.isGranted ? 1 : 0) < ($0.at, $1.isGranted ? 1 : 0) }
    }

    /// Whether a person agrees now. Who never said anything does not.
    public func agrees(_ person: Identifier<Subject>, to purpose: ConsentPurpose, in session: any Session) throws
        -> Bool
    {
        try consents(of: person, in: session).first { $0.purpose == purpose }?.isGranted ?? false
    }
}

extension Statement {
    static let insertConsent = Statement(
        "INSERT INTO consent (shard_key, subject, purpose, at, id, granted) VALUES ($1, $2, $3, $4, $5, $6)")
    static let consentsOfPerson = Statement(
        "SELECT purpose, granted, at FROM consent WHERE shard_key = $1 AND subject = $2 ORDER BY at DESC, id DESC")
    static let factsUnderConsent = Statement(
        "SELECT element, id FROM fact WHERE shard_key = $1 AND subject = $2 AND consent = $3")
}
