import ArgumentParser
import CountersignProto

struct AccessCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "access",
        abstract: "Find out what an access takes.",
        subcommands: [Explain.self]
    )
}

extension AccessCommand {
    struct Explain: CallCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say which rules govern an access and what is still missing for it.",
            discussion: "Changes nothing. For others you need ALLOW_EXPLAIN_ACCESS."
        )
        static let method = Methods.AccessService.explainAccess

        @Option(help: "The resource, by id or name.") var resource: String
        @Option(help: "One of the resource's accounts.") var account: String
        @Option(help: "Whose access, by id or e-mail; yours if not given.") var user = ""
        @Option(help: "For how long.") var duration: HumanDuration?
        @Option(help: "When, if not now.") var time: HumanTime?
        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func request() -> ExplainAccessRequest {
            ExplainAccessRequest(
                user: user,
                resource: resource,
                account: account,
                duration: duration?.proto,
                time: time?.timestamp()
            )
        }

        func text(of response: ExplainAccessResponse) -> String { ExplanationText.text(response) }
    }
}
