/// A language the product speaks to people.
public enum Language: String, Hashable, Sendable, CaseIterable, Codable {
    case zh, en

    /// The value of HTML's `lang` attribute (BCP 47).
    public var tag: String {
        switch self {
        case .zh: "zh-CN"
        case .en: "en"
        }
    }
}

/// The same words in Chinese and English; Chinese is the authoritative one.
public struct Bilingual: Hashable, Sendable, Codable {
    public var zh: String
    public var en: String

    public init(zh: String, en: String) {
        self.zh = zh
        self.en = en
    }

    public init(_ zh: String, _ en: String) {
        self.init(zh: zh, en: en)
    }

    /// The words in one language: `item.name(.zh)`.
    public func callAsFunction(_ language: Language) -> String {
        switch language {
        case .zh: zh
        case .en: en
        }
    }
}
