import ArgumentParser
import CountersignProto

struct WhoAmICommand: CallCommand {
    static let configuration = CommandConfiguration(
        commandName: "whoami",
        abstract: "Show who the token says you are, and what you may do."
    )
    static let method = Methods.DirectoryService.whoAmI

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func request() -> WhoAmIRequest { WhoAmIRequest() }

    func text(of response: WhoAmIResponse) -> String { OrganizationText.text(response) }
}

struct HealthCommand: NodeCommand {
    static let configuration = CommandConfiguration(
        commandName: "health",
        abstract: "Ask whether a node serves. Needs no token; fails unless it does."
    )
    static let methods = [AnyMethod(Methods.Health.check)]

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ invocation: Invocation) async throws {
        let response = try await invocation.call(Methods.Health.check, HealthCheckRequest())
        try invocation.show(response, output, "\(response.status.label)\n")
        guard response.status == .serving else {
            throw NegativeResult(report: "error: the node does not serve\n")
        }
    }
}

struct NodeNounCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "node",
        abstract: "The node that answers.",
        subcommands: [Show.self, ConfirmClock.self]
    )
}

extension NodeNounCommand {
    struct Show: CallCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show version, store and clock of the node."
        )
        static let method = Methods.ClusterService.getNode

        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func request() -> GetNodeRequest { GetNodeRequest() }

        func text(of response: GetNodeResponse) -> String { NodeText.text(response.node) }
    }

    struct ConfirmClock: CallCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say that the node's clock is right although it stepped.",
            discussion: "Until then, or until it agrees again for a while, no grants are made."
        )
        static let method = Methods.ClusterService.confirmClock

        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func request() -> ConfirmClockRequest { ConfirmClockRequest() }

        func text(of response: ConfirmClockResponse) -> String { NodeText.text(response.node) }
    }
}
