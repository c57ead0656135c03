extension ConfigurationWorkflow {
    /// Changes the organization's name and what holds when no policy matches.
    package static func updateOrganization(
        _ draft: OrganizationDraft, version: Int64, by actor: Actor,
        in configuration: Configuration, now: Instant
    ) throws(Refusal) -> Decision {
        guard var organization = configuration.organization else {
            throw Refusal(.notFound, .noSuchObject, "There is no organization yet.")
        }
        var checks = TextChecks()
        checks.line(draft.name, of: "organization.name", atMost: Limits.nameBytes)
        try checks.refuse()
        try check(
            version, is: organization.version, of: organization.id, field: "organization.version")
        organization.name = draft.name
        organization.unmatchedAccess = draft.unmatchedAccess
        organization.version += 1
        return change(
            .organization(organization), .organizationChanged, .updated, by: actor,
            for: Audience())
    }

    /// The ids of what `bootstrap` makes.
    package struct BootstrapIDs: Sendable {
        package var organization: OrganizationID
        package var administrator: UserID
        package var role: RoleID

        package init(organization: OrganizationID, administrator: UserID, role: RoleID) {
            self.organization = organization
            self.administrator = administrator
            self.role = role
        }
    }

    /// Founds an organization: itself, its first user, and the role `administrators` with every
    /// permission that users can have, given to that user.
    package static func bootstrap(
        _ draft: OrganizationDraft, administrator: UserDraft, ids: BootstrapIDs,
        in configuration: Configuration = Configuration(), now: Instant
    ) throws(Refusal) -> Decision {
        if let organization = configuration.organization {
            throw Refusal(
                .alreadyExists, .nameTaken,
                "The organization \"\(organization.name)\" is there already.",
                subject: organization.id.description)
        }
        var checks = TextChecks()
        checks.line(draft.name, of: "organization.name", atMost: Limits.nameBytes)
        check(administrator, &checks)
        try checks.refuse()
        let actor = Actor.system("bootstrap")
        let organization = Organization(
            id: ids.organization, name: draft.name, unmatchedAccess: draft.unmatchedAccess,
            version: 1)
        var decision = change(
            .organization(organization), .organizationChanged, .created, by: actor,
            for: Audience())
        let user = try createUser(
            administrator, id: ids.administrator, by: actor, in: configuration, now: now)
        let role = change(
            .role(administrators(ids, now: now)), .roleChanged, .created, by: actor,
            for: Audience([.user(ids.administrator)]))
        decision.changes += user.changes + role.changes
        decision.events += user.events + role.events
        return decision
    }

    private static func administrators(_ ids: BootstrapIDs, now: Instant) -> Role {
        Role(
            id: ids.role, name: "administrators",
            description: "Every permission that users can have.",
            permissions: Set(Permission.allCases).subtracting([.streamEvents]),
            members: [.user(ids.administrator)], services: [], isDeleted: false, version: 1,
            createdAt: now, updatedAt: now)
    }
}
