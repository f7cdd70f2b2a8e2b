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
        let place = circumstances.value(self.place.rawValue, of: catalog)?.string
        let version = self.version(on: circumstances.day, in: place.flatMap { try? RegionCode(parsing: $0) })
        guard let model = model(on: circumstances.day) else {
            return PolicyTrial(verdict: .ineligible, version: nil, amount: nil, because: [.notInForce], missing: [])
        }
        let outlook = Matter(condition: model.eligible, of: catalog).outlook(circumstances).outcome
        guard let value = outlook.value else {
            return PolicyTrial(
                verdict: .undetermined, version: version?.name, amount: nil, because: [],
                missing: outlook.missing.map { ElementCode($0) })
        }
        let read = { (name: String) in circumstances.value(name, of: catalog) ?? .null }
        guard let version else {
            return PolicyTrial(verdict: .ineligible, version: nil, amount: nil, because: [.notInForce], missing: [])
        }
        let isEligible = value == true
        let amount = isEligible ? Matter(version.model.amount, of: catalog).outlook(circumstances).outcome : nil
        return PolicyTrial(
            verdict: isEligible ? .eligible : .ineligible, version: version.name, amount: amount?.value?.number,
            because: version.reasons(read, isEligible), missing: amount?.missing.map { ElementCode($0) } ?? [])
    }
}

extension PolicyTrial.Because {
    static let notInForce = Self(
        words: .init("该日期、该地区没有生效的版本", "no version is in force on that day in that place"), citation: nil)
}

extension PolicyVersion {
    /// The conditions that do not hold; if all do, the row that applies.
    fileprivate func reasons(_ read: (String) -> FEEL.Value, _ isEligible: Bool) -> [PolicyTrial.Because] {
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
