import ArgumentParser

/// The root of the command line: nouns below it, verbs below them.
struct Countersign: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "countersign",
        abstract: "Ask for privileged access, decide on it, and run the broker.",
        discussion: """
            Where the broker is and who you are comes from options, else from the environment, \
            else from a named context (see `countersign context set`):

              COUNTERSIGN_ADDRESS      addresses of nodes, separated by commas
              COUNTERSIGN_TOKEN_FILE   a file with the bearer token
              COUNTERSIGN_TOKEN        the bearer token itself
              COUNTERSIGN_TLS_CA, COUNTERSIGN_TLS_CERT, COUNTERSIGN_TLS_KEY   PEM files
              COUNTERSIGN_TLS_SERVER_NAME   the name in the nodes' certificates
              COUNTERSIGN_CONTEXT      the context to use
              COUNTERSIGN_CONFIG       the file of contexts

            Durations are written 90s, 15m, 2h, 1d or 1h30m; times 2026-01-31T08:00:00Z or +30m.

            Exit status: 0 done, 1 failed, 2 wrong usage or input, 3 not found, 4 not allowed or \
            no valid token, 5 not possible in the present state, 6 no node answered in time, 7 in \
            conflict with something that exists or has changed.
            """,
        version: Version.text,
        groupedSubcommands: [
            CommandGroup(
                name: "Access",
                subcommands: [RequestCommand.self, GrantCommand.self, AccessCommand.self]
            ),
            CommandGroup(
                name: "Configuration",
                subcommands: [
                    PolicyCommand.self, ResourceCommand.self, UserCommand.self,
                    GroupCommand.self, RoleCommand.self, ServiceCommand.self,
                    OrganizationCommand.self,
                ]
            ),
            CommandGroup(
                name: "Log",
                subcommands: [WatchCommand.self, EventCommand.self, AuditCommand.self]
            ),
            CommandGroup(
                name: "Connection",
                subcommands: [
                    WhoAmICommand.self, HealthCommand.self, NodeNounCommand.self,
                    ContextCommand.self, CompletionCommand.self,
                ]
            ),
        ]
    )
}
