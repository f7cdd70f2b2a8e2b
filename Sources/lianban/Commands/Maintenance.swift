import ArgumentParser
import CAllocator
import Cases
import Catalog
import Exchange
import Foundation
import Ledger
import Vocabulary

/// `lianban verify`: proves the promises on the data as it is.
struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Prove the invariants on the stored data; exit 1 on any violation (核验).")
    @OptionGroup var installation: InstallationOptions

    func run() async throws {
        try await installation.withStore { opened, console in
            let label = console("核验", "verifying")
            let verification = try await opened.verify { done, total in console.progress(label, done, of: total) }
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
                console.say(
                    verification.isClean ? console("无违例", "no violation") : console("有违例", "there are violations"))
            }
            if !verification.isClean { throw ExitCode(1) }
        }
    }
}

/// `lianban backup`: a verified copy while the service runs.
struct Backup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Copy the data file online and verify the copy (备份).")
    @OptionGroup var installation: InstallationOptions
    @Argument(help: "The new file. An existing one is never overwritten.") var target: String

    func run() async throws {
        try await installation.withStore { opened, console in
            let label = console("备份", "copying")
            guard let store = opened.store as? SQLiteStore else {
                throw ValidationError(
                    "PostgreSQL is backed up by its own tools (pg_basebackup with WAL archiving; docs/operations.md says how), or"
                        + " into a data file: lianban migrate copy --from postgres://… --to sqlite:\(target)")
            }
            let checkpoints = opened.history.files.checkpointText
            try store.backup(to: target) { done, total in console.progress(label, done, of: total) }
            // The copy needs the same key to find people by their numbers.
            let copied = StorePlace(file: target)
            try KeyFiles.copy(from: opened.place.keyFile, to: copied.keyFile)
            try opened.history.files.copy(to: copied.stem, keeping: checkpoints)
            let copy = try await Installation.open(copied, catalog: opened.casework.shelf.current)
            let verification = try await copy.verify()
            await copy.close()
            let size = (try FileManager.default.attributesOfItem(atPath: target)[.size] as? Int) ?? 0
            if console.json {
                console.put([
                    "file": .string(target), "bytes": .integer(size),
                    "violations": .integer(verification.violations.count),
                ])
            } else {
                console.say(console("已备份并核验：\(target)（\(size)字节）", "copied and verified: \(target) (\(size) bytes)"))
            }
            if !verification.isClean { throw ExitCode(1) }
        }
    }
}

