/// What people and services may do by their roles.
extension Configuration {
    /// Of an active user, directly or through a group; a suspended one has none.
    /// `streamEvents` is for services only and is never among them.
    package func permissions(of user: UserID) -> Set<Permission> {
        guard isActive(user) else { return [] }
        return permissionsOfUser[user] ?? []
    }

    /// Of a service that is not deleted. None of them makes it an approver.
    package func permissions(of service: ServiceID) -> Set<Permission> {
        guard services[service]?.isDeleted == false else { return [] }
        return permissionsOfService[service] ?? []
    }

    /// Someone active may manage the directory, so the organization is not locked out of itself.
    var hasAdministrator: Bool {
        permissionsOfUser.contains { user, permissions in
            permissions.contains(.manageDirectory) && isActive(user)
        }
    }

    mutating func apply(_ role: Role) {
        let old = roles.updateValue(role, forKey: role.id)
        roleNames.replace(old?.name, by: role.isDeleted ? nil : role.name, of: role.id)
        let membersBefore = old.map { $0.isDeleted ? [] : $0.members } ?? []
        let servicesBefore = old.map { $0.isDeleted ? [] : $0.services } ?? []
        for subject in membersBefore { rolesOfSubject[subject]?.remove(role.id) }
        for service in servicesBefore { rolesOfService[service]?.remove(role.id) }
        if !role.isDeleted {
            for subject in role.members { rolesOfSubject[subject, default: []].insert(role.id) }
            for service in role.services { rolesOfService[service, default: []].insert(role.id) }
        }
        for subject in Set(membersBefore).union(role.members) {
            refreshPermissions(of: subject)
        }
        for service in Set(servicesBefore).union(role.services) {
            permissionsOfService[service] = permissions(ofRoles: rolesOfService[service] ?? [])
        }
    }

    mutating func refreshPermissions(of user: UserID) {
        var permissions = permissions(ofRoles: rolesOfSubject[.user(user)] ?? [])
        for group in groups(of: user) {
            if let roles = rolesOfSubject[.group(group)] {
                permissions.formUnion(self.permissions(ofRoles: roles))
            }
        }
        permissions.remove(.streamEvents)
        permissionsOfUser[user] = permissions.isEmpty ? nil : permissions
    }

    private mutating func refreshPermissions(of subject: Subject) {
        switch subject {
        case .user(let id):
            refreshPermissions(of: id)
        case .group(let id):
            guard let group = groups[id], !group.isDeleted else { return }
            for member in group.members { refreshPermissions(of: member) }
        }
    }

    private func permissions(ofRoles ids: Set<RoleID>) -> Set<Permission> {
        ids.reduce(into: []) { $0.formUnion(roles[$1]?.permissions ?? []) }
    }
}
