import ArgumentParser
import CountersignProto

struct UserCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user",
        abstract: "The people of the organization.",
        subcommands: [
            Create.self, Show.self, List.self, Update.self, Suspend.self, Activate.self,
        ]
    )
}

extension UserCommand {
    struct Create: CallCommand {
        static let configuration = CommandConfiguration(abstract: "Add a person.")
        static let method = Methods.DirectoryService.createUser

        @Option(help: "E-mail; unique.") var email: String
        @Option(help: "How others see the person.") var name: String
        @Option(help: "The `sub` of the person's tokens; the user's id if not given.")
        var subject = ""
        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func request() -> CreateUserRequest {
            CreateUserRequest(user: User(email: email, displayName: name, subject: subject))
        }

        func text(of response: CreateUserResponse) -> String { UserText.text(response.user) }
    }

    struct Show: CallCommand {
        static let configuration = CommandConfiguration(abstract: "Show a person.")
        static let method = Methods.DirectoryService.getUser

        @Argument(help: "Id or e-mail.") var user: String
        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func request() -> GetUserRequest { GetUserRequest(id: user) }

        func text(of response: GetUserResponse) -> String { UserText.text(response.user) }
    }

    struct List: ListCommand {
        static let configuration = CommandConfiguration(abstract: "List people.")
        static let method = Methods.DirectoryService.listUsers

        @Option(help: "Only members of this group, by id or name.") var group = ""
        @OptionGroup var paging: PagingOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func request() -> ListUsersRequest { ListUsersRequest(group: group) }

        func text(of response: ListUsersResponse) -> String { UserText.table(response.users) }
    }

    struct Update: UpdateCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change a person's e-mail or name."
        )
        static let get = Methods.DirectoryService.getUser
        static let set = Methods.DirectoryService.updateUser

        @Argument(help: "Id or e-mail.") var user: String
        @Option(help: "A new e-mail.") var email: String?
        @Option(help: "A new display name.") var name: String?
        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        var getRequest: GetUserRequest { GetUserRequest(id: user) }

        func object(in response: GetUserResponse) -> User? { response.user }

        func change(_ user: inout User) {
            if let email { user.email = email }
            if let name { user.displayName = name }
        }

        func setRequest(_ user: User) -> UpdateUserRequest { UpdateUserRequest(user: user) }

        func text(of response: UpdateUserResponse) -> String { UserText.text(response.user) }
    }
}

// MARK: - Suspending

extension UserCommand {
    struct Suspend: CallCommand {
        static let configuration = CommandConfiguration(
            abstract: "Suspend a person: cancels their requests and revokes their grants."
        )
        static let method = Methods.DirectoryService.suspendUser

        @Argument(help: "Id or e-mail.") var user: String
        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func request() -> SuspendUserRequest { SuspendUserRequest(id: user) }

        func text(of response: SuspendUserResponse) -> String {
            UserText.text(response.user) + """
                \(response.cancelledRequests) requests cancelled, \
                \(response.revokedGrants) grants revoked.

                """
        }
    }

    struct Activate: CallCommand {
        static let configuration = CommandConfiguration(abstract: "End a person's suspension.")
        static let method = Methods.DirectoryService.activateUser

        @Argument(help: "Id or e-mail.") var user: String
        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func request() -> ActivateUserRequest { ActivateUserRequest(id: user) }

        func text(of response: ActivateUserResponse) -> String { UserText.text(response.user) }
    }
}
