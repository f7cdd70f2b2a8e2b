import ArgumentParser
import Catalog
import Eligibility
import Foundation
import Ledger
import Vocabulary

/// The schemes as the catalog has them, for the policy desk.
extension PolicyCommand {
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "The policies and their versions.")
        @OptionGroup var folder: CatalogCommand.Folder

        func run() async throws {
            let console = folder.output.console
            try await console.reporting {
                let catalog = try folder.load()
                if console.json {
                    return console.put(
                        .array(
                            catalog.policies.map { policy in
                                [
                                    "policy": .string(policy.code.rawValue),
                                    "name": .string(policy.name(console.language)),
                                    "department": .string(policy.department.rawValue),
                                    "benefit": .string(policy.benefit.rawValue),
                                    "versions": .array(policy.versions.map(\.json)),
                                ]
                            }))
                }
                for policy in catalog.policies {
                    console.put("\(policy.code)  \(policy.name(console.language))")
                    for version in policy.versions {
                        let to = version.effective.to.map { " … \($0)" } ?? " …"
                        console.put("  \(version.name)  \(version.effective.from)\(to)  \(version.source.citation)")
                    }
                }
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "show", abstract: "A policy in full.")
        @OptionGroup var folder: CatalogCommand.Folder
        @Argument(help: "The code of a policy.") var policy: String

        func run() async throws {
            let console = folder.output.console
            try await console.reporting {
                let catalog = try folder.load()
                guard let found = catalog.policies[PolicyCode(policy)], let outline = catalog.outline(of: found.code)
                else {
                    throw ValidationError("the catalog has no policy \(policy)")
                }
                if console.json {
                    return console.put([
                        "policy": .string(policy), "name": .string(found.name(console.language)),
                        "text": .string(outline.text(console.language)), "versions": .array(found.versions.map(\.json)),
                    ])
                }
                console.put(outline.text(console.language))
            }
        }
    }
}

extension PolicyVersion {
    fileprivate var json: JSON {
        [
            "version": .string(name), "from": .string(effective.from.description),
            "to": .optional(effective.to?.description),
            "regions": .array(regions.map { .string($0.description) }), "source": .string(source.citation),
            "confidence": .string(source.confidence.rawValue), "eligible": .string(model.eligible.source),
        ]
    }
}

/// A draft read together with the catalog it is meant for.
struct PolicyDraft {
    let current: Catalog
    let catalog: Catalog
    let policies: [Policy]

    /// - Throws: exit 1 when the draft has mistakes; they have been said.
    init(_ path: String, folder: CatalogCommand.Folder) throws {
        let console = folder.output.console
        let files = try Catalog.files(in: URL(fileURLWithPath: folder.catalog))
        let text = try Input.text(path, "the draft")
        let (found, codes, diagnostics) = Catalog.examine(files: files, draft: CatalogFile(path: path, text: text))
        for diagnostic in diagnostics { console.complain(diagnostic.line(console.language)) }
        guard let found else { throw ExitCode(1) }
        current = try folder.load()
        catalog = found
        policies = codes.compactMap { found.policies[$0] }
        if policies.isEmpty { throw ValidationError("\(path) has no policy") }
    }
}
