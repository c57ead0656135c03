extension ConfigurationWorkflow {
    package static func createGroup(
        _ draft: GroupDraft, id: GroupID, by actor: Actor, in configuration: Configuration,
        now: Instant
    ) throws(Refusal) -> Decision {
        var checks = DraftChecks(configuration)
        checks.text.name(draft.name, of: "group.name", like: GroupID.self)
        checks.description(draft.description, of: "group.description")
        let members = checks.joiners(
            draft.members, of: "members", atLeast: 0, present: [])
        try checks.refuse()
        try check(
            draft.name, isFreeFor: id, taken: configuration.groupNames[draft.name], what: "group")
        let group = Group(
            id: id, name: draft.name, description: draft.description, members: members,
            isDeleted: false, version: 1, createdAt: now, updatedAt: now)
        return change(
            .group(group), .groupChanged, .created, by: actor, for: audience(of: group, members))
    }

    /// Adds users by id or e-mail; those who are in it already stay.
    package static func addMembers(
        to name: String, _ names: [String], by actor: Actor, in configuration: Configuration,
        now: Instant
    ) throws(Refusal) -> Decision {
        let group = try group(name, in: configuration)
        var checks = DraftChecks(configuration)
        let added = checks.joiners(names, of: "members", atLeast: 1, present: group.members)
        try checks.refuse()
        guard !added.isEmpty else { return Decision() }
        return put(
            group, members: group.members.union(added), changed: added, .membersAdded, by: actor,
            now: now)
    }

    /// Removes users by id or e-mail; those who are not in it are left alone.
    package static func removeMembers(
        from name: String, _ names: [String], by actor: Actor, in configuration: Configuration,
        now: Instant
    ) throws(Refusal) -> Decision {
        let group = try group(name, in: configuration)
        let removed = try members(names, in: configuration).intersection(group.members)
        guard !removed.isEmpty else { return Decision() }
        let decision = put(
            group, members: group.members.subtracting(removed), changed: removed, .membersRemoved,
            by: actor, now: now)
        try checkAdministrator(after: decision, in: configuration)
        return decision
    }

    /// Takes all its members away. What still names it names nobody by it.
    package static func deleteGroup(
        _ name: String, by actor: Actor, in configuration: Configuration, now: Instant
    ) throws(Refusal) -> Decision {
        var group = try group(name, in: configuration)
        let members = group.members
        group.isDeleted = true
        let decision = put(group, members: [], changed: members, .deleted, by: actor, now: now)
        try checkAdministrator(after: decision, in: configuration)
        return decision
    }

    private static func members(
        _ names: [String], in configuration: Configuration
    ) throws(Refusal) -> Set<UserID> {
        var checks = DraftChecks(configuration)
        let members = checks.members(names, of: "members", atLeast: 1)
        try checks.refuse()
        return members
    }

    private static func group(
        _ name: String, in configuration: Configuration
    ) throws(Refusal) -> Group {
        guard let group = configuration.group(named: name) else {
            throw Refusal(noSuch: "group", name)
        }
        return group
    }

    private static func put(
        _ group: Group, members: Set<UserID>, changed: Set<UserID>, _ kind: ChangeKind,
        by actor: Actor, now: Instant
    ) -> Decision {
        var group = group
        group.members = members
        group.version += 1
        group.updatedAt = now
        return change(
            .group(group), .groupChanged, kind, by: actor, for: audience(of: group, changed))
    }

    /// Those who came or went, and the group itself.
    private static func audience(of group: Group, _ changed: Set<UserID>) -> Audience {
        Audience([.group(group.id)] + changed.sorted().map(Subject.user))
    }
}
