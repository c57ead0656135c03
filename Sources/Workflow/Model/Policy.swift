/// An organization-wide rule that matches resources and accounts by glob.
package struct ApprovalPolicy: Hashable, Sendable, Codable {
    package let id: PolicyID
    package var name: String
    package var description: String
    /// Higher wins.
    package var priority: Int
    package var isEnabled: Bool
    /// Empty matches every resource. Each parses: see `Glob`.
    package var resourcePatterns: [String]
    /// Empty matches every account.
    package var accountPatterns: [String]
    package var minDuration: Span
    package var maxDuration: Span
    package var maxTimeToLive: Span
    package var steps: [PolicyStep]
    /// A person counts in one step only.
    package var distinctApprovers: Bool
    package var isDeleted: Bool
    package var version: Int64
    package let createdAt: Instant
    package var updatedAt: Instant

    package init(
        id: PolicyID, name: String, description: String, priority: Int, isEnabled: Bool,
        resourcePatterns: [String], accountPatterns: [String], minDuration: Span,
        maxDuration: Span, maxTimeToLive: Span, steps: [PolicyStep], distinctApprovers: Bool,
        isDeleted: Bool, version: Int64, createdAt: Instant, updatedAt: Instant
    ) {
        self.id = id
        self.name = name
        self.description = description
        self.priority = priority
        self.isEnabled = isEnabled
        self.resourcePatterns = resourcePatterns
        self.accountPatterns = accountPatterns
        self.minDuration = minDuration
        self.maxDuration = maxDuration
        self.maxTimeToLive = maxTimeToLive
        self.steps = steps
        self.distinctApprovers = distinctApprovers
        self.isDeleted = isDeleted
        self.version = version
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

/// One stage of approval. Steps run in order.
package struct PolicyStep: Hashable, Sendable, Codable {
    /// May be empty.
    package var name: String
    package var approvers: [Subject]
    package var requiredApprovals: Int

    package init(name: String, approvers: [Subject], requiredApprovals: Int) {
        self.name = name
        self.approvers = approvers
        self.requiredApprovals = requiredApprovals
    }
}

/// The rules that one request keeps from its beginning to its end, whatever becomes of the policy.
package struct RuleSet: Hashable, Sendable, Codable {
    /// Names the content within the organization: equal keys mean equal rule sets. It is made of
    /// the ids and versions of what the rules came from, for example `pol_…@3`.
    package let key: String
    package let policy: PolicyReference?
    package let minDuration: Span
    package let maxDuration: Span
    package let maxTimeToLive: Span
    package let distinctApprovers: Bool
    /// Empty: no approval is required.
    package let steps: [PolicyStep]

    package init(
        key: String, policy: PolicyReference?, minDuration: Span, maxDuration: Span,
        maxTimeToLive: Span, distinctApprovers: Bool, steps: [PolicyStep]
    ) {
        self.key = key
        self.policy = policy
        self.minDuration = minDuration
        self.maxDuration = maxDuration
        self.maxTimeToLive = maxTimeToLive
        self.distinctApprovers = distinctApprovers
        self.steps = steps
    }
}

/// A policy in one of its versions.
package struct PolicyReference: Hashable, Sendable, Codable {
    package let id: PolicyID
    package let name: String
    package let version: Int64

    package init(id: PolicyID, name: String, version: Int64) {
        self.id = id
        self.name = name
        self.version = version
    }
}
