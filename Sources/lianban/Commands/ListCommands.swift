import ArgumentParser
import Cases
import Catalog
import Foundation
import Ledger
import Registry
import Vocabulary
import Web

/// `lianban import`: a list of people, organisations or facts into the register.
struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Take a list into the register; an interrupted import goes on where it stopped (导入).")
    @OptionGroup var installation: InstallationOptions
    @Argument(help: "The list, as CSV or as a workbook (XLSX).") var list: String
    @Option(help: "What its columns mean, as JSON.") var mapping: String
    @Flag(help: "Check every row and write nothing.") var dryRun = false
    @Option(help: "Where refused rows go with their reasons; LIST.errors.csv when not given.") var errors: String?

    func run() async throws {
        let console = installation.output.console
        try await console.reporting {
            let mapping = try ListMapping(parsing: try Input.text(mapping, "the mapping"))
            let opened = try await Installation.open(installation, creating: true)
            let run = ListImport(
                store: opened.store, register: opened.casework.register, mapping: mapping,
                catalog: opened.casework.shelf.current)
            let file = errors ?? list + ".errors.csv"
            let label = console("导入", "importing")
            let began = ContinuousClock.now
            let outcome = try await run.run(list, isDryRun: dryRun, errors: file, at: .now) { done, size in
                console.progress(label, done >> 10, of: size >> 10)
            }
            let seconds = max(0.001, (ContinuousClock.now - began).seconds)
            await opened.close()
            if console.json {
                console.put([
                    "read": .integer(outcome.read), "written": .integer(outcome.written),
                    "refused": .integer(outcome.refused),
                    "skipped": .integer(outcome.skipped),
                    "per_second": .integer(Int(Double(outcome.read - outcome.skipped) / seconds)),
                    "errors_file": .string(file),
                ])
            } else {
                console.say(
                    console(
                        "读\(outcome.read)行，收\(outcome.written)行，退\(outcome.refused)行，以前已收\(outcome.skipped)行；退回原因见 \(file)",
                        "\(outcome.read) rows read, \(outcome.written) taken in, \(outcome.refused) refused, \(outcome.skipped) already in; reasons in \(file)"
                    ))
            }
            if outcome.refused > 0 { throw ExitCode(1) }
        }
    }
}

/// `lianban export`: what counts about everybody, masked unless a purpose is named.
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write what counts about everybody as CSV, masked unless a purpose is named (导出).")
    @OptionGroup var installation: InstallationOptions
    @Argument(help: "person, organisation or site.") var kind: String
    @Argument(help: "The new file.") var target: String
    @Option(help: "Elements, separated by commas.") var elements =
        "full_name,citizen_id,phone,registered_region,education"
    @Option(help: "The day whose facts count; today when not given.") var on: String?

    func run() async throws {
        let console = installation.output.console
        try await console.reporting {
            guard let kind = Subject.Kind(rawValue: kind) else {
                throw ValidationError("\(kind) is not person, organisation or site")
            }
            let day = try on.map { try CalendarDay(parsing: $0) } ?? Instant.now.day
            let opened = try await Installation.open(installation)
            let catalog = opened.casework.shelf.current
            let names = elements.split(separator: ",").map(String.init)
            for name in names where catalog.elements[ElementCode(rawValue: name)] == nil {
                throw ValidationError("the catalog has no element \(name)")
            }
            guard Set(names).count == names.count else { throw ValidationError("an element is named twice") }
            let began = ContinuousClock.now
            let types = Dictionary(
                uniqueKeysWithValues: names.map { ($0, catalog.elements[ElementCode(rawValue: $0)]) })
            let export = ListExport(
                store: opened.store, precedence: opened.casework.register.precedence,
                seals: opened.casework.register.seals, elements: names
            ) { element, value in
                types[element]??.masked(value) ?? ""
            }
            let written = try await export.run(kind, to: target, on: day)
            await opened.close()
            let seconds = (ContinuousClock.now - began).seconds
            if console.json {
                console.put([
                    "written": .integer(written), "seconds": .decimal(seconds), "peak_mb": .decimal(Self.peak),
                ])
            } else {
                console.say(console("写出\(written)行：\(target)", "\(written) rows written: \(target)"))
            }
        }
    }

    /// The most memory this process had at once, in MiB.
    private static var peak: Double {
        guard let text = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
            let kilobytes = line.split(whereSeparator: \.isWhitespace).compactMap({ Double($0) }).first
        else { return 0 }
        return kilobytes / 1024
    }
}

extension Duration {
    fileprivate var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
