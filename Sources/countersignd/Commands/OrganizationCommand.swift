import ArgumentParser
import Broker
import Store
import Workflow

struct OrganizationCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "organization", abstract: "Manages the organizations of a node.",
        subcommands: [Create.self])

    struct Create: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Adds an organization with one administrator. The node must be stopped.",
            discussion: ConfigurationArguments.discussion)

        @OptionGroup var founding: FoundingArguments
        @OptionGroup var configuration: ConfigurationArguments

        func run() throws {
            let directory = try configuration.loader.load().dataDirectory
            try directory.requireMade()
            let organization = try founding.found(in: directory)
            print("Made the organization \(organization.name): \(organization.id)")
        }
    }
}

/// What a new organization needs to begin with.
struct FoundingArguments: ParsableArguments {
    @Option(help: ArgumentHelp("The organization's name.", valueName: "name"))
    var organization: String

    @Option(help: ArgumentHelp("The first administrator's e-mail address.", valueName: "email"))
    var admin: String

    @Option(
        help: ArgumentHelp(
            "The first administrator's name; the e-mail if not given.", valueName: "name"))
    var adminName: String?
}

struct FoundedOrganization {
    let id: OrganizationID
    let name: String
}

extension FoundingArguments {
    /// Makes the organization in the database of that directory, which nobody else may have open.
    func found(in directory: DataDirectory) throws -> FoundedOrganization {
        do {
            let storage = try SQLiteStorage(path: directory.database)
            let id = try NodeBootstrap.createOrganization(
                named: organization, adminEmail: admin, adminName: adminName ?? admin,
                storage: storage, clock: SystemNodeClock())
            return FoundedOrganization(id: id, name: organization)
        } catch let failure as StoreFailure {
            throw DaemonFailure(failure)
        } catch let refusal as Refusal {
            throw DaemonFailure(refusal)
        }
    }
}
