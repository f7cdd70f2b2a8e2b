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
            guard FileManager.default.fileExists(atPath: folder) else {
                console.complain(console("没有文件夹 \(folder)", "there is no folder \(folder)"))
                throw ExitCode(2)
            }
            let report = TCKRunner().run(URL(fileURLWithPath: folder))
            guard report.passed + report.failed + report.errors + report.skipped > 0 else {
                console.complain(console("\(folder) 中没有测试用例", "there are no cases in \(folder)"))
                throw ExitCode(2)
            }
            if console.json {
                let encoder = JSONEncoder()
                encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
                console.put(String(decoding: try encoder.encode(report), as: UTF8.self))
            } else {
                console.say(
                    "passed \(report.passed), failed \(report.failed), errors \(report.errors), skipped \(report.skipped)"
                )
            }
            if report.failed + report.errors > 0 { throw ExitCode(1) }
        }
    }
}
