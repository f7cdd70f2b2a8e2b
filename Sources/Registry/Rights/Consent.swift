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
    /// Takes down what a person says. Taking consent back erases what was kept under it alone.
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
        return try session.execute(.eraseByConsent, [.integer(person.shardKey), .id(person), .text(purpose.rawValue)])
    }

    /// What a person said so far, the latest first.
    public func consents(of person: Identifier<Subject>, in session: any Session) throws -> [Consent] {
        try session.query(.consentsOfPerson, [.integer(person.shardKey), .id(person)]) { row in
            guard let purpose = ConsentPurpose(rawValue: row.text(0)) else {
                throw StorageFailure.corrupt("a consent has the unknown purpose \(row.text(0))")
            }
            return Consent(purpose: purpose, isGranted: row.flag(1), at: row.instant(2))
        }
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
    static let eraseByConsent = Statement("DELETE FROM fact WHERE shard_key = $1 AND subject = $2 AND consent = $3")
}
