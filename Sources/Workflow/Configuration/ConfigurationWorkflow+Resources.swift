extension ConfigurationWorkflow {
    package static func createResource(
        _ draft: ResourceDraft, id: ResourceID, by actor: Actor, in configuration: Configuration,
        now: Instant
    ) throws(Refusal) -> Decision {
        let parts = try check(draft, in: configuration)
        try check(
            draft.name, isFreeFor: id, taken: configuration.resourceNames[draft.name],
            what: "resource")
        let resource = Resource(
            id: id, name: draft.name, kind: parts.kind, description: draft.description,
            owner: parts.owner, accounts: draft.accounts, sharedWith: parts.sharedWith,
            isDeleted: false, version: 1, createdAt: now, updatedAt: now)
        return change(
            .resource(resource), .resourceChanged, .created, by: actor,
            for: Audience([resource.owner] + resource.sharedWith))
    }

    /// Replaces the resource; `version` is the one that the update was made from. Requests go on;
    /// one for an account or a sharing that is gone can't be approved to the end.
    package static func updateResource(
        _ name: String, _ draft: ResourceDraft, version: Int64, by actor: Actor,
        in configuration: Configuration, now: Instant
    ) throws(Refusal) -> Decision {
        var resource = try resource(name, in: configuration)
        let parts = try check(draft, in: configuration)
        try check(version, is: resource.version, of: resource.id, field: "resource.version")
        try check(
            draft.name, isFreeFor: resource.id,
            taken: configuration.resourceNames[draft.name], what: "resource")
        let before = [resource.owner] + resource.sharedWith
        resource.name = draft.name
        resource.kind = parts.kind
        resource.description = draft.description
        resource.owner = parts.owner
        resource.accounts = draft.accounts
        resource.sharedWith = parts.sharedWith
        resource.version += 1
        resource.updatedAt = now
        return change(
            .resource(resource), .resourceChanged, .updated, by: actor,
            for: Audience([resource.owner] + resource.sharedWith + before))
    }

    /// Deletes a resource, cancels its pending requests and revokes its grants; what has run out
    /// by now expires instead.
    ///
    /// - Parameters:
    ///   - pending: all pending requests for it.
    ///   - openGrants: all grants on it that are open.
    package static func deleteResource(
        _ name: String, pending: [GovernedRequest], openGrants: [Grant], by actor: Actor,
        in configuration: Configuration, now: Instant
    ) throws(Refusal) -> Decision {
        var resource = try resource(name, in: configuration)
        resource.isDeleted = true
        resource.version += 1
        resource.updatedAt = now
        var decision = change(
            .resource(resource), .resourceChanged, .deleted, by: actor,
            for: Audience([resource.owner] + resource.sharedWith))
        decision.end(
            pending, openGrants, reason: "The resource was deleted.", by: actor,
            in: configuration, now: now)
        return decision
    }

    private struct ResourceParts {
        var kind: ResourceKind
        var owner: Subject
        var sharedWith: [Subject]
    }

    private static func check(
        _ draft: ResourceDraft, in configuration: Configuration
    ) throws(Refusal) -> ResourceParts {
        var checks = DraftChecks(configuration)
        checks.text.name(draft.name, of: "resource.name", like: ResourceID.self)
        if draft.kind == nil { checks.text.add("resource.kind", "is required") }
        checks.description(draft.description, of: "resource.description")
        let owner = checks.subject(draft.owner, of: "resource.owner")
        checkAccounts(draft.accounts, &checks)
        checks.count(
            draft.sharedWith.count, of: "resource.shared_with", 0, Limits.shareesPerResource)
        let sharedWith = checks.subjects(draft.sharedWith, of: "resource.shared_with")
        guard let kind = draft.kind, let owner else { throw Refusal(checks.text.violations) }
        try checks.refuse()
        return ResourceParts(kind: kind, owner: owner, sharedWith: sharedWith)
    }

    private static func checkAccounts(_ accounts: [String], _ checks: inout DraftChecks) {
        checks.count(accounts.count, of: "resource.accounts", 1, Limits.accountsPerResource)
        // Also those that only look alike: see `ExactName`.
        var seen = Set<String>()
        for (index, account) in accounts.enumerated() {
            let field = "resource.accounts[\(index)]"
            checks.text.line(account, of: field, atMost: Limits.nameBytes)
            if !seen.insert(account).inserted { checks.text.add(field, "is named twice") }
        }
    }

    private static func resource(
        _ name: String, in configuration: Configuration
    ) throws(Refusal) -> Resource {
        guard let resource = configuration.resource(named: name) else {
            throw Refusal(noSuch: "resource", name)
        }
        return resource
    }
}
