import FEEL
import Vocabulary

/// A document an applicant or another department supplies (申请材料).
public final class Material: Coded, Dated {
    /// 材料类型.
    public enum Kind: String, Sendable, CaseIterable, Codable {
        case original, copy, originalOrCopy, form
    }

    /// 材料形式.
    public enum Format: String, Sendable, CaseIterable, Codable {
        case electronic, paper, either
    }

    /// 来源渠道.
    public enum Origin: String, Sendable, CaseIterable, Codable {
        /// The applicant writes it.
        case applicant
        /// A government body issues it.
        case government
        /// Anyone else issues it.
        case other
    }

    public let code: MaterialCode
    public let name: Bilingual
    public let kind: Kind
    public let format: Format
    public let origin: Origin
    public let pages: Int
    /// 受理标准.
    public let acceptStandard: Bilingual
    /// 空白表格, where there is a form to fill.
    public let blankForm: String?
    /// 样例.
    public let sample: String?
    public let basis: [Source]
    /// 非必要情形: when it need not be brought.
    public let unnecessaryWhen: Bilingual?
    public let effective: EffectivePeriod
    public let source: Source

    public init(
        code: MaterialCode, name: Bilingual, kind: Kind = .original, format: Format = .electronic,
        origin: Origin = .government, pages: Int = 1, acceptStandard: Bilingual, blankForm: String? = nil,
        sample: String? = nil, basis: [Source] = [], unnecessaryWhen: Bilingual? = nil, effective: EffectivePeriod,
        source: Source
    ) {
        self.code = code
        self.name = name
        self.kind = kind
        self.format = format
        self.origin = origin
        self.pages = pages
        self.acceptStandard = acceptStandard
        self.blankForm = blankForm
        self.sample = sample
        self.basis = basis
        self.unnecessaryWhen = unnecessaryWhen
        self.effective = effective
        self.source = source
    }
}

/// How one item obtains one material.
public final class MaterialUse: Sendable {
    public let material: MaterialCode
    public let required: Requirement
    /// When the material belongs to the situation at all; nil means always.
    public let shown: FEEL.Expression?
    public let source: MaterialSource
    /// 可容缺: the item may be accepted before this arrives.
    public let tolerable: Bool
    /// How long after acceptance a tolerated material may arrive.
    public let tolerance: Limit?

    public init(
        material: MaterialCode, required: Requirement = .always, shown: FEEL.Expression? = nil,
        source: MaterialSource = .uploaded, tolerable: Bool = false, tolerance: Limit? = nil
    ) {
        self.material = material
        self.required = required
        self.shown = shown
        self.source = source
        self.tolerable = tolerable
        self.tolerance = tolerance
    }
}

/// Where a material comes from. Only `uploaded` is a burden on the applicant.
public enum MaterialSource: Hashable, Sendable {
    case uploaded
    /// Another department shares the data behind it.
    case shared(from: DepartmentCode)
    /// 电子证照: an electronic licence of the applicant, issued by this department where it is known.
    case licence(from: DepartmentCode?)
    /// 告知承诺: a signed statement stands in for it.
    case commitment
}
