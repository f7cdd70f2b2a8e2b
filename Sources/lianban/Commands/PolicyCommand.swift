import ArgumentParser

/// `lianban policy …`: policies and the people they are for.
struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "Find the people a policy is for, and bring it to them (政策找人，免申即享).",
        subcommands: [PolicyFind.self, PolicyRefresh.self, PolicyOffers.self, PolicyConsent.self])
}
