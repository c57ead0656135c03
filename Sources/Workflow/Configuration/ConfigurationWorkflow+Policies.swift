extension ConfigurationWorkflow {
    package static func createPolicy(
        _ draft: PolicyDraft, id: PolicyID, by actor: Actor, in configuration: Configuration,
        now: Instant
    ) throws(Refusal) -> Decision {
        let parts = try PolicyChecks.check(draft, in: configuration)
        guard configuration.policyCount < Limits.policies else {
            throw Refusal([
                FieldViolation("policy", "is one too many: there are \(Limits.policies) already")
            ])
        }
        try check(
            draft.name, isFreeFor: id, taken: configuration.policyNames[draft.name],
            what: "policy")
        let policy = ApprovalPolicy(
            id: id, name: draft.name, description: draft.description, priority: draft.priority,
            isEnabled: draft.isEnabled, resourcePatterns: draft.resourcePatterns,
            accountPatterns: draft.accountPatterns, minDuration: parts.minDuration,
            maxDuration: parts.maxDuration, maxTimeToLive: parts.maxTimeToLive,
            steps: parts.steps, distinctApprovers: draft.distinctApprovers, isDeleted: false,
            version: 1, createdAt: now, updatedAt: now)
        return change(.policy(policy), .policyChanged, .created, by: actor, for: Audience())
    }

    /// Replaces the policy; `version` is the one that the update was made from. Pending requests
    /// keep the version that they started with.
    package static func updatePolicy(
        _ name: String, _ draft: PolicyDraft, version: Int64, by actor: Actor,
        in configuration: Configuration, now: Instant
    ) throws(Refusal) -> Decision {
        var policy = try policy(name, in: configuration)
        let parts = try PolicyChecks.check(draft, in: configuration)
        try check(version, is: policy.version, of: policy.id, field: "policy.version")
        try check(
            draft.name, isFreeFor: policy.id, taken: configuration.policyNames[draft.name],
            what: "policy")
        policy.name = draft.name
        policy.description = draft.description
        policy.priority = draft.priority
        policy.isEnabled = draft.isEnabled
        policy.resourcePatterns = draft.resourcePatterns
        policy.accountPatterns = draft.accountPatterns
        policy.minDuration = parts.minDuration
        policy.maxDuration = parts.maxDuration
        policy.maxTimeToLive = parts.maxTimeToLive
        policy.steps = parts.steps
        policy.distinctApprovers = draft.distinctApprovers
        policy.version += 1
        policy.updatedAt = now
        return change(.policy(policy), .policyChanged, .updated, by: actor, for: Audience())
    }

    /// Pending requests go on with the version that they started with.
    package static func deletePolicy(
        _ name: String, by actor: Actor, in configuration: Configuration, now: Instant
    ) throws(Refusal) -> Decision {
        var policy = try policy(name, in: configuration)
        policy.isDeleted = true
        policy.version += 1
        policy.updatedAt = now
        return change(.policy(policy), .policyChanged, .deleted, by: actor, for: Audience())
    }

    private static func policy(
        _ name: String, in configuration: Configuration
    ) throws(Refusal) -> ApprovalPolicy {
        guard let policy = configuration.policy(named: name) else {
            throw Refusal(noSuch: "policy", name)
        }
        return policy
    }
}

extension Configuration {
    /// How many policies are not deleted.
    var policyCount: Int { policies.values.count { !$0.isDeleted } }
}
