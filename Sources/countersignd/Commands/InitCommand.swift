import ArgumentParser
import Broker
import Foundation

struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Makes a node: data directory, keys, database, first organization.",
        discussion: ConfigurationArguments.discussion)

    @OptionGroup var founding: FoundingArguments
    @Argument(
        parsing: .allUnrecognized,
        help: ArgumentHelp(
            "Settings to write to the configuration file, for example --data DIR.",
            valueName: "settings"))
    var flags: [String] = []

    func run() throws {
        let values = try ConfigurationLoader(flags: flags).load()
        let directory = values.dataDirectory
        try directory.create()
        guard !FileManager.default.fileExists(atPath: directory.database) else {
            throw DaemonFailure(
                "there is a node in \(directory.path) already; "
                    + "`countersignd organization create` adds an organization to it")
        }
        for key in [directory.issuerKey, directory.logKey]
        where !FileManager.default.fileExists(atPath: key) {
            _ = try SigningKey.create(atPath: key)
        }
        let organization = try found(in: directory)
        try InitialConfiguration.write(values, to: directory)
        print(nextSteps(organization, directory))
    }

    /// Leaves no database behind without an organization in it, so that `init` can be tried again.
    private func found(in directory: DataDirectory) throws -> FoundedOrganization {
        do {
            return try founding.found(in: directory)
        } catch {
            for suffix in ["", "-wal", "-shm", ".lock"] { unlink(directory.database + suffix) }
            throw error
        }
    }

    private func nextSteps(
        _ organization: FoundedOrganization, _ directory: DataDirectory
    ) -> String {
        """
        Made a node in \(directory.path), with the organization \(organization.name)
        (\(organization.id)) and its administrator \(founding.admin).

        Start it:
          countersignd run --config \(directory.configuration)

        Get a token for the administrator, good for 12 hours:
          countersignd token issue --config \(directory.configuration) --user \(founding.admin)

        Back up \(directory.path). Whoever reads issuer.key in it can speak for anyone.
        """
    }
}
