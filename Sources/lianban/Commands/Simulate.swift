import ArgumentParser
import Ledger
import Simulation

/// `lianban simulate`: random lives of applications, with crashes and planted faults, replayable by their seed.
struct Simulate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Play random schedules and plant faults; exit 1 if a promise broke or a fault went unnoticed (模拟).")
    @OptionGroup var output: OutputOptions
    @Option(help: "How many schedules to play.") var schedules = 1_000
    @Option(help: "The seed of the first schedule; the others count on from it.") var seed: UInt64 = 1
    @Option(help: "Play each planted fault under so many seeds at most.") var tries = 4_000

    func validate() throws {
        guard schedules >= 0 else { throw ValidationError("--schedules must not be negative") }
        guard tries >= 0 else { throw ValidationError("--tries must not be negative") }
    }

    func run() async throws {
        let console = output.console
        let label = console("模拟", "simulating")
        let total = schedules
        let report = try Simulation(seed: seed).run(schedules: total, tries: tries) { done in
            console.progress(label, done, of: total)
        }
        if console.json {
            console.put([
                "schedules": .integer(report.schedules), "failures": .integer(report.failures),
                "first_failing_seed": report.firstFailingSeed.map { .number(String($0)) } ?? .null,
                "first_violation": .optional(report.firstViolation), "mutants": .integer(report.mutants),
                "mutants_killed": .integer(report.mutantsKilled),
                "survivors": .array(report.survivors.map { .string($0) }), "seconds": .decimal(report.seconds),
            ])
        } else {
            console.say(
                console(
                    "模拟 \(report.schedules) 次，失败 \(report.failures) 次；植入错误 \(report.mutants) 个，发现 \(report.mutantsKilled) 个",
                    "\(report.schedules) schedules, \(report.failures) failures; \(report.mutants) planted faults, \(report.mutantsKilled) noticed"
                ))
            if let seed = report.firstFailingSeed {
                console.complain(
                    console("首个失败种子 \(seed)：", "first failing seed \(seed): ") + (report.firstViolation ?? ""))
            }
            for survivor in report.survivors { console.complain(console("未发现的错误：", "unnoticed fault: ") + survivor) }
        }
        if report.failures > 0 || report.mutantsKilled < report.mutants { throw ExitCode(1) }
    }
}
