/// A policy with its patterns parsed and its rule set made, ready to be matched.
struct CompiledPolicy: Sendable {
    let id: PolicyID
    let name: String
    let priority: Int
    let ruleSet: RuleSet
    private let resourceGlobs: [Glob]
    private let accountGlobs: [Glob]

    /// Patterns parse: they were checked when the policy was written. One that does not would match
    /// nothing.
    init(_ policy: ApprovalPolicy) {
        id = policy.id
        name = policy.name
        priority = policy.priority
        ruleSet = RuleSet(of: policy)
        resourceGlobs = policy.resourcePatterns.compactMap { try? Glob($0) }
        accountGlobs = policy.accountPatterns.compactMap { try? Glob($0) }
        matchesAnyResource = policy.resourcePatterns.isEmpty
        matchesAnyAccount = policy.accountPatterns.isEmpty
    }

    private let matchesAnyResource: Bool
    private let matchesAnyAccount: Bool

    /// The order in which policies are looked at.
    func precedes(_ other: Self) -> Bool {
        priority != other.priority ? priority > other.priority : id < other.id
    }

    /// How specific the best resource pattern that matches is; nil if none does.
    func resourceMatch(_ name: [Unicode.Scalar]) -> Glob.Specificity? {
        matchesAnyResource ? .anything : resourceGlobs.lazy.compactMap { $0.match(name) }.max()
    }

    /// How specific the best account pattern that matches is; nil if none does.
    func accountMatch(_ account: [Unicode.Scalar]) -> Glob.Specificity? {
        matchesAnyAccount ? .anything : accountGlobs.lazy.compactMap { $0.match(account) }.max()
    }

    /// How the policy ranks for that access; nil if it does not match.
    func rank(resource: [Unicode.Scalar], account: [Unicode.Scalar]) -> PolicyRank? {
        guard let resource = resourceMatch(resource), let account = accountMatch(account)
        else { return nil }
        return PolicyRank(priority: priority, resource: resource, account: account, id: id)
    }
}

/// Where a matching policy stands among others: higher priority, then the more specific resource
/// pattern, then the more specific account pattern, then the lowest id. A total order.
package struct PolicyRank: Hashable, Comparable, Sendable {
    package let priority: Int
    package let resource: Glob.Specificity
    package let account: Glob.Specificity
    package let id: PolicyID

    /// `a` ranks below `b`: `b` governs.
    package static func < (a: Self, b: Self) -> Bool {
        if a.priority != b.priority { return a.priority < b.priority }
        if a.resource != b.resource { return a.resource < b.resource }
        if a.account != b.account { return a.account < b.account }
        return a.id > b.id
    }
}

extension RuleSet {
    /// The rules that a policy makes in its present version.
    package init(of policy: ApprovalPolicy) {
        self.init(
            key: "\(policy.id)@\(policy.version)",
            policy: PolicyReference(id: policy.id, name: policy.name, version: policy.version),
            minDuration: policy.minDuration, maxDuration: policy.maxDuration,
            maxTimeToLive: policy.maxTimeToLive, distinctApprovers: policy.distinctApprovers,
            steps: policy.steps)
    }

    /// What holds when no policy matches; nil if the organization denies that.
    package init?(unmatchedIn organization: Organization) {
        guard organization.unmatchedAccess == .allow else { return nil }
        self.init(
            key: "unmatched@\(organization.version)", policy: nil, minDuration: .zero,
            maxDuration: Limits.unmatchedAccessDuration,
            maxTimeToLive: Limits.defaultRequestTimeToLive, distinctApprovers: true, steps: [])
    }
}
