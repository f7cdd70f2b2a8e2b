import ArgumentParser
import Catalog
import Cases
import Foundation
import Ledger
import Vocabulary

/// `lianban catalog …`: the standard, for its authors.
struct CatalogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "catalog", abstract: "Check, report, show and compare catalogs (事项目录).",
        subcommands: [Check.self, Report.self, Show.self, Diff.self, Sample.self])

    struct Folder: ParsableArguments {
        @Option(help: "The folder of catalog files. (LIANBAN_CATALOG)")
        var catalog: String = setting(.catalog) ?? CatalogFolder.standard
        @OptionGroup var output: OutputOptions

        func load() throws -> Catalog { try Installation.loadCatalog(catalog) }
    }

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check", abstract: "Check every rule; exit 1 when an error is found.")
        @OptionGroup var folder: Folder
        @Argument(help: "The folder to check; --catalog when not given.") var path: String?

        func run() async throws {
            let console = folder.output.console
            let directory = URL(fileURLWithPath: path ?? folder.catalog)
            let files = try Catalog.files(in: directory)
            let clock = ContinuousClock()
            let began = clock.now
            _ = try? Catalog(stored: files)
            let reading = clock.now - began
            let diagnostics = Catalog.examine(files: files).diagnostics
            let errors = diagnostics.count { $0.severity == .error }
            if console.json {
                console.put([
                    "errors": .integer(errors), "warnings": .integer(diagnostics.count - errors),
                    "reading_ms": .decimal(reading / .milliseconds(1)),
                    "checking_ms": .decimal((clock.now - began - reading) / .milliseconds(1)),
                    "problems": .array(
                        diagnostics.map { diagnostic in
                            .members([
                                "code": .string(diagnostic.rule), "severity": .string(diagnostic.severity.rawValue),
                                "message": .string(diagnostic.message(console.language)),
                                "path": .string(diagnostic.entry),
                                "file": .string(diagnostic.position.file), "line": .integer(diagnostic.position.line),
                                "column": .integer(diagnostic.position.column),
                                "nearest": diagnostic.nearest.map(JSON.string),
                            ])
                        }),
                ])
            } else {
                for diagnostic in diagnostics { console.put(diagnostic.line(console.language)) }
                console.say(
                    console(
                        "\(errors)个错误，\(diagnostics.count - errors)个提醒",
                        "\(errors) errors, \(diagnostics.count - errors) warnings"))
            }
            if errors > 0 { throw ExitCode(1) }
        }
    }

    struct Sample: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "sample", abstract: "A complete application as JSON, for `apply` (申请样例).")
        @OptionGroup var folder: Folder
        @Option(help: "The situation; the bundle's first scene when not given.") var scene: String?

        func run() async throws {
            let console = folder.output.console
            try await console.reporting {
                console.put(try SampleApplications(catalog: try folder.load(), scene: scene).story)
            }
        }
    }

    struct Report: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "report", abstract: "What a bundle saves: before and after (减负报告).")
        @OptionGroup var folder: Folder
        @Argument(help: "The bundle; the first one when not given.") var bundle: String?
        @Option(help: "The situation; the bundle's first scene when not given.") var scene: String?

        func run() async throws {
            let console = folder.output.console
            try await console.reporting {
                let catalog = try folder.load()
                let code = bundle.map { BundleCode(rawValue: $0) } ?? catalog.bundles.first?.code
                guard let code, let report = catalog.burden(of: code, items: nil, scene: scene) else {
                    throw ValidationError("the catalog has no such bundle or scene")
                }
                if console.json { return console.put(report.json) }
                console.say(catalog.bundles[code]?.name(console.language) ?? code.rawValue)
                for (label, before, after) in report.rows {
                    console.say("  \(label(console.language))  \(before) → \(after)")
                }
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "An item, a bundle or a policy in full.")
        @OptionGroup var folder: Folder
        @Argument(help: "The code of an item or a bundle; everything when not given.") var code: String?

        func run() async throws {
            let console = folder.output.console
            try await console.reporting {
                let catalog = try folder.load()
                guard let code else {
                    return console.put(catalog.tree().text(console.language))
                }
                // An item and the policy behind it may share a code; both are shown.
                let outlines = [
                    catalog.outline(of: ItemCode(rawValue: code)), catalog.outline(of: BundleCode(rawValue: code)),
                    catalog.outline(of: PolicyCode(rawValue: code)),
                ].compactMap { $0 }
                if outlines.isEmpty { throw ValidationError("the catalog has no \(code)") }
                console.put(outlines.map { $0.text(console.language) }.joined(separator: "\n\n"))
            }
        }
    }

    struct Diff: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "diff", abstract: "What differs between two catalogs.")
        @OptionGroup var output: OutputOptions
        @Argument(help: "The folder of the older catalog.") var before: String
        @Argument(help: "The folder of the newer catalog.") var after: String

        func run() async throws {
            let console = output.console
            try await console.reporting {
                let changes = try CatalogDiff(
                    from: Installation.loadCatalog(before), to: Installation.loadCatalog(after)
                ).changes
                if console.json {
                    return console.put(
                        .array(
                            changes.map {
                                [
                                    "path": .string($0.path), "kind": .string($0.kind.rawValue),
                                    "message": .string($0.sentence(console.language)),
                                ]
                            }))
                }
                for change in changes { console.put("\(change.path)  \(change.sentence(console.language))") }
                if changes.isEmpty { console.say(console("没有差异", "no difference")) }
            }
        }
    }
}

extension BurdenReport {
    var rows: [(Bilingual, Int, Int)] {
        [
            (Bilingual("环节", "steps"), before.steps, after.steps),
            (Bilingual("时间（工作日）", "working days"), before.days, after.days),
            (Bilingual("材料", "materials"), before.materials, after.materials),
            (Bilingual("跑动", "visits"), before.visits, after.visits),
            (Bilingual("填写字段", "fields"), before.fields, after.fields),
        ]
    }

    var json: JSON {
        [
            "bundle": .string(bundle.rawValue), "scene": .optional(scene), "before": before.json, "after": after.json,
            "items": .array(items.map { .string($0.rawValue) }),
            "criticalPath": .array(criticalPath.map { .string($0.rawValue) }), "reuse": .decimal(reuse),
        ]
    }
}

extension BurdenReport.Figures {
    var json: JSON {
        [
            "steps": .integer(steps), "days": .integer(days), "materials": .integer(materials),
            "visits": .integer(visits),
            "fields": .integer(fields),
        ]
    }
}
