/// Whose word counts where sources disagree (信息来源次序).
///
/// A source is `department:tax`, `item:startup-registration`, `import:…` or `applicant`; in a ranking, the part before the
/// colon alone stands for all sources of that kind. What no ranking lists counts least.
public struct Precedence: Equatable, Sendable {
    /// For elements that no ranking of their own names.
    public var general: [String]
    public var rankings: [String: [String]]

    public init(general: [String], rankings: [String: [String]] = [:]) {
        self.general = general
        self.rankings = rankings
    }

    /// Results and departments before files, files before what the person says.
    public static let standard = Precedence(general: ["item", "department", "import", "applicant"])

    /// The place of a source for an element, 0 for the one that counts most.
    public func rank(of source: String, for element: String) -> Int {
        let ranks = rankings[element] ?? general
        let kind = source.prefix { $0 != ":" }
        return ranks.firstIndex { $0 == source || $0 == kind } ?? ranks.count
    }
}
