import ArgumentParser
import Broker

struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Looks at the configuration.",
        subcommands: [Check.self, Example.self])

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Checks the configuration and every file it names; prints what is in force.",
            discussion: ConfigurationArguments.discussion)

        @OptionGroup var configuration: ConfigurationArguments

        func run() async throws {
            let values = try configuration.loader.load()
            print(ConfigurationReport.text(values))
            try values.checkFiles()
            _ = try await values.loadIssuers()
        }
    }

    struct Example: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints a configuration file with every setting, explained.")

        func run() {
            print(ExampleFile.text(), terminator: "")
        }
    }
}
