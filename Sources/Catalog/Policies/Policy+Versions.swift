import FEEL
import Vocabulary

extension Policy {
    /// What is in force on a day, the most local first.
    public func versions(on day: CalendarDay) -> [PolicyVersion] {
        versions.filter { $0.effective.contains(day) }.sorted { $0.finest > $1.finest }
    }

    /// The version that decides a case of that day and place; nil when the policy is not in force there.
    ///
    /// Where a province and one of its cities both have a version, the city's counts. Without a place only versions
    /// that apply everywhere are found.
    public func version(on day: CalendarDay, in region: RegionCode?) -> PolicyVersion? {
        versions(on: day).first { $0.applies(in: region) }
    }

    public subscript(version name: String) -> PolicyVersion? { versions.first { $0.name == name } }

    /// The rule of a day for everybody, wherever they are: the place decides which version counts, and where the policy
    /// is not in force nobody is eligible. Nil when no version is in force that day.
    public func model(on day: CalendarDay) -> PolicyModel? {
        let versions = versions(on: day)
        guard !versions.isEmpty else { return nil }
        var whole = PolicyModel(eligible: .constant(false), amount: .constant(.null))
        for version in versions.reversed() {
            guard let gate = version.gate(place.rawValue) else {
                whole = version.model
                continue
            }
            whole = PolicyModel(
                eligible: .if(gate, then: version.model.eligible, else: whole.eligible),
                amount: version.model.amount.isNull && whole.amount.isNull
                    ? whole.amount : .if(gate, then: version.model.amount, else: whole.amount))
        }
        return whole
    }
}

extension PolicyVersion {
    /// Whether the version applies to people who count in a place.
    public func applies(in region: RegionCode?) -> Bool {
        regions.isEmpty || region.map { place in regions.contains { place.isWithin($0) } } ?? false
    }

    /// How small the places are that it names; 0 for everywhere.
    var finest: Int { regions.map(\.level.rawValue).max() ?? 0 }

    /// Whether a person counts in a place where the version applies, as a rule; nil when it applies everywhere.
    ///
    /// - Parameter place: an expression for the code of the place, such as the name of an element.
    public func gate(_ place: String) -> FEEL.Expression? {
        guard !regions.isEmpty else { return nil }
        let tests = regions.map { region in
            region.level == .county
                ? #"\#(place) = "\#(region)""# : #"starts with(\#(place), "\#(region.prefix)")"#
        }
        return try? FEEL.Expression(parsing: tests.joined(separator: " or "))
    }
}

extension RegionCode {
    /// The digits that all places inside share.
    fileprivate var prefix: Substring {
        switch level {
        case .province: description.prefix(2)
        case .prefecture: description.prefix(4)
        default: Substring(description)
        }
    }
}

extension FEEL.Expression {
    fileprivate var isNull: Bool { if case .literal(.null) = syntax.form { true } else { false } }
}
