import CountersignProto
import Workflow

/// `DirectoryService`: roles.
extension MethodTable {
    mutating func addRoles() {
        let changing = Self.managesDirectory
        write(Methods.DirectoryService.createRole, changing) { call, context in
            let decision = try ConfigurationWorkflow.createRole(
                RoleDraft(call.role ?? Role()), id: context.newID(), by: context.actor,
                in: context.configuration, now: context.now)
            return CreateRoleResponse(role: try context.role(after: decision))
        }
        read(Methods.DirectoryService.getRole, Self.readsDirectory) { call, context in
            guard let role = context.configuration.role(named: call.id) else {
                throw CallFailure.noSuch("role", call.id)
            }
            return GetRoleResponse(role: context.configuration.view(of: role))
        }
        read(Methods.DirectoryService.listRoles, Self.readsDirectory) { try $1.list($0) }
        write(Methods.DirectoryService.updateRole, changing) { call, context in
            let wanted = call.role ?? Role()
            let decision = try ConfigurationWorkflow.updateRole(
                wanted.id, RoleDraft(wanted), version: Int64(clamping: wanted.version),
                by: context.actor, in: context.configuration, now: context.now)
            return UpdateRoleResponse(role: try context.role(after: decision))
        }
        write(Methods.DirectoryService.deleteRole, changing) { call, context in
            try context.apply(
                try ConfigurationWorkflow.deleteRole(
                    call.id, by: context.actor, in: context.configuration,
                    now: context.now))
            return DeleteRoleResponse()
        }
    }
}

extension ReadContext {
    fileprivate func list(_ call: ListRolesRequest) throws -> ListRolesResponse {
        let page = try PageToken.page(
            of: configuration.roles.values.filter { !$0.isDeleted }, by: \.name,
            size: call.pageSize, token: call.pageToken, filter: "roles")
        return ListRolesResponse(
            roles: page.elements.map(configuration.view(of:)), nextPageToken: page.next)
    }
}

extension WriteContext {
    fileprivate func role(after decision: Decision) throws -> CountersignProto.Role? {
        try apply(decision)
        for case .role(let role) in decision.objects { return configuration.view(of: role) }
        return nil
    }
}

extension RoleDraft {
    init(_ role: CountersignProto.Role) {
        self.init(
            name: role.name,
            description: role.description,
            permissions: role.permissions.map(Workflow.Permission.init),
            members: role.members.map(SubjectName.init),
            services: role.services)
    }
}

extension Workflow.Permission {
    /// nil for a number that is none.
    init?(_ permission: CountersignProto.Permission) {
        guard let name = permission.protoName else { return nil }
        self.init(rawValue: name)
    }
}
