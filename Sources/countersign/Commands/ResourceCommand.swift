import ArgumentParser
import CountersignProto

struct ResourceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resource",
        abstract: "The machines, databases, directories and applications that are protected.",
        subcommands: [Create.self, Show.self, List.self, Update.self, Delete.self]
    )
}

extension ResourceCommand {
    struct Create: CallCommand {
        static let configuration = CommandConfiguration(abstract: "Make a resource.")
        static let method = Methods.ResourceService.createResource

        @Option(help: "Its name; policies match it.") var name: String
        @Option(help: "What it is.") var kind: EnumArgument<ResourceKind>
        @Option(help: "What it is for.") var description = ""
        @Option(help: ArgumentHelp("user:EMAIL or group:NAME.", valueName: "subject"))
        var owner: SubjectArgument
        @Option(help: ArgumentHelp("An account on it; may be repeated.", valueName: "name"))
        var account: [String] = []
        @Option(
            help: ArgumentHelp(
                "Who may ask for it: user:EMAIL or group:NAME; may be repeated.",
                valueName: "subject"
            )
        )
        var share: [SubjectArgument] = []
        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func request() -> CreateResourceRequest {
            CreateResourceRequest(
                resource: Resource(
                    name: name,
                    kind: kind.value,
                    description: description,
                    owner: owner.subject,
                    accounts: account,
                    sharedWith: share.map(\.subject)
                )
            )
        }

        func text(of response: CreateResourceResponse) -> String {
            ResourceText.text(response.resource)
        }
    }

    struct Show: CallCommand {
        static let configuration = CommandConfiguration(abstract: "Show a resource.")
        static let method = Methods.ResourceService.getResource

        @Argument(help: "Id or name.") var resource: String
        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func request() -> GetResourceRequest { GetResourceRequest(id: resource) }

        func text(of response: GetResourceResponse) -> String {
            ResourceText.text(response.resource)
        }
    }

    struct List: ListCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the resources that you may see."
        )
        static let method = Methods.ResourceService.listResources

        @OptionGroup var paging: PagingOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func request() -> ListResourcesRequest { ListResourcesRequest() }

        func text(of response: ListResourcesResponse) -> String {
            ResourceText.table(response.resources)
        }
    }

    struct Delete: CallCommand {
        static let configuration = CommandConfiguration(
            abstract: "Delete a resource: cancels its pending requests and revokes its grants."
        )
        static let method = Methods.ResourceService.deleteResource

        @Argument(help: "Id or name.") var resource: String
        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func request() -> DeleteResourceRequest { DeleteResourceRequest(id: resource) }

        func text(of response: DeleteResourceResponse) -> String {
            """
            Resource \(resource) is deleted; \(response.cancelledRequests) requests cancelled, \
            \(response.revokedGrants) grants revoked.

            """
        }
    }
}
