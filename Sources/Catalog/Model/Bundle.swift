import FEEL
import Vocabulary

/// One thing in a person's life that needs several items at once (一件事).
public struct Bundle: Coded, Dated {
    public let code: BundleCode
    public var name: Bilingual
    public var summary: Bilingual
    /// 基本编码, 12 digits.
    public var catalogCode: String
    /// The 13 digits of the parent number.
    public var matter: String
    public var leadDepartment: DepartmentCode
    public var audience: [Audience]
    public var basis: [Source]
    /// Questions that decide which items apply (情形引导). Which of them are asked, and in which order, follows from
    /// the items' offers.
    public var situation: [Question]
    public var items: [BundleItem]
    /// Worked situations with their expected items; the first one is the reference of the burden report.
    public var scenes: [Scene]
    /// Where the bundle applies; nil means everywhere.
    public let region: RegionCode?
    public let effective: EffectivePeriod
    public let source: Source

    public func member(_ item: ItemCode) -> BundleItem? { items.first { $0.item == item } }
}

/// One question of the situation guide: it asks for an element, in words that fit the moment.
public struct Question: Sendable {
    public let element: ElementCode
    public let text: Bilingual
    public let hint: Bilingual?

    public init(element: ElementCode, text: Bilingual, hint: Bilingual? = nil) {
        self.element = element
        self.text = text
        self.hint = hint
    }
}

/// An item's place in a bundle: when it is suggested, what it waits for, what it hands on.
public final class BundleItem: Sendable {
    public let item: ItemCode
    /// Suggested when true; nil means always.
    public let offered: FEEL.Expression?
    /// Why it is in.
    public let because: Bilingual
    /// Why it is out.
    public let otherwise: Bilingual?
    /// Every group must be met before the item starts.
    public let requires: [RequirementGroup]
    /// Results of other items that fill this item's fields.
    public let feeds: [Feed]
    /// Items that cannot be in the same application.
    public let excludes: [ItemCode]
    /// Items worth pointing out once this one is granted.
    public let offers: [ItemCode]

    public init(
        item: ItemCode, offered: FEEL.Expression? = nil, because: Bilingual, otherwise: Bilingual? = nil,
        requires: [RequirementGroup] = [], feeds: [Feed] = [], excludes: [ItemCode] = [], offers: [ItemCode] = []
    ) {
        self.item = item
        self.offered = offered
        self.because = because
        self.otherwise = otherwise
        self.requires = requires
        self.feeds = feeds
        self.excludes = excludes
        self.offers = offers
    }
}

/// One of these items must have been granted, unless the facts already show it.
///
/// Inside an application the item waits until any selected member of `anyOf` is granted, and is not reached once all of
/// them are refused. When none is selected, `unless` must be true.
public struct RequirementGroup: Sendable {
    public let anyOf: [ItemCode]
    public let unless: FEEL.Expression?
    public let because: Bilingual?

    public init(anyOf: [ItemCode], unless: FEEL.Expression? = nil, because: Bilingual? = nil) {
        self.anyOf = anyOf
        self.unless = unless
        self.because = because
    }
}

/// A value that travels from one item's result to another item's form.
public struct Feed: Hashable, Sendable {
    public let from: ItemCode
    /// Element of the other item's result.
    public let element: ElementCode
    /// Element of this item's form.
    public let to: ElementCode

    public init(from: ItemCode, element: ElementCode, to: ElementCode) {
        self.from = from
        self.element = element
        self.to = to
    }
}

/// A worked situation: answers, and the items the guide must arrive at.
public struct Scene: Sendable {
    public let code: String
    public let name: Bilingual
    /// The day on which the person applies.
    public let day: CalendarDay?
    public let answers: [ElementCode: FEEL.Value]
    public let items: [ItemCode]

    public init(
        code: String, name: Bilingual, day: CalendarDay? = nil, answers: [ElementCode: FEEL.Value], items: [ItemCode]
    ) {
        self.code = code
        self.name = name
        self.day = day
        self.answers = answers
        self.items = items
    }
}
