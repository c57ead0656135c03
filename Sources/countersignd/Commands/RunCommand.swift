import ArgumentParser

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Runs the node until SIGTERM or SIGINT.",
        discussion: """
            The first SIGTERM drains: no new calls, what was begun is finished, exit status 0. A \
            second one stops at once. SIGHUP reads the configuration again.

            """ + ConfigurationArguments.discussion)

    @OptionGroup var configuration: ConfigurationArguments

    func run() async throws {
        try await Daemon(configuration.loader).run()
    }
}
