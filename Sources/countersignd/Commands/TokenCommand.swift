import ArgumentParser
import Broker
import Store
import Workflow

struct TokenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Issues tokens with the node's own key.",
        subcommands: [Issue.self], defaultSubcommand: Issue.self)

    struct Issue: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints a token for a user or a service. The node may run or not.",
            discussion: ConfigurationArguments.discussion)

        @Option(help: ArgumentHelp("The user's e-mail address or id.", valueName: "email"))
        var user: String?

        @Option(help: ArgumentHelp("The service's name or id.", valueName: "name"))
        var service: String?

        @Option(
            help: ArgumentHelp(
                "The subject to put into the token, unchecked, for whoever has it later.",
                valueName: "subject"))
        var subject: String?

        @Option(
            help: ArgumentHelp(
                "The organization's name or id, if there are several.", valueName: "name"))
        var organization: String?

        @Option(
            help: ArgumentHelp(
                "How long the token is good: 90s, 15m, 12h, at most 30d.", valueName: "span"))
        var lifetime = LocalIssuer.defaultLifetime.spelled

        @OptionGroup var configuration: ConfigurationArguments

        func validate() throws {
            guard [user, service, subject].compactMap(\.self).count == 1 else {
                throw ValidationError("Give one of --user, --service and --subject.")
            }
            guard let span = Span(spelled: lifetime), span > .zero,
                span <= LocalIssuer.longestLifetime
            else { throw ValidationError("--lifetime must be 1s to 30d, for example 12h.") }
        }

        func run() throws {
            let directory = try configuration.loader.load().dataDirectory
            try directory.requireMade()
            let issuer = LocalIssuer(key: try SigningKey.load(fromPath: directory.issuerKey))
            let holder = try holder(in: directory)
            let lifetime = Span(spelled: lifetime) ?? LocalIssuer.defaultLifetime
            print(
                try issuer.issue(
                    subject: holder.subject, organization: holder.organization,
                    at: SystemNodeClock().wall(), lifetime: lifetime))
        }

        private func holder(in directory: DataDirectory) throws -> TokenHolder {
            do {
                let reader = try SQLiteStorage.openReader(path: directory.database)
                return try reader.read { store in
                    let tenant = try Tenant.find(organization, in: store)
                    if let user { return try tenant.holder(user: user) }
                    if let service { return try tenant.holder(service: service) }
                    return try tenant.holder(subject: subject ?? "")
                }
            } catch let failure as StoreFailure {
                throw DaemonFailure(failure)
            }
        }
    }
}
