import ArgumentParser
import CountersignProto

extension RoleCommand {
    struct Update: UpdateCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change a role's permissions and holders. What is not named stays."
        )
        static let get = Methods.DirectoryService.getRole
        static let set = Methods.DirectoryService.updateRole

        @Argument(help: "Id or name.") var role: String
        @Option(help: "A new name.") var name: String?
        @OptionGroup var fields: RoleOptions
        @Option(help: ArgumentHelp("Take it from a person.", valueName: "user"))
        var removeUser: [String] = []
        @Option(help: ArgumentHelp("Take it from a group.", valueName: "group"))
        var removeGroup: [String] = []
        @Option(help: ArgumentHelp("Take it from a service.", valueName: "service"))
        var removeService: [String] = []
        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        var getRequest: GetRoleRequest { GetRoleRequest(id: role) }

        func object(in response: GetRoleResponse) -> Role? { response.role }

        func change(_ role: inout Role) throws(UsageError) {
            if let name { role.name = name }
            for service in removeService {
                guard role.services.contains(service) else {
                    throw UsageError("service \(service) is not there")
                }
                role.services.removeAll { $0 == service }
            }
            let holders = removeUser.map { "user:\($0)" } + removeGroup.map { "group:\($0)" }
            try fields.apply(
                to: &role,
                removing: holders.compactMap { SubjectArgument(argument: $0) }
            )
        }

        func setRequest(_ role: Role) -> UpdateRoleRequest { UpdateRoleRequest(role: role) }

        func text(of response: UpdateRoleResponse) -> String { RoleText.text(response.role) }
    }
}
