import ArgumentParser
import Foundation

/// 联办: one application, every item it implies, one answer.
///
/// Every command says its name: found from its type, the names of all took 20 ms of every start.
@main
struct Lianban: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lianban",
        abstract: "Joint handling of public employment services (联办).",
        version: "0.1.0",
        subcommands: [
            Serve.self, Demo.self, Apply.self, CaseCommand.self, ItemCommand.self, CatalogCommand.self, Verify.self,
            Backup.self, Doctor.self, Bench.self, FEELCommand.self, PolicyCommand.self, AccountCommand.self,
            RegisterCommand.self, ImportCommand.self, ExportCommand.self, Modules.self, Audit.self, Migrate.self,
            Simulate.self, ExchangeCommand.self, DepartmentCommand.self, KeysCommand.self,
        ])

    /// Whatever a command throws is told in the same way, and wrong arguments end with 2 like all other wrong input.
    static func main() async {
        do {
            var command = try parseAsRoot()
            do {
                if var asynchronous = command as? any AsyncParsableCommand {
                    try await asynchronous.run()
                } else {
                    try command.run()
                }
            } catch  where !(error is ExitCode || error is CleanExit) {
                // Asking for help is thrown too.
                guard exitCode(for: error) != .success else { throw error }
                let output = try? OutputOptions.parse(CommandLine.arguments.contains("--json") ? ["--json"] : [])
                let console = output?.console ?? Console(language: .en, json: false)
                let complaint = Complaint(error, console.language)
                console.tell(complaint)
                throw ExitCode(complaint.exit)
            }
        } catch {
            guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
            FileHandle.standardError.write(Data((fullMessage(for: error) + "\n").utf8))
            Foundation.exit(2)
        }
    }
}
