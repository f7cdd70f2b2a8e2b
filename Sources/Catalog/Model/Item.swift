import Vocabulary

/// One government service item (政务服务事项) with the standard fields of the national item library.
public final class Item: Coded, Dated {
    public let code: ItemCode
    public let name: Bilingual
    public let summary: Bilingual
    public let standing: Standing
    public let service: Service
    public let legalLimit: Limit
    public let promisedLimit: Limit
    public let thresholds: Thresholds
    public let specialProcedures: [SpecialProcedure]
    public let acceptCondition: Bilingual
    public let conditions: [Condition]
    public let fields: [FieldUse]
    public let materials: [MaterialUse]
    public let flow: [Stage]
    public let result: ResultKind
    public let effects: [Effect]
    public let commitment: CommitmentStatement?
    /// What the item costs an applicant when it is handled on its own, for the burden report.
    public let baseline: Baseline
    /// Where the item applies; nil means everywhere.
    public let region: RegionCode?
    public let effective: EffectivePeriod
    public let source: Source

    init(
        code: ItemCode, name: Bilingual, summary: Bilingual, standing: Standing, service: Service, legalLimit: Limit,
        promisedLimit: Limit, thresholds: Thresholds, specialProcedures: [SpecialProcedure], acceptCondition: Bilingual,
        conditions: [Condition], fields: [FieldUse], materials: [MaterialUse], flow: [Stage], result: ResultKind,
        effects: [Effect], commitment: CommitmentStatement?, baseline: Baseline, region: RegionCode?,
        effective: EffectivePeriod, source: Source
    ) {
        self.code = code
        self.name = name
        self.summary = summary
        self.standing = standing
        self.service = service
        self.legalLimit = legalLimit
        self.promisedLimit = promisedLimit
        self.thresholds = thresholds
        self.specialProcedures = specialProcedures
        self.acceptCondition = acceptCondition
        self.conditions = conditions
        self.fields = fields
        self.materials = materials
        self.flow = flow
        self.result = result
        self.effects = effects
        self.commitment = commitment
        self.baseline = baseline
        self.region = region
        self.effective = effective
        self.source = source
    }

    /// The same item under other conditions.
    func under(_ conditions: [Condition]) -> Item {
        Item(
            code: code, name: name, summary: summary, standing: standing, service: service, legalLimit: legalLimit,
            promisedLimit: promisedLimit, thresholds: thresholds, specialProcedures: specialProcedures,
            acceptCondition: acceptCondition, conditions: conditions, fields: fields, materials: materials, flow: flow,
            result: result, effects: effects, commitment: commitment, baseline: baseline, region: region,
            effective: effective, source: source)
    }

    /// The identity of the item in the national library.
    public struct Standing: Sendable {
        /// 基本编码, 12 digits.
        public var catalogCode: String
        /// The 13 digits that follow the office's credit code in the 31-character 实施编码.
        public var matter: String
        /// 业务办理项编码, where one item has several.
        public var handlingCode: String?
        public var version: Int
        public var state: ItemState
        public var taskType: TaskType
        public var powerSource: PowerSource
        public var useLevel: UseLevel
        public var department: DepartmentCode
        /// 委托部门.
        public var entrustedTo: Bilingual?
        /// 联办机构.
        public var otherDepartments: [DepartmentCode]
        public var audience: [Audience]
        public var themes: [Theme]
        /// 设定依据.
        public var basis: [Source]
    }

    /// How the item is served.
    public struct Service: Sendable {
        public var projectType: ProjectType
        public var fee: Fee
        /// 到现场次数.
        public var visits: Int
        public var visitReason: Bilingual?
        public var channels: [Channel]
        public var onlineDepth: OnlineDepth
        /// 预约办理.
        public var schedulable: Bool
        public var handlingArea: HandlingArea
        /// 咨询方式, when it differs from the department's.
        public var phone: String?
        /// 监督投诉方式, when it differs from the department's.
        public var complaintPhone: String?
    }

    public struct Baseline: Hashable, Sendable {
        public var visits: Int

        public init(visits: Int) { self.visits = visits }
    }
}

extension Item {
    public var catalogCode: String { standing.catalogCode }
    public var matter: String { standing.matter }
    public var version: Int { standing.version }
    public var department: DepartmentCode { standing.department }
    public var taskType: TaskType { standing.taskType }
    public var useLevel: UseLevel { standing.useLevel }
    public var audience: [Audience] { standing.audience }
    public var basis: [Source] { standing.basis }
    public var projectType: ProjectType { service.projectType }
    public var fee: Fee { service.fee }
    public var visits: Int { service.visits }
    public var channels: [Channel] { service.channels }
    public var onlineDepth: OnlineDepth { service.onlineDepth }

    public func stage(_ code: StageCode) -> Stage? { flow.first { $0.code == code } }
}
