import FEEL
import Vocabulary

/// One step of an item's flow, done by one actor.
public final class Stage: Sendable {
    public enum Kind: String, Sendable, CaseIterable, Codable {
        /// 受理.
        case accept
        /// 审核.
        case review
        /// 公示, outside the statutory clock.
        case publicize
        /// Work of somebody who is not bound by the department's clock (a bank, a courier).
        case external
        /// 决定.
        case decide
        /// 制证、送达、拨付.
        case issue
    }

    public let code: StageCode
    public let name: Bilingual
    public let kind: Kind
    /// Code of the role that acts.
    public let actor: String
    /// The department that acts; nil means the item's own.
    public let department: DepartmentCode?
    /// How long the stage may take; nil means it shares the item's limit.
    public let limit: Limit?
    /// Whether the item's statutory clock runs during this stage.
    public let clockRuns: Bool
    /// The stage is skipped when this is false.
    public let when: FEEL.Expression?

    public init(
        code: StageCode, name: Bilingual, kind: Kind, actor: String, department: DepartmentCode? = nil,
        limit: Limit? = nil, clockRuns: Bool = true, when: FEEL.Expression? = nil
    ) {
        self.code = code
        self.name = name
        self.kind = kind
        self.actor = actor
        self.department = department
        self.limit = limit
        self.clockRuns = clockRuns
        self.when = when
    }
}

/// 特别程序: time that does not count toward the limit, with its basis.
public struct SpecialProcedure: Hashable, Sendable {
    public let name: Bilingual
    public let limit: Limit
    public let basis: String

    public init(name: Bilingual, limit: Limit, basis: String) {
        self.name = name
        self.limit = limit
        self.basis = basis
    }
}
