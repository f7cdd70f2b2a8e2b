import ArgumentParser

/// 联办: one application, every item it implies, one answer.
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
}
