import ArgumentParser
import CountersignProto

struct GroupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "group",
        abstract: "Sets of people.",
        subcommands: [
            Create.self, Show.self, List.self, Add.self, Remove.self, Delete.self,
        ]
    )
}

extension GroupCommand {
    struct Create: CallCommand {
        static let configuration = CommandConfiguration(abstract: "Make a group.")
        static let method = Methods.DirectoryService.createGroup

        @Option(help: "Its name; unique.") var name: String
        @Option(help: "What it is for.") var description = ""
        @Option(help: "A member, by id or e-mail; may be repeated.") var member: [String] = []
        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func request() -> CreateGroupRequest {
            CreateGroupRequest(
                group: Group(name: name, description: description),
                members: member
            )
        }

        func text(of response: CreateGroupResponse) -> String { GroupText.text(response.group) }
    }

    struct Show: CallCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show a group; `user list --group` shows its members."
        )
        static let method = Methods.DirectoryService.getGroup

        @Argument(help: "Id or name.") var group: String
        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func request() -> GetGroupRequest { GetGroupRequest(id: group) }

        func text(of response: GetGroupResponse) -> String { GroupText.text(response.group) }
    }

    struct List: ListCommand {
        static let configuration = CommandConfiguration(abstract: "List the groups.")
        static let method = Methods.DirectoryService.listGroups

        @OptionGroup var paging: PagingOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func request() -> ListGroupsRequest { ListGroupsRequest() }

        func text(of response: ListGroupsResponse) -> String { GroupText.table(response.groups) }
    }

    struct Delete: CallCommand {
        static let configuration = CommandConfiguration(
            abstract: "Delete a group. Requests that wait for it may never be decided."
        )
        static let method = Methods.DirectoryService.deleteGroup

        @Argument(help: "Id or name.") var group: String
        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func request() -> DeleteGroupRequest { DeleteGroupRequest(id: group) }

        func text(of response: DeleteGroupResponse) -> String { "Group \(group) is deleted.\n" }
    }
}

// MARK: - Members

extension GroupCommand {
    struct Add: CallCommand {
        static let configuration = CommandConfiguration(abstract: "Add members.")
        static let method = Methods.DirectoryService.addGroupMembers

        @Argument(help: "Id or name.") var group: String
        @Argument(help: "Ids or e-mails.") var members: [String]
        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func request() -> AddGroupMembersRequest {
            AddGroupMembersRequest(id: group, members: members)
        }

        func text(of response: AddGroupMembersResponse) -> String {
            GroupText.text(response.group)
        }
    }

    struct Remove: CallCommand {
        static let configuration = CommandConfiguration(abstract: "Remove members.")
        static let method = Methods.DirectoryService.removeGroupMembers

        @Argument(help: "Id or name.") var group: String
        @Argument(help: "Ids or e-mails.") var members: [String]
        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func request() -> RemoveGroupMembersRequest {
            RemoveGroupMembersRequest(id: group, members: members)
        }

        func text(of response: RemoveGroupMembersResponse) -> String {
            GroupText.text(response.group)
        }
    }
}
