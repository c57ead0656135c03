import ArgumentParser
import CountersignProto

struct OrganizationCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "organization",
        abstract: "The organization and what holds when no policy matches.",
        subcommands: [Show.self, Update.self]
    )
}

extension OrganizationCommand {
    struct Show: CallCommand {
        static let configuration = CommandConfiguration(abstract: "Show the organization.")
        static let method = Methods.DirectoryService.getOrganization

        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func request() -> GetOrganizationRequest { GetOrganizationRequest() }

        func text(of response: GetOrganizationResponse) -> String {
            OrganizationText.text(response.organization)
        }
    }

    struct Update: UpdateCommand {
        static let configuration = CommandConfiguration(abstract: "Change the organization.")
        static let get = Methods.DirectoryService.getOrganization
        static let set = Methods.DirectoryService.updateOrganization

        @Option(help: "A new name.") var name: String?
        @Option(help: "What holds when no policy matches an access.")
        var unmatchedAccess: EnumArgument<UnmatchedAccess>?
        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        var getRequest: GetOrganizationRequest { GetOrganizationRequest() }

        func object(in response: GetOrganizationResponse) -> Organization? {
            response.organization
        }

        func change(_ organization: inout Organization) throws(UsageError) {
            guard name != nil || unmatchedAccess != nil else {
                throw UsageError("nothing to change: give --name or --unmatched-access")
            }
            if let name { organization.name = name }
            if let unmatchedAccess { organization.unmatchedAccess = unmatchedAccess.value }
        }

        func setRequest(_ organization: Organization) -> UpdateOrganizationRequest {
            UpdateOrganizationRequest(organization: organization)
        }

        func text(of response: UpdateOrganizationResponse) -> String {
            OrganizationText.text(response.organization)
        }
    }
}
