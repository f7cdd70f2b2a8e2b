import ArgumentParser
import Catalog
import Eligibility
import Ledger
import Vocabulary

extension PolicyCommand {
    /// Runs a draft over people and says verdict, amount, reasons and what is missing.
    struct Try: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "try", abstract: "Try a draft on people: verdict, amount, why, what is missing.")
        @OptionGroup var folder: CatalogCommand.Folder
        @Argument(help: "A file with policies; they stand in for those of the same code.") var file: String
        @OptionGroup var people: PeopleOptions

        func run() async throws {
            let console = folder.output.console
            try await console.reporting {
                let draft = try PolicyDraft(file, folder: folder)
                for person in try await people.people(of: draft.catalog) {
                    for policy in draft.policies {
                        let trial = policy.trial(person.circumstances, of: draft.catalog)
                        if console.json {
                            console.put(
                                JSON.object(
                                    [
                                        .init("subject", .string(person.subject)),
                                        .init("policy", .string(policy.code.rawValue)),
                                    ]
                                        + trial.members(console.language)
                                ).encodedText)
                        } else {
                            console.put(
                                "\(person.subject)  \(policy.name(console.language))  \(trial.line(draft.catalog, console))"
                            )
                        }
                    }
                }
            }
        }
    }

    /// Replays people against a draft and shows whose outcome flips.
    struct Impact: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "impact", abstract: "Whose outcome a draft changes, and why.")
        @OptionGroup var folder: CatalogCommand.Folder
        @Argument(help: "A file with policies; they are compared with those of the same code.") var draft: String
        @OptionGroup var people: PeopleOptions

        func run() async throws {
            let console = folder.output.console
            try await console.reporting {
                let draft = try PolicyDraft(self.draft, folder: folder)
                let people = try await people.people(of: draft.catalog)
                var flips: [JSON] = []
                for person in people {
                    for policy in draft.policies {
                        let after = policy.trial(person.circumstances, of: draft.catalog)
                        let before = draft.current.policies[policy.code]?.trial(person.circumstances, of: draft.current)
                        if let before, before.verdict == after.verdict, before.amount == after.amount { continue }
                        flips.append([
                            "subject": .string(person.subject), "policy": .string(policy.code.rawValue),
                            "before": before.map { .object($0.members(console.language)) } ?? .null,
                            "after": .object(after.members(console.language)),
                        ])
                        let old = before?.line(draft.current, console) ?? console("没有这项政策", "there was no such policy")
                        console.say("\(person.subject)  \(policy.name(console.language))")
                        console.say("  − \(old)")
                        console.say("  + \(after.line(draft.catalog, console))")
                    }
                }
                if console.json {
                    console.put([
                        "people": .integer(people.count), "changed": .integer(flips.count), "flips": .array(flips),
                    ])
                } else {
                    console.say(
                        console(
                            "\(people.count) 人，\(flips.count) 处结果改变",
                            "\(people.count) people, \(flips.count) outcomes change"))
                }
            }
        }
    }
}

extension PolicyTrial {
    func members(_ language: Language) -> [JSON.Member] {
        [
            .init("verdict", .string(verdict.rawValue)), .init("version", .optional(version)),
            .init("amount", amount.map { .number($0.normalized.description) } ?? .null),
            .init(
                "because",
                .array(
                    because.map { reason in
                        ["message": .string(reason.words(language)), "article": .optional(reason.citation?.citation)]
                    })), .init("missing", .array(missing.map { .string($0.rawValue) })),
        ]
    }

    /// Verdict, version, amount and reasons in one line.
    func line(_ catalog: Catalog, _ console: Console) -> String {
        let word =
            switch verdict {
            case .eligible: console("可享受", "eligible")
            case .ineligible: console("不可享受", "not eligible")
            case .undetermined: console("尚不能判断", "not decided yet")
            }
        var parts = [word + (version.map { " [\($0)]" } ?? "")]
        if let amount { parts.append("\(amount.normalized) " + console("元", "yuan")) }
        parts += because.map { $0.words(console.language) + ($0.citation.map { "（\($0.citation)）" } ?? "") }
        if !missing.isEmpty {
            parts.append(
                console("缺少：", "missing: ")
                    + missing.map { catalog.name(of: $0.rawValue)(console.language) }.joined(separator: "、"))
        }
        return parts.joined(separator: "  ")
    }
}
