import CountersignProto
import Workflow

/// `DirectoryService`: groups.
extension MethodTable {
    mutating func addGroups() {
        let changing = Self.managesDirectory
        write(Methods.DirectoryService.createGroup, changing) { call, context in
            let decision = try ConfigurationWorkflow.createGroup(
                GroupDraft(
                    name: call.group?.name ?? "", description: call.group?.description ?? "",
                    members: call.members),
                id: context.newID(), by: context.actor, in: context.configuration,
                now: context.now)
            return CreateGroupResponse(group: try context.group(after: decision))
        }
        read(Methods.DirectoryService.getGroup, Self.readsDirectory) { call, context in
            guard let group = context.configuration.group(named: call.id) else {
                throw CallFailure.noSuch("group", call.id)
            }
            return GetGroupResponse(group: context.configuration.view(of: group))
        }
        read(Methods.DirectoryService.listGroups, Self.readsDirectory) { try $1.list($0) }
        write(Methods.DirectoryService.addGroupMembers, changing) { call, context in
            let decision = try ConfigurationWorkflow.addMembers(
                to: call.id, call.members, by: context.actor,
                in: context.configuration, now: context.now)
            return AddGroupMembersResponse(
                group: try context.group(after: decision, named: call.id))
        }
        write(Methods.DirectoryService.removeGroupMembers, changing) { call, context in
            let decision = try ConfigurationWorkflow.removeMembers(
                from: call.id, call.members, by: context.actor,
                in: context.configuration, now: context.now)
            return RemoveGroupMembersResponse(
                group: try context.group(after: decision, named: call.id))
        }
        write(Methods.DirectoryService.deleteGroup, changing) { call, context in
            try context.apply(
                try ConfigurationWorkflow.deleteGroup(
                    call.id, by: context.actor, in: context.configuration,
                    now: context.now))
            return DeleteGroupResponse()
        }
    }
}

extension ReadContext {
    fileprivate func list(_ call: ListGroupsRequest) throws -> ListGroupsResponse {
        let page = try PageToken.page(
            of: configuration.groups.values.filter { !$0.isDeleted }, by: \.name,
            size: call.pageSize, token: call.pageToken, filter: "groups")
        return ListGroupsResponse(
            groups: page.elements.map(configuration.view(of:)), nextPageToken: page.next)
    }
}

extension WriteContext {
    /// Applies the decision and shows the group that it wrote; one that changes nothing shows it as
    /// it is.
    fileprivate func group(
        after decision: Decision, named name: String = ""
    ) throws -> CountersignProto.Group? {
        try apply(decision)
        for case .group(let group) in decision.objects { return configuration.view(of: group) }
        return configuration.group(named: name).map(configuration.view(of:))
    }
}
