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
        subcommands: [Report.self])

    struct Folder: ParsableArguments {
        @Option(help: "The folder of catalog files. (LIANBAN_CATALOG)")
        var catalog: String = environment("LIANBAN_CATALOG") ?? CatalogFolder.standard
        @OptionGroup var output: OutputOptions

        func load() throws -> Catalog { try Installation.loadCatalog(catalog) }
    }

    struct Report: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "What a bundle saves: before and after (减负报告).")
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
                for (label, before, after) in report.rows { console.say("  \(label(console.language))  \(before) → \(after)") }
            }
        }
    }
}

extension BurdenReport {
    var rows: [(Bilingual, Int, Int)] {
        [
            (Bilingual("环节", "steps"), before.steps, after.steps), (Bilingual("时间（工作日）", "working days"), before.days, after.days),
            (Bilingual("材料", "materials"), before.materials, after.materials), (Bilingual("跑动", "visits"), before.visits, after.visits),
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
            "steps": .integer(steps), "days": .integer(days), "materials": .integer(materials), "visits": .integer(visits),
            "fields": .integer(fields),
        ]
    }
}
