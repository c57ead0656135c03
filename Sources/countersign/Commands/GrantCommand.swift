import ArgumentParser
import CountersignProto

struct GrantCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "grant",
        abstract: "Look at granted access, give it back, take it away.",
        subcommands: [List.self, Show.self, End.self, Revoke.self]
    )
}

extension GrantCommand {
    struct List: ListCommand {
        static let configuration = CommandConfiguration(abstract: "List grants, newest first.")
        static let method = Methods.AccessService.listGrants

        @Flag(help: "Only those that are not over.") var open = false
        @Flag(help: "Only your own.") var mine = false
        @Option(help: "Only of this resource, by id or name.") var resource = ""
        @OptionGroup var paging: PagingOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func request() -> ListGrantsRequest {
            ListGrantsRequest(openOnly: open, mine: mine, resource: resource)
        }

        func text(of response: ListGrantsResponse) -> String { GrantText.table(response.grants) }
    }

    struct Show: CallCommand {
        static let configuration = CommandConfiguration(abstract: "Show a grant as it is now.")
        static let method = Methods.AccessService.getGrant

        @Argument(help: "The grant's id.") var id: String
        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func request() -> GetGrantRequest { GetGrantRequest(id: id) }

        func text(of response: GetGrantResponse) -> String { GrantText.text(response.grant) }
    }

    struct End: CallCommand {
        static let configuration = CommandConfiguration(
            abstract: "Give your own access back before its time."
        )
        static let method = Methods.AccessService.endGrant

        @Argument(help: "The grant's id.") var id: String
        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func request() -> EndGrantRequest { EndGrantRequest(id: id) }

        func text(of response: EndGrantResponse) -> String { GrantText.text(response.grant) }
    }

    struct Revoke: CallCommand {
        static let configuration = CommandConfiguration(abstract: "Take access away.")
        static let method = Methods.AccessService.revokeGrant

        @Argument(help: "The grant's id.") var id: String
        @Option(help: "Why.") var reason: String
        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func request() -> RevokeGrantRequest { RevokeGrantRequest(id: id, reason: reason) }

        func text(of response: RevokeGrantResponse) -> String { GrantText.text(response.grant) }
    }
}
