import ArgumentParser
import CountersignProto

struct RoleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "role",
        abstract: "Sets of permissions, and who has them.",
        subcommands: [Create.self, Show.self, List.self, Update.self, Delete.self]
    )
}

/// What a role consists of.
struct RoleOptions: ParsableArguments {
    @Option(help: "What it is for.") var description: String?

    @Option(
        help: ArgumentHelp(
            "A permission to give, or with =false to take; may be repeated.",
            valueName: "permission=true|false"
        )
    )
    var enforcement: [EnforcementArgument] = []

    @Option(help: "Give it to a person, by id or e-mail; may be repeated.")
    var user: [String] = []

    @Option(help: "Give it to a group, by id or name; may be repeated.")
    var group: [String] = []

    @Option(help: "Give it to a service, by id or name; may be repeated.")
    var service: [String] = []

    func apply(
        to role: inout Role,
        removing: [SubjectArgument] = []
    ) throws(UsageError) {
        if let description { role.description = description }
        for change in enforcement {
            role.permissions.removeAll { $0 == change.permission }
            if change.isAllowed { role.permissions.append(change.permission) }
        }
        let holders = user.map { "user:\($0)" } + group.map { "group:\($0)" }
        try role.members.change(
            adding: holders.compactMap { SubjectArgument(argument: $0) },
            removing: removing
        )
        role.services += service.filter { !role.services.contains($0) }
    }
}

extension RoleCommand {
    struct Create: CallCommand {
        static let configuration = CommandConfiguration(abstract: "Make a role.")
        static let method = Methods.DirectoryService.createRole

        @Option(help: "Its name; unique.") var name: String
        @OptionGroup var fields: RoleOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func request() throws -> CreateRoleRequest {
            var role = Role(name: name)
            try fields.apply(to: &role)
            return CreateRoleRequest(role: role)
        }

        func text(of response: CreateRoleResponse) -> String { RoleText.text(response.role) }
    }

    struct Show: CallCommand {
        static let configuration = CommandConfiguration(abstract: "Show a role.")
        static let method = Methods.DirectoryService.getRole

        @Argument(help: "Id or name.") var role: String
        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func request() -> GetRoleRequest { GetRoleRequest(id: role) }

        func text(of response: GetRoleResponse) -> String { RoleText.text(response.role) }
    }

    struct List: ListCommand {
        static let configuration = CommandConfiguration(abstract: "List the roles.")
        static let method = Methods.DirectoryService.listRoles

        @OptionGroup var paging: PagingOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func request() -> ListRolesRequest { ListRolesRequest() }

        func text(of response: ListRolesResponse) -> String { RoleText.table(response.roles) }
    }

    struct Delete: CallCommand {
        static let configuration = CommandConfiguration(abstract: "Delete a role.")
        static let method = Methods.DirectoryService.deleteRole

        @Argument(help: "Id or name.") var role: String
        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func request() -> DeleteRoleRequest { DeleteRoleRequest(id: role) }

        func text(of response: DeleteRoleResponse) -> String { "Role \(role) is deleted.\n" }
    }
}
