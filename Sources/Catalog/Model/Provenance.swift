import Vocabulary

/// Where an entry's content comes from, and how far it may be relied on.
public struct Source: Hashable, Sendable {
    /// Title of the law, notice, standard or page, with its number.
    public let title: String
    /// Article or section inside it.
    public let article: String?
    public let url: String?
    public let confidence: Confidence

    public init(title: String, article: String? = nil, url: String? = nil, confidence: Confidence) {
        self.title = title
        self.article = article
        self.url = url
        self.confidence = confidence
    }

    public var citation: String { article.map { "\(title) \($0)" } ?? title }
}

/// How sure the catalog's author is of an entry. An installation confirms everything below `found` locally.
public enum Confidence: String, Sendable, CaseIterable, Codable {
    /// Stated by the official text of the place where the catalog is used.
    case stated
    /// Found in a public text, possibly a copy or an excerpt.
    case found
    /// Common knowledge of the field, sure.
    case sure
    /// Common knowledge of the field, fairly sure.
    case likely
    /// Remembered, not confirmed.
    case unsure
    /// A design of this catalog, to be replaced by the local rule.
    case designed
}

/// The days on which an entry is in force; both ends included.
public struct EffectivePeriod: Hashable, Sendable {
    public let from: CalendarDay
    public let to: CalendarDay?

    public init(from: CalendarDay, to: CalendarDay? = nil) {
        self.from = from
        self.to = to
    }

    public func contains(_ day: CalendarDay) -> Bool {
        guard from <= day else { return false }
        guard let to else { return true }
        return day <= to
    }

    public func overlaps(_ other: EffectivePeriod) -> Bool {
        let endsBefore = to.map { $0 < other.from } ?? false
        let startsAfter = other.to.map { $0 < from } ?? false
        return !endsBefore && !startsAfter
    }
}

/// An entry with a date and a citation.
public protocol Dated {
    var effective: EffectivePeriod { get }
    var source: Source { get }
}
