import Vocabulary

/// A department that owns items, or a partner that only shares data (营业执照 from market regulation).
public final class Department: Coded, Dated {
    public enum Part: String, Sendable, CaseIterable, Codable {
        /// Handles items of the catalog.
        case handling
        /// Shares data or licences and handles nothing.
        case sharing
    }

    public let code: DepartmentCode
    public let name: Bilingual
    public let part: Part
    /// 咨询电话.
    public let phone: String?
    /// 监督投诉电话, never the same as `phone`.
    public let complaintPhone: String?
    /// The eight digits of the organisation part from which the credit codes of its offices are formed.
    public let organisationCode: String?
    /// Two characters before the region in a credit code: 11 for state organs, 12 for public institutions.
    public let organisationKind: String
    /// The level at which this department has offices: a county case of a city-level department goes to the city.
    public let officeLevel: UseLevel
    /// Credit codes that are known for certain places; every other place gets a formed one.
    public let offices: [RegionCode: CreditCode]
    public let effective: EffectivePeriod
    public let source: Source

    public init(
        code: DepartmentCode, name: Bilingual, part: Part = .handling, phone: String? = nil,
        complaintPhone: String? = nil, organisationCode: String? = nil, organisationKind: String = "11",
        officeLevel: UseLevel = .county, offices: [RegionCode: CreditCode] = [:], effective: EffectivePeriod,
        source: Source
    ) {
        self.code = code
        self.name = name
        self.part = part
        self.phone = phone
        self.complaintPhone = complaintPhone
        self.organisationCode = organisationCode
        self.organisationKind = organisationKind
        self.officeLevel = officeLevel
        self.offices = offices
        self.effective = effective
        self.source = source
    }
}

/// A department in one place: the unit whose credit code stands in the case number.
public struct Office: Hashable, Sendable {
    public let department: DepartmentCode
    public let region: RegionCode
    public let creditCode: CreditCode
    public let name: Bilingual
}

/// Who acts in a stage (受理岗, 审核岗, a cooperating bank …). What a role may do is fixed by the access rules, not here.
public struct Role: Coded, Dated {
    public let code: RoleCode
    public let name: Bilingual
    /// False for roles played by a program, which do not count as a human step.
    public let isHuman: Bool
    public let effective: EffectivePeriod
    public let source: Source

    public init(
        code: RoleCode, name: Bilingual, isHuman: Bool = true, effective: EffectivePeriod, source: Source
    ) {
        self.code = code
        self.name = name
        self.isHuman = isHuman
        self.effective = effective
        self.source = source
    }
}
