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
                let policies = draft.policies.map { PreparedPolicy($0, of: draft.catalog) }
                func tell(_ person: SamplePeople.Person) {
                    for prepared in policies {
                        let policy = prepared.policy
                        let trial = prepared.trial(person.circumstances)
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
                try await people.each(of: draft.catalog) { $0.forEach(tell) }
            }
        }
    }

    /// Replays people against a draft and shows whose outcome flips.
    struct Impact: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "impact", abstract: "Whose outcome a draft changes, and why.")
        @OptionGroup var folder: CatalogCommand.Folder
        @Argument(help: "A file with policies; they are compared with those of the same code.") var draft: String
        @OptionGroup var people: PeopleOptions

        @Option(help: "Show so many changed outcomes; all of them are counted.") var most = 1_000

        func run() async throws {
            let console = folder.output.console
            try await console.reporting {
                let draft = try PolicyDraft(self.draft, folder: folder)
                var impact = PolicyImpact(draft)
                var flips: [JSON] = []
                try await people.each(of: draft.catalog) { page in
                    for flip in impact.flips(among: page, most: most - flips.count) {
                        flips.append(flip.json(console.language))
                        flip.say(draft, console)
                    }
                }
                if console.json {
                    console.put([
                        "people": .integer(impact.people), "changed": .integer(impact.changed), "flips": .array(flips),
                        "policies": .array(impact.tallies.map { $0.json }),
                    ])
                } else {
                    for tally in impact.tallies { console.say(tally.line(console)) }
                    console.say(
                        console(
                            "\(impact.people) 人，\(impact.changed) 处结果改变",
                            "\(impact.people) people, \(impact.changed) outcomes change"))
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
