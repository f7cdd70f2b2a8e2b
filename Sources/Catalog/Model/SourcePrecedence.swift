import Vocabulary

/// Whose word counts for some data elements where sources disagree (信息来源次序).
///
/// A source is written as it stands on a fact: `department:tax`, `item:startup-registration`, `import`, `applicant`. The part
/// before the colon alone stands for all sources of that kind. Earlier in the list counts more; what is not listed counts least.
public struct SourcePrecedence: Coded, Dated {
    public static let kinds = ["department", "item", "import", "applicant"]

    public let code: Code<SourcePrecedence>
    public let name: Bilingual
    /// The elements it is about; empty for all that no other table names.
    public let elements: [ElementCode]
    /// Sources, the strongest first.
    public let ranks: [String]
    public let effective: EffectivePeriod
    public let source: Source
}

/// One business module of the platform (业务模块), such as 就业登记.
///
/// Whether it is there is never written down: it follows from the items in the catalog and the rooms in the program.
public struct Module: Coded, Dated {
    public let code: Code<Module>
    public let number: Int
    public let name: Bilingual
    /// Codes of items that carry it; one may be named before it is in the catalog.
    public let items: [String]
    /// Rooms of the program that carry it, as their storage is called.
    public let rooms: [String]
    public let effective: EffectivePeriod
    public let source: Source
}
