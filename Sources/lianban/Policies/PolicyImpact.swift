import Catalog
import Eligibility
import Ledger
import Vocabulary

/// A draft beside the policies that it would replace, over any number of people.
struct PolicyImpact {
    /// One outcome that the draft changes.
    struct Flip {
        let subject: String
        let policy: Policy
        let before: PolicyTrial?
        let after: PolicyTrial
    }

    /// What a draft changes in one policy.
    struct Tally {
        let policy: Policy
        /// Become eligible, are not any more, and get another amount.
        var gained = 0, lost = 0, otherAmounts = 0
        /// Any other change, such as facts that are asked for now.
        var other = 0
    }

    private let pairs: [(before: PreparedPolicy?, after: PreparedPolicy)]
    private(set) var people = 0
    private(set) var tallies: [Tally]

    init(_ draft: PolicyDraft) {
        pairs = draft.policies.map { policy in
            (
                draft.current.policies[policy.code].map { PreparedPolicy($0, of: draft.current) },
                PreparedPolicy(policy, of: draft.catalog)
            )
        }
        tallies = draft.policies.map { Tally(policy: $0) }
    }

    var changed: Int { tallies.reduce(0) { $0 + $1.gained + $1.lost + $1.otherAmounts + $1.other } }

    /// Replays people and counts every outcome that changes.
    /// - Parameter most: how many of them are given with their reasons, which cost more than the verdict.
    mutating func flips(among page: [SamplePeople.Person], most: Int) -> [Flip] {
        var flips: [Flip] = []
        for person in page {
            people += 1
            for (index, pair) in pairs.enumerated() {
                let after = pair.after.trial(person.circumstances, isExplained: false)
                let before = pair.before?.trial(person.circumstances, isExplained: false)
                if let before, before.verdict == after.verdict, before.amount == after.amount { continue }
                tallies[index].count(before, after)
                guard flips.count < most else { continue }
                flips.append(
                    Flip(
                        subject: person.subject, policy: pair.after.policy,
                        before: pair.before?.trial(person.circumstances),
                        after: pair.after.trial(person.circumstances)))
            }
        }
        return flips
    }
}

extension PolicyImpact.Tally {
    fileprivate mutating func count(_ before: PolicyTrial?, _ after: PolicyTrial) {
        switch (before?.verdict, after.verdict) {
        case (.eligible, .eligible): otherAmounts += 1
        case (_, .eligible): gained += 1
        case (.eligible, _): lost += 1
        default: other += 1
        }
    }

    var json: JSON {
        [
            "policy": .string(policy.code.rawValue), "gained": .integer(gained), "lost": .integer(lost),
            "other_amounts": .integer(otherAmounts), "other": .integer(other),
        ]
    }

    func line(_ console: Console) -> String {
        policy.name(console.language)
            + console(
                "：新增 \(gained)，失去 \(lost)，金额改变 \(otherAmounts)，其他 \(other)",
                ": \(gained) gain it, \(lost) lose it, \(otherAmounts) get another amount, \(other) other")
    }
}

extension PolicyImpact.Flip {
    func json(_ language: Language) -> JSON {
        [
            "subject": .string(subject), "policy": .string(policy.code.rawValue),
            "before": before.map { .object($0.members(language)) } ?? .null,
            "after": .object(after.members(language)),
        ]
    }

    func say(_ draft: PolicyDraft, _ console: Console) {
        let old = before?.line(draft.current, console) ?? console("没有这项政策", "there was no such policy")
        console.say("\(subject)  \(policy.name(console.language))")
        console.say("  − \(old)")
        console.say("  + \(after.line(draft.catalog, console))")
    }
}
