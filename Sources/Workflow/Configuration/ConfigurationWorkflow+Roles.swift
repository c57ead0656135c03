extension ConfigurationWorkflow {
    package static func createRole(
        _ draft: RoleDraft, id: RoleID, by actor: Actor, in configuration: Configuration,
        now: Instant
    ) throws(Refusal) -> Decision {
        let parts = try check(draft, in: configuration)
        try check(
            draft.name, isFreeFor: id, taken: configuration.roleNames[draft.name], what: "role")
        let role = Role(
            id: id, name: draft.name, description: draft.description,
            permissions: parts.permissions, members: parts.members, services: parts.services,
            isDeleted: false, version: 1, createdAt: now, updatedAt: now)
        return change(.role(role), .roleChanged, .created, by: actor, for: Audience(role.members))
    }

    /// Replaces the role; `version` is the one that the update was made from.
    package static func updateRole(
        _ name: String, _ draft: RoleDraft, version: Int64, by actor: Actor,
        in configuration: Configuration, now: Instant
    ) throws(Refusal) -> Decision {
        var role = try role(name, in: configuration)
        let parts = try check(draft, in: configuration)
        try check(version, is: role.version, of: role.id, field: "role.version")
        try check(
            draft.name, isFreeFor: role.id, taken: configuration.roleNames[draft.name],
            what: "role")
        let concerned = concerned(by: parts, of: role)
        role.name = draft.name
        role.description = draft.description
        role.permissions = parts.permissions
        role.members = parts.members
        role.services = parts.services
        role.version += 1
        role.updatedAt = now
        let decision = change(
            .role(role), .roleChanged, .updated, by: actor, for: Audience(concerned))
        try checkAdministrator(after: decision, in: configuration)
        return decision
    }

    package static func deleteRole(
        _ name: String, by actor: Actor, in configuration: Configuration, now: Instant
    ) throws(Refusal) -> Decision {
        var role = try role(name, in: configuration)
        role.isDeleted = true
        role.version += 1
        role.updatedAt = now
        let decision = change(
            .role(role), .roleChanged, .deleted, by: actor, for: Audience(role.members))
        try checkAdministrator(after: decision, in: configuration)
        return decision
    }

    private struct RoleParts {
        var permissions: Set<Permission> = []
        var members: [Subject] = []
        var services: [ServiceID] = []
    }

    private static func check(
        _ draft: RoleDraft, in configuration: Configuration
    ) throws(Refusal) -> RoleParts {
        var checks = DraftChecks(configuration)
        var parts = RoleParts()
        checks.text.name(draft.name, of: "role.name", like: RoleID.self)
        checks.description(draft.description, of: "role.description")
        for (index, permission) in draft.permissions.enumerated() {
            if let permission {
                parts.permissions.insert(permission)
            } else {
                checks.text.add("role.permissions[\(index)]", "is no permission known here")
            }
        }
        checks.count(draft.members.count, of: "role.members", 0, Limits.membersPerRole)
        parts.members = checks.subjects(draft.members, of: "role.members")
        checks.count(draft.services.count, of: "role.services", 0, Limits.servicesPerRole)
        for (index, name) in draft.services.enumerated() {
            let field = "role.services[\(index)]"
            guard let service = checks.service(name, of: field) else { continue }
            if parts.services.contains(service) { checks.text.add(field, "is named twice") }
            parts.services.append(service)
        }
        try checks.refuse()
        return parts
    }

    /// Those who get or lose the role; all who have it if its permissions change.
    private static func concerned(by parts: RoleParts, of role: Role) -> [Subject] {
        let before = Set(role.members)
        let after = Set(parts.members)
        guard parts.permissions == role.permissions else {
            return parts.members + role.members.filter { !after.contains($0) }
        }
        return role.members.filter { !after.contains($0) }
            + parts.members.filter { !before.contains($0) }
    }

    private static func role(
        _ name: String, in configuration: Configuration
    ) throws(Refusal) -> Role {
        guard let role = configuration.role(named: name) else {
            throw Refusal(noSuch: "role", name)
        }
        return role
    }
}
