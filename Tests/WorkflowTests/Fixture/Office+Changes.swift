import Workflow

/// What changes while requests are pending.
extension Office {
    mutating func suspend(_ user: UserID) {
        var user = configuration.users[user]!
        user.state = .suspended
        configuration.apply(.user(user))
    }

    mutating func setMembers(of group: GroupID, _ members: Set<UserID>) {
        var group = configuration.groups[group]!
        group.members = members
        configuration.apply(.group(group))
    }

    mutating func delete(_ group: GroupID) {
        var group = configuration.groups[group]!
        group.isDeleted = true
        group.members = []
        configuration.apply(.group(group))
    }

    mutating func change(_ resource: Resource, _ body: (inout Resource) -> Void) {
        var resource = configuration.resources[resource.id]!
        body(&resource)
        configuration.apply(.resource(resource))
    }

    mutating func change(_ policy: ApprovalPolicy, _ body: (inout ApprovalPolicy) -> Void) {
        var policy = configuration.policies[policy.id]!
        body(&policy)
        policy.version += 1
        configuration.apply(.policy(policy))
    }
}
