import ArgumentParser

/// `lianban policy …`: policies and the people they are for.
struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy",
        abstract: "Write and try policies, find the people they are for, and bring it to them (政策找人，免申即享).",
        subcommands: [
            List.self, Show.self, Try.self, Impact.self, PolicyFind.self, PolicyRefresh.self, PolicyOffers.self,
            PolicyConsent.self,
        ])
}