/// `lianban doctor`: whether this machine and this installation are as they should be.
struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Look for what is wrong with the machine or the installation (体检).")
    @OptionGroup var installation: InstallationOptions

    private struct Finding {
        let name: String
        let isGood: Bool
        let detail: String
    }

    /// Settings of PostgreSQL on which durability stands, and whether a value is safe.
    private static let durableSettings: [(String, @Sendable (String) -> Bool)] = [
        ("fsync", { $0 == "on" }), ("full_page_writes", { $0 == "on" }),
        ("synchronous_commit", { $0 != "off" && $0 != "local" }),
    ]

    /// Whether the scanner of uploads finds what every scanner knows, and what there is to say of it.
    private static func scanning() async -> (isGood: Bool, detail: String) {
        guard let address = setting(.virusScanner) else { return (true, "none is set; uploads are not scanned") }
        do {
            switch try await ClamdScanner(address).scan(ClamdScanner.eicar) {
            case .infected(let name): return (true, "finds \(name)")
            case .clean: return (false, "does not find the EICAR test file; does the daemon have its signatures?")
            case .unable(let reason): return (false, "does not answer at \(address), so nobody can upload: \(reason)")
            }
        } catch {
            return (false, "\(error)")
        }
    }

    func run() async throws {
        let console = installation.output.console
        var findings: [Finding] = []
        func note(_ name: String, _ isGood: Bool, _ detail: String) {
            findings.append(Finding(name: name, isGood: isGood, detail: detail))
        }

        do {
            let catalog = try Installation.loadCatalog(installation.catalog)
            note("catalog", true, "\(catalog.items.count) items, revision \(catalog.revision)")
            let opened = try await Installation.open(try installation.place, catalog: catalog)
            if let store = opened.store as? SQLiteStore {
                note(
                    "synchronous", try store.setting("synchronous") == 2,
                    "\(try store.setting("synchronous")), 2 is FULL")
            } else if let store = opened.store as? PostgresStore {
                for (setting, isDurable) in Self.durableSettings {
                    let value = try await store.setting(setting)
                    note(setting, isDurable(value), value)
                }
            }
            note("schema", true, "\(Installation.migrations.count) migrations")
            if let file = installation.connectorFile {
                let connectors = try Connectors.load(file, catalog: catalog)
                note(
                    "connectors", true,
                    "\(connectors.departments.count) departments, \(connectors.subscriptions.count) subscriptions")
            }
            let foreign = try await opened.history.foreignKey(console)
            note("history-key", foreign == nil, foreign ?? "signs the history")
            let staff = try await opened.accounts.countStaff()
            if opened.accounts.requiresSecondFactor {
                note(
                    "second-factor", staff.withoutSecondFactor == 0,
                    staff.withoutSecondFactor == 0
                        ? "staff need one, and all have it"
                        : "\(staff.withoutSecondFactor) staff accounts have none and cannot sign in: lianban account second-factor"
                )
            } else {
                note("second-factor", true, "left to staff by the setting second-factor")
            }
            if staff.demonstration > 0 {
                note(
                    "demonstration", true,
                    "\(staff.demonstration) accounts with a public password; close them where real people are")
            }
            let exchange = try await opened.store.read { try ExchangeState.read(limit: 1, in: $0) }
            let waiting = exchange.backlog.reduce(0) { $0 + $1.count }
            note(
                "exchange", exchange.dead.isEmpty,
                "\(waiting) messages wait\(exchange.dead.isEmpty ? "" : ", some were given up: lianban exchange list")")
            await opened.close()
        } catch {
            note("installation", false, "\(error)")
        }
        let place = try installation.place
        let folder = place.folder.path
        if let free = try? FileManager.default.attributesOfFileSystem(forPath: folder)[.systemFreeSize] as? Int {
            note("disk", free > 1 << 30, "\(free >> 20) MiB free")
        }
        let mode = (try? FileManager.default.attributesOfItem(atPath: place.keyFile)[.posixPermissions] as? Int) ?? nil
        note(
            "key-protection", (try? KeyFile.protection(of: place.keyFile)) != nil,
            (try? KeyFile.protection(of: place.keyFile)).map {
                $0 == .open ? "open; seal it with lianban keys seal" : $0.rawValue
            } ?? "missing")
        note("key", mode == 0o600, mode.map { "mode \(String($0, radix: 8)), 600 is right" } ?? "missing")
        let (isScanning, scanning) = await Self.scanning()
        note("virus-scanner", isScanning, scanning)
        let sample = malloc(64)
        // Linked before the C library, it answers every allocation of this process; preloaded programs can take that away.
        note("allocator", mi_is_in_heap_region(sample), "mimalloc \(mi_version())")
        free(sample)
        let fonts = FileManager.default.fileExists(atPath: "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
        note("fonts", fonts, fonts ? "Noto CJK" : "install fonts-noto-cjk")
        if let years = WorkingCalendar.official.years.map(\.year).max() {
            note("calendar", Instant.now.day.year <= years, "official until \(years)")
        }
        if console.json {
            console.put(
                .array(
                    findings.map {
                        ["code": .string($0.name), "good": .bool($0.isGood), "message": .string($0.detail), "path": ""]
                    }))
        } else {
            for finding in findings { console.put("\(finding.isGood ? "✓" : "✗") \(finding.name)  \(finding.detail)") }
        }
        if findings.contains(where: { !$0.isGood }) { throw ExitCode(1) }
    }
}
