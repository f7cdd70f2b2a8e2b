import FEEL
import Vocabulary

/// What an item ends in when it is granted (办理结果).
public struct ResultKind: Sendable {
    /// 结果类型, as the item standard names the ways of ending a case.
    public enum Form: String, Sendable, CaseIterable, Codable {
        /// 出证办结: the name ends in 证.
        case certificate
        /// 出文办结: the name ends in 文, 函, 单, 书 or 通知.
        case document
        /// 审批: the name ends in 批复.
        case approval
        /// 回执、凭证.
        case receipt
        /// 开户: an account or a number.
        case account
        /// 拨付.
        case payment
    }

    public let code: String
    public let name: Bilingual
    public let type: Form
    /// Elements the officer or the system fills in when granting.
    public let elements: [ElementCode]
    /// 结果样本: where a blank specimen is kept.
    public let sample: String?

    public init(code: String, name: Bilingual, type: Form, elements: [ElementCode] = [], sample: String? = nil) {
        self.code = code
        self.name = name
        self.type = type
        self.elements = elements
        self.sample = sample
    }
}

/// A fact that a granted item writes into the register.
public struct Effect: Sendable {
    public let element: ElementCode
    /// The value, over the answers, the result's elements and the moment of the decision (`decided_on`, `item_number`).
    public let value: FEEL.Expression
    public let validity: Validity

    /// When the fact holds. Both are dates; nil means from the decision, and without end.
    public struct Validity: Sendable {
        public let from: FEEL.Expression?
        public let to: FEEL.Expression?

        public init(from: FEEL.Expression? = nil, to: FEEL.Expression? = nil) {
            self.from = from
            self.to = to
        }
    }

    public init(element: ElementCode, value: FEEL.Expression, validity: Validity = .init()) {
        self.element = element
        self.value = value
        self.validity = validity
    }
}
