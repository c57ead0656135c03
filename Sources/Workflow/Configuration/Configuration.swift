/// An organization's whole configuration, indexed: who there is, what there is to ask for, and the
/// rules. A value: a node keeps one per configuration version and shares it freely.
///
/// Deleted objects stay, marked, so that old requests can be shown; they are found by id only.
package struct Configuration: Sendable {
    /// nil before `ConfigurationWorkflow.bootstrap`.
    package internal(set) var organization: Organization?
    package internal(set) var users: [UserID: User] = [:]
    package internal(set) var services: [ServiceID: Service] = [:]
    package internal(set) var groups: [GroupID: Group] = [:]
    package internal(set) var roles: [RoleID: Role] = [:]
    package internal(set) var resources: [ResourceID: Resource] = [:]
    package internal(set) var policies: [PolicyID: ApprovalPolicy] = [:]

    var userEmails = NameIndex<UserID>()
    var userSubjects = NameIndex<UserID>()
    var serviceNames = NameIndex<ServiceID>()
    var serviceSubjects = NameIndex<ServiceID>()
    var groupNames = NameIndex<GroupID>()
    var roleNames = NameIndex<RoleID>()
    var resourceNames = NameIndex<ResourceID>()
    var policyNames = NameIndex<PolicyID>()

    var activeUsers = Set<UserID>()
    /// The live groups of each user.
    var groupsOfUser: [UserID: Set<GroupID>] = [:]
    /// How many active users each live group has.
    var activeMemberCounts: [GroupID: Int] = [:]
    /// The live roles that name each user or group, and each service.
    var rolesOfSubject: [Subject: Set<RoleID>] = [:]
    var rolesOfService: [ServiceID: Set<RoleID>] = [:]
    /// What the roles of each user and service come to, whether or not they are active.
    var permissionsOfUser: [UserID: Set<Permission>] = [:]
    var permissionsOfService: [ServiceID: Set<Permission>] = [:]
    /// Policies that can match, parsed, by falling priority and then by id.
    var candidates: [CompiledPolicy] = []

    package init() {}

    /// Inserts or replaces an object by its id. The result does not depend on the order in which
    /// the objects of one version are applied.
    package mutating func apply(_ object: ConfigurationObject) {
        switch object {
        case .organization(let organization): self.organization = organization
        case .user(let user): apply(user)
        case .service(let service): apply(service)
        case .group(let group): apply(group)
        case .role(let role): apply(role)
        case .resource(let resource): apply(resource)
        case .policy(let policy): apply(policy)
        }
    }

    private mutating func apply(_ user: User) {
        let old = users.updateValue(user, forKey: user.id)
        userEmails.replace(old?.email.lowercased(), by: user.email.lowercased(), of: user.id)
        userSubjects.replace(old?.subject, by: user.subject, of: user.id)
        let isActive = user.state == .active
        guard isActive != activeUsers.contains(user.id) else { return }
        if isActive { activeUsers.insert(user.id) } else { activeUsers.remove(user.id) }
        let change = isActive ? 1 : -1
        for group in groups(of: user.id) {
            activeMemberCounts[group, default: 0] += change
        }
    }

    private mutating func apply(_ service: Service) {
        let old = services.updateValue(service, forKey: service.id)
        serviceNames.replace(
            old?.name, by: service.isDeleted ? nil : service.name, of: service.id)
        serviceSubjects.replace(
            old?.subject, by: service.isDeleted ? nil : service.subject, of: service.id)
    }

    private mutating func apply(_ resource: Resource) {
        let old = resources.updateValue(resource, forKey: resource.id)
        resourceNames.replace(
            old?.name, by: resource.isDeleted ? nil : resource.name, of: resource.id)
    }

    private mutating func apply(_ policy: ApprovalPolicy) {
        let old = policies.updateValue(policy, forKey: policy.id)
        policyNames.replace(old?.name, by: policy.isDeleted ? nil : policy.name, of: policy.id)
        if old != nil { candidates.removeAll { $0.id == policy.id } }
        guard policy.isEnabled, !policy.isDeleted else { return }
        let compiled = CompiledPolicy(policy)
        let place = candidates.firstIndex { compiled.precedes($0) } ?? candidates.endIndex
        candidates.insert(compiled, at: place)
    }
}
