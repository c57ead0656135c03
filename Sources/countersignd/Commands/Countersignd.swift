import ArgumentParser
import Broker

/// The daemon's command line.
@main
struct Countersignd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "countersignd",
        abstract: "Runs a node of Countersign, a broker for privileged access.",
        version: "countersignd \(NodeIdentity.version)",
        subcommands: [
            RunCommand.self, InitCommand.self, OrganizationCommand.self, ConfigCommand.self,
            TokenCommand.self, VersionCommand.self,
        ],
        defaultSubcommand: RunCommand.self)
}

struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version", abstract: "Prints the version.")

    func run() {
        print(Countersignd.configuration.version)
    }
}
