import ArgumentParser
import Cases
import Catalog
import Foundation
import Ledger
import Vocabulary

/// `lianban verify`: proves the promises on the data as it is.
struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Prove the invariants on the stored data; exit 1 on any violation (核验).")
    @OptionGroup var installation: InstallationOptions

    func run() async throws {
        let console = installation.output.console
        try await console.reporting {
            let opened = try await Installation.open(installation)
            let label = console("核验", "verifying")
            let verification = try await opened.verify { done, total in console.progress(label, done, of: total) }
            await opened.close()
            if console.json {
                console.put([
                    "violations": .integer(verification.violations.count),
                    "checked": .object(verification.checked.map { .init($0.invariant, .integer($0.count)) }),
                    "found": .array(
                        verification.violations.map {
                            ["code": .string($0.invariant), "message": .string($0.detail), "path": .string($0.subject)]
                        }),
                ])
            } else {
                for (invariant, count) in verification.checked { console.say("\(invariant)  \(count)") }
                for violation in verification.violations {
                    console.complain("\(violation.invariant)  \(violation.subject)  \(violation.detail)")
                }
                console.say(verification.isClean ? console("无违例", "no violation") : console("有违例", "there are violations"))
            }
            if !verification.isClean { throw ExitCode(1) }
        }
    }
}

/// `lianban backup`: a verified copy while the service runs.
struct Backup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Copy the data file online and verify the copy (备份).")
    @OptionGroup var installation: InstallationOptions
    @Argument(help: "The new file. An existing one is never overwritten.") var target: String

    func run() async throws {
        let console = installation.output.console
        try await console.reporting {
            let opened = try await Installation.open(installation)
            let label = console("备份", "copying")
            try opened.store.backup(to: target) { done, total in console.progress(label, done, of: total) }
            await opened.close()
            // The copy needs the same key to find people by their numbers.
            if !FileManager.default.fileExists(atPath: target + ".key") {
                try FileManager.default.copyItem(atPath: installation.data + ".key", toPath: target + ".key")
                try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: target + ".key")
            }
            try opened.history.files.copy(to: target)
            let copy = try await Installation.open(data: target, catalog: opened.casework.shelf.current)
            let verification = try await copy.verify()
            await copy.close()
            let size = (try FileManager.default.attributesOfItem(atPath: target)[.size] as? Int) ?? 0
            if console.json {
                console.put(["file": .string(target), "bytes": .integer(size), "violations": .integer(verification.violations.count)])
            } else {
                console.say(console("已备份并核验：\(target)（\(size)字节）", "copied and verified: \(target) (\(size) bytes)"))
            }
            if !verification.isClean { throw ExitCode(1) }
        }
    }
}

/// `lianban doctor`: whether this machine and this installation are as they should be.
struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Look for what is wrong with the machine or the installation (体检).")
    @OptionGroup var installation: InstallationOptions

    private struct Finding {
        let name: String
        let isGood: Bool
        let detail: String
    }

    func run() async throws {
        let console = installation.output.console
        var findings: [Finding] = []
        func note(_ name: String, _ isGood: Bool, _ detail: String) { findings.append(Finding(name: name, isGood: isGood, detail: detail)) }

        do {
            let catalog = try Installation.loadCatalog(installation.catalog)
            note("catalog", true, "\(catalog.items.count) items, revision \(catalog.revision)")
            let opened = try await Installation.open(data: installation.data, catalog: catalog)
            note("synchronous", try opened.store.setting("synchronous") == 2, "\(try opened.store.setting("synchronous")), 2 is FULL")
            note("schema", true, "\(Installation.migrations.count) migrations")
            await opened.close()
        } catch {
            note("installation", false, "\(error)")
        }
        let folder = URL(fileURLWithPath: installation.data).deletingLastPathComponent().path
        if let free = try? FileManager.default.attributesOfFileSystem(forPath: folder)[.systemFreeSize] as? Int {
            note("disk", free > 1 << 30, "\(free >> 20) MiB free")
        }
        let mode = (try? FileManager.default.attributesOfItem(atPath: installation.data + ".key")[.posixPermissions] as? Int) ?? nil
        note("key", mode == 0o600, mode.map { "mode \(String($0, radix: 8)), 600 is right" } ?? "missing")
        let fonts = FileManager.default.fileExists(atPath: "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
        note("fonts", fonts, fonts ? "Noto CJK" : "install fonts-noto-cjk")
        if let years = WorkingCalendar.official.years.map(\.year).max() {
            note("calendar", Instant.now.day.year <= years, "official until \(years)")
        }
        if console.json {
            console.put(
                .array(findings.map { ["code": .string($0.name), "good": .bool($0.isGood), "message": .string($0.detail), "path": ""] }))
        } else {
            for finding in findings { console.put("\(finding.isGood ? "✓" : "✗") \(finding.name)  \(finding.detail)") }
        }
        if findings.contains(where: { !$0.isGood }) { throw ExitCode(1) }
    }
}

