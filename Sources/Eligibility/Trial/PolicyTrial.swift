import Catalog
import FEEL
import Vocabulary

/// What a policy says about one person on one day, with the reasons a policy desk wants to read.
public struct PolicyTrial: Equatable, Sendable {
    public enum Verdict: String, Sendable { case eligible, ineligible, undetermined }

    public let verdict: Verdict
    /// The version that decided; nil where the policy is not in force, or the place is not known.
    public let version: String?
    /// Yuan; nil where the person is not eligible or the policy names no amount.
    public let amount: Decimal128?
    public let because: [Because]
    /// The facts that can still change the verdict; of somebody eligible, those that can still change the amount.
    public let missing: [ElementCode]

    /// One reason with its article.
    public struct Because: Hashable, Sendable {
        public let words: Bilingual
        public let citation: Source?
    }
}

extension Policy {
    /// Decides for one person; the version is that of the day and of the place where the person counts.
    public func trial(_ circumstances: Circumstances, of catalog: Catalog) -> PolicyTrial {
        PreparedPolicy(self, of: catalog).trial(circumstances)
    }
}

extension PolicyTrial.Because {
    static let notInForce = Self(
        words: .init("该日期、该地区没有生效的版本", "no version is in force on that day in that place"), citation: nil)
}

extension PolicyVersion {
    /// The conditions that do not hold; if all do, the row that applies.
    func reasons(_ read: (String) -> FEEL.Value, _ isEligible: Bool) -> [PolicyTrial.Because] {
        let failing = conditions.filter { $0.force == .blocking && $0.expression.evaluate(read) != true }
        if !isEligible, !failing.isEmpty {
            return failing.map { PolicyTrial.Because(words: $0.message, citation: $0.citation) }
        }
        let inputs = table.inputs.map { $0.value.evaluate(read) }
        let row = table.rows.first { row in
            zip(row.cells, inputs).allSatisfy { cell, value in
                guard let cell else { return true }
                return cell.admit(value) { read($0) } == true
            }
        }
        if let row { return [PolicyTrial.Because(words: row.because, citation: row.citation)] }
        guard !isEligible else { return [] }
        return table.otherwise.map { [PolicyTrial.Because(words: $0.because, citation: $0.citation)] } ?? []
    }
}
