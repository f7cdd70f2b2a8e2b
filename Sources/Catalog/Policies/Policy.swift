import FEEL
import Vocabulary

public typealias PolicyCode = Code<Policy>

/// One scheme that a person may be entitled to (创业担保贷款, 社会保险补贴 …), in all its dated versions.
///
/// A case is decided by the version that is in force on its day, in its place:
///
/// ```swift
/// let policy = catalog.policies["startup-subsidy"]
/// let rule = policy?.version(on: "2024-06-07", in: "530102")?.model
/// rule?.eligible.evaluate { facts[$0] ?? .null }    // true
/// rule?.amount.evaluate { facts[$0] ?? .null }      // 30000 (yuan)
/// ```
public struct Policy: Coded {
    public let code: PolicyCode
    public let name: Bilingual
    public let summary: Bilingual
    public let department: DepartmentCode
    public let audience: [Audience]
    public let benefit: Benefit
    /// The element that says in which place a person counts: where they live, where their business is.
    public let place: ElementCode
    /// The item through which one applies; nil when there is none in this catalog.
    public let item: ItemCode?
    /// In the order of the file.
    public let versions: [PolicyVersion]

    /// What the amounts of a policy mean; they are in yuan.
    public enum Benefit: String, Sendable, CaseIterable, Codable {
        /// Paid once, or once for an application.
        case once
        /// Paid for every month.
        case monthly
        /// The most that can be lent.
        case loan
    }
}

/// What a policy says from one day on, in some places, after one text.
public struct PolicyVersion: Sendable, Dated {
    /// Short and permanent: `2024-pilot`.
    public let name: String
    /// Where it applies; empty means everywhere.
    public let regions: [RegionCode]
    public let effective: EffectivePeriod
    public let source: Source
    /// What has to hold besides the table. Advisory conditions are pointed out and do not decide.
    public let conditions: [Condition]
    public let table: PolicyTable
    public let limits: PolicyLimits
    /// Its rule in the rule language, without the question of place.
    public let model: PolicyModel

    public init(
        name: String, regions: [RegionCode], effective: EffectivePeriod, source: Source, conditions: [Condition],
        table: PolicyTable, limits: PolicyLimits
    ) {
        self.name = name
        self.regions = regions
        self.effective = effective
        self.source = source
        self.conditions = conditions
        self.table = table
        self.limits = limits
        model = PolicyModel(conditions, table)
    }
}

/// How long and how often.
public struct PolicyLimits: Hashable, Sendable {
    /// The most months that are paid, or the longest term of a loan.
    public let months: Int?
    /// How many times one person can have it.
    public let times: Int?
    /// What numbers do not say.
    public let note: Bilingual?

    public init(months: Int? = nil, times: Int? = nil, note: Bilingual? = nil) {
        self.months = months
        self.times = times
        self.note = note
    }
}
