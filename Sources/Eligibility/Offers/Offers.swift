import Ledger
import Registry
import Vocabulary

/// A policy that was brought to somebody who is entitled and had not asked (免申即享).
public struct Offer: Hashable, Sendable {
    public let subject: Identifier<Subject>
    public let policy: String
    public let version: String
    public let amount: Money?
    public let madeAt: Instant
    /// What the person said last; nil while they have said nothing.
    public let answer: Answer?

    public enum Answer: String, Sendable {
        case accepted, declined
    }
}

/// How often people are told. Whoever has not agreed is not told at all.
public struct OfferLimits: Hashable, Sendable {
    /// Offers to one person within the period at most.
    public let most: Int
    public let days: Int

    public init(most: Int = 2, days: Int = 30) {
        self.most = most
        self.days = days
    }
}

/// What has been offered, and who has agreed to be told.
public enum Offers {
    /// What facts are read for; those kept under a consent to anything else are not.
    public static let purpose = "policy-offers"

    /// Records whether a person wants to be told what they are entitled to.
    public static func setConsent(
        _ granted: Bool, of subject: Identifier<Subject>, at: Instant, in session: any Session
    ) throws {
        try session.execute(
            .setOfferConsent, [.integer(subject.shardKey), .id(subject), .flag(granted), .instant(at)])
    }

    public static func hasConsent(_ subject: Identifier<Subject>, in session: any Session) throws -> Bool {
        try session.first(.offerConsent, [.integer(subject.shardKey), .id(subject)]) { $0.flag(0) } ?? false
    }

    /// The offers to one person that still stand, the newest first.
    public static func standing(of subject: Identifier<Subject>, in session: any Session) throws -> [Offer] {
        try session.query(.offersOfPerson, [.integer(subject.shardKey), .id(subject)], offer)
    }

    /// The next offers of everybody that still stand.
    public static func standing(after place: RegisterPlace, limit: Int, in session: any Session) throws -> [Offer] {
        try session.query(.offersOfEverybody, place.values + [.integer(limit)], offer)
    }

    private static func offer(_ row: any Row) throws -> Offer {
        Offer(
            subject: try row.id(0), policy: row.text(1), version: row.text(2),
            amount: row.optionalInteger(3).map { Money(fen: $0) }, madeAt: row.instant(4),
            answer: row.optionalInteger(5).map { $0 == 1 ? .accepted : .declined })
    }

    /// Records what a person says to an offer; they may change their mind while it stands.
    ///
    /// - Returns: false when no such offer stands.
    public static func answer(
        _ answer: Offer.Answer, to policy: String, version: String, by subject: Identifier<Subject>, at: Instant,
        in session: any Session
    ) throws -> Bool {
        guard try standing(of: subject, in: session).contains(where: { $0.policy == policy && $0.version == version })
        else {
            return false
        }
        try session.execute(
            .putOfferAnswer,
            [
                .integer(subject.shardKey), .id(subject), .text(policy), .text(version), .flag(answer == .accepted),
                .instant(at),
            ])
        return true
    }

    /// Offers what a person is entitled to and has not been offered, as far as consent and limits allow; the largest first.
    ///
    /// The primary key makes it certain that nothing is offered twice, however often this runs.
    /// - Returns: how many offers were made.
    static func make(
        for subject: Identifier<Subject>, limits: OfferLimits, at: Instant, in session: any Session
    ) throws -> Int {
        let key: [SQLValue] = [.integer(subject.shardKey), .id(subject)]
        guard try hasConsent(subject, in: session) else { return 0 }
        let since = at.adding(seconds: -limits.days * 86_400)
        let recent = try session.first(.recentOffers, key + [.instant(since)]) { $0.int(0) } ?? 0
        var left = limits.most - recent
        var made = 0
        let open = try session.query(.entitlementsWithoutOffer, key) { row in
            (policy: row.text(0), version: row.text(1), amount: row.optionalInteger(2))
        }
        for entry in open where left > 0 {
            made += try session.execute(
                .insertOffer, key + [.text(entry.policy), .text(entry.version), .optional(entry.amount), .instant(at)])
            left -= 1
        }
        return made
    }

