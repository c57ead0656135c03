import CountersignProto
import Store
import Workflow

/// `DirectoryService`: who calls, and users.
extension MethodTable {
    /// Who may read the directory, and who may change it.
    static let readsDirectory = Authorization.permission([.manageDirectory, .viewConfiguration])
    static let managesDirectory = Authorization.permission([.manageDirectory])

    mutating func addPeople() {
        read(Methods.DirectoryService.whoAmI, .member) { $1.whoAmI($0) }
        write(Methods.DirectoryService.createUser, Self.managesDirectory) { call, context in
            let decision = try ConfigurationWorkflow.createUser(
                UserDraft(call.user ?? User()), id: context.newID(), by: context.actor,
                in: context.configuration, now: context.now)
            return CreateUserResponse(user: try context.user(after: decision))
        }
        read(Methods.DirectoryService.getUser, Self.readsDirectory) { call, context in
            guard let user = context.configuration.user(named: call.id) else {
                throw CallFailure.noSuch("user", call.id)
            }
            return GetUserResponse(user: context.configuration.view(of: user))
        }
        read(Methods.DirectoryService.listUsers, Self.readsDirectory) { try $1.list($0) }
        write(Methods.DirectoryService.updateUser, Self.managesDirectory) { call, context in
            let wanted = call.user ?? User()
            let decision = try ConfigurationWorkflow.updateUser(
                wanted.id, UserDraft(wanted), version: Int64(clamping: wanted.version),
                by: context.actor, in: context.configuration, now: context.now)
            return UpdateUserResponse(user: try context.user(after: decision))
        }
        write(Methods.DirectoryService.suspendUser, Self.managesDirectory) { try $1.suspend($0) }
        write(Methods.DirectoryService.activateUser, Self.managesDirectory) { call, context in
            let decision = try ConfigurationWorkflow.activateUser(
                call.id, by: context.actor, in: context.configuration, now: context.now)
            return ActivateUserResponse(user: try context.user(after: decision, named: call.id))
        }
    }
}

extension ReadContext {
    fileprivate func whoAmI(_: WhoAmIRequest) -> WhoAmIResponse {
        var response = WhoAmIResponse(
            organization: configuration.organization.map(configuration.view(of:)),
            permissions: caller.permissions(in: configuration)
                .map(CountersignProto.Permission.init).sorted { $0.rawValue < $1.rawValue },
            tokenExpireTime: ProtoTimestamp(caller.tokenExpiresAt))
        switch caller.principal {
        case .user(let id):
            response.caller = configuration.users[id].map { .user(configuration.view(of: $0)) }
            response.groups = configuration.groups(of: id).compactMap { configuration.groups[$0] }
                .sorted { $0.name < $1.name }.map(configuration.view(of:))
        case .service(let id):
            response.caller = configuration.services[id].map {
                .service(configuration.view(of: $0))
            }
        }
        return response
    }

    fileprivate func list(_ call: ListUsersRequest) throws -> ListUsersResponse {
        let page = try PageToken.page(
            of: try users(in: call.group), by: \.email, size: call.pageSize,
            token: call.pageToken, filter: "users|\(call.group)")
        return ListUsersResponse(
            users: page.elements.map(configuration.view(of:)), nextPageToken: page.next)
    }

    private func users(in group: String) throws(CallFailure) -> [Workflow.User] {
        guard !group.isEmpty else { return Array(configuration.users.values) }
        guard let group = configuration.group(named: group) else {
            throw .noSuch("group", group)
        }
        return group.members.compactMap { configuration.users[$0] }
    }
}

extension WriteContext {
    fileprivate func suspend(_ call: SuspendUserRequest) throws -> SuspendUserResponse {
        guard let user = configuration.user(named: call.id) else {
            throw CallFailure.noSuch("user", call.id)
        }
        let open = try openWork(requests: .requester(user.id), grants: .holder(user.id))
        let decision = try ConfigurationWorkflow.suspendUser(
            call.id, pending: open.requests, openGrants: open.grants, by: actor,
            in: configuration, now: now)
        return SuspendUserResponse(
            user: try self.user(after: decision, named: call.id),
            cancelledRequests: decision.count(of: .requestCancelled),
            revokedGrants: decision.count(of: .grantRevoked))
    }

    /// Applies the decision and shows the user that it wrote, or the one named if there was nothing
    /// to write.
    fileprivate func user(
        after decision: Decision, named name: String = ""
    ) throws -> CountersignProto.User? {
        try apply(decision)
        for case .user(let user) in decision.objects { return configuration.view(of: user) }
        return configuration.user(named: name).map(configuration.view(of:))
    }
}

extension UserDraft {
    init(_ user: CountersignProto.User) {
        self.init(email: user.email, displayName: user.displayName, subject: user.subject)
    }
}
