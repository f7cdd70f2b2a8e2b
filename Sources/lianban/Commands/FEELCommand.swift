import ArgumentParser
import FEEL
import Foundation
import Ledger

/// `lianban feel …`: the rule language at the command line.
struct FEELCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "feel", abstract: "The rule language (规则语言).", subcommands: [TCK.self, Eval.self])

    struct TCK: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "tck", abstract: "Run DMN TCK cases; exit 1 unless all pass.")
        @Argument(help: "The folder with compliance-level-2 and compliance-level-3.") var folder: String
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let console = output.console
            guard FileManager.default.fileExists(atPath: folder) else { throw ValidationError("there is no folder \(folder)") }
            let report = TCKRunner().run(URL(fileURLWithPath: folder))
            if console.json {
                let encoder = JSONEncoder()
                encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
                console.put(String(decoding: try encoder.encode(report), as: UTF8.self))
            } else {
                console.say("passed \(report.passed), failed \(report.failed), errors \(report.errors), skipped \(report.skipped)")
            }
            if report.failed + report.errors > 0 { throw ExitCode(1) }
        }
    }
}