    /// People with an entitlement that was never offered, who agreed to be told.
    static func waiting(after place: RegisterPlace, limit: Int, in session: any Session) throws -> [Identifier<Subject>]
    {
        try session.query(.peopleWaitingForOffers, place.values + [.integer(limit)]) { row in try row.id(0) }
    }
}

extension Statement {
    static let setOfferConsent = Statement(
        """
        INSERT INTO offer_consent (shard_key, subject, granted, at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (shard_key, subject) DO UPDATE SET granted = excluded.granted, at = excluded.at
        """)
    static let offerConsent = Statement("SELECT granted FROM offer_consent WHERE shard_key = $1 AND subject = $2")
    static let recentOffers = Statement(
        "SELECT count(*) FROM offer WHERE shard_key = $1 AND subject = $2 AND made_at > $3")
    static let entitlementsWithoutOffer = Statement(
        """
        SELECT e.policy, e.version, e.amount FROM entitlement e
        WHERE e.shard_key = $1 AND e.subject = $2 AND NOT EXISTS (
            SELECT 1 FROM offer o WHERE o.shard_key = e.shard_key AND o.subject = e.subject AND o.policy = e.policy
                AND o.version = e.version)
        ORDER BY COALESCE(e.amount, 0) DESC, e.policy
        """)
    static let insertOffer = Statement(
        """
        INSERT INTO offer (shard_key, subject, policy, version, amount, made_at) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (shard_key, subject, policy, version) DO NOTHING
        """)
    static let offersOfPerson = Statement(
        """
        SELECT o.subject, o.policy, o.version, o.amount, o.made_at, a.accepted FROM offer o
        JOIN entitlement e ON e.shard_key = o.shard_key AND e.subject = o.subject AND e.policy = o.policy
            AND e.version = o.version
        LEFT JOIN offer_answer a ON a.shard_key = o.shard_key AND a.subject = o.subject AND a.policy = o.policy
            AND a.version = o.version
        WHERE o.shard_key = $1 AND o.subject = $2 ORDER BY o.made_at DESC, o.policy
        """)
    static let offersOfEverybody = Statement(
        """
        SELECT o.subject, o.policy, o.version, o.amount, o.made_at, a.accepted FROM offer o
        JOIN entitlement e ON e.shard_key = o.shard_key AND e.subject = o.subject AND e.policy = o.policy
            AND e.version = o.version
        LEFT JOIN offer_answer a ON a.shard_key = o.shard_key AND a.subject = o.subject AND a.policy = o.policy
            AND a.version = o.version
        WHERE o.shard_key > $1 OR o.shard_key = $2 AND o.subject > $3
        ORDER BY o.shard_key, o.subject, o.policy LIMIT $4
        """)
    static let putOfferAnswer = Statement(
        """
        INSERT INTO offer_answer (shard_key, subject, policy, version, accepted, at) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (shard_key, subject, policy, version) DO UPDATE SET accepted = excluded.accepted, at = excluded.at
        """)
    static let peopleWaitingForOffers = Statement(
        """
        SELECT c.subject FROM offer_consent c
        WHERE c.granted = 1 AND (c.shard_key > $1 OR c.shard_key = $2 AND c.subject > $3) AND EXISTS (
            SELECT 1 FROM entitlement e
            WHERE e.shard_key = c.shard_key AND e.subject = c.subject AND NOT EXISTS (
                SELECT 1 FROM offer o WHERE o.shard_key = e.shard_key AND o.subject = e.subject AND o.policy = e.policy
                    AND o.version = e.version))
        ORDER BY c.shard_key, c.subject LIMIT $4
        """)
}
