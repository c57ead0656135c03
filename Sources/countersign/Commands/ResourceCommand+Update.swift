import ArgumentParser
import CountersignProto

extension ResourceCommand {
    struct Update: UpdateCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change a resource. What is not named stays."
        )
        static let get = Methods.ResourceService.getResource
        static let set = Methods.ResourceService.updateResource

        @Argument(help: "Id or name.") var resource: String
        @Option(help: "A new name.") var name: String?
        @Option(help: "What it is.") var kind: EnumArgument<ResourceKind>?
        @Option(help: "What it is for.") var description: String?
        @Option(help: ArgumentHelp("user:EMAIL or group:NAME.", valueName: "subject"))
        var owner: SubjectArgument?
        @Option(help: ArgumentHelp("Add an account.", valueName: "name"))
        var account: [String] = []
        @Option(help: ArgumentHelp("Remove an account.", valueName: "name"))
        var removeAccount: [String] = []
        @Option(help: ArgumentHelp("Let somebody ask for it.", valueName: "subject"))
        var share: [SubjectArgument] = []
        @Option(help: ArgumentHelp("Let somebody no longer ask for it.", valueName: "subject"))
        var unshare: [SubjectArgument] = []
        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        var getRequest: GetResourceRequest { GetResourceRequest(id: resource) }

        func object(in response: GetResourceResponse) -> Resource? { response.resource }

        func change(_ resource: inout Resource) throws(UsageError) {
            if let name { resource.name = name }
            if let kind { resource.kind = kind.value }
            if let description { resource.description = description }
            if let owner { resource.owner = owner.subject }
            for name in removeAccount {
                guard resource.accounts.contains(name) else {
                    throw UsageError("\(resource.name) has no account '\(name)'")
                }
                resource.accounts.removeAll { $0 == name }
            }
            resource.accounts += account.filter { !resource.accounts.contains($0) }
            try resource.sharedWith.change(adding: share, removing: unshare)
        }

        func setRequest(_ resource: Resource) -> UpdateResourceRequest {
            UpdateResourceRequest(resource: resource)
        }

        func text(of response: UpdateResourceResponse) -> String {
            ResourceText.text(response.resource)
        }
    }
}
