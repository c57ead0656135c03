/// A policy as its writer sent it.
package struct PolicyDraft: Hashable, Sendable {
    package var name: String
    package var description: String
    package var priority: Int
    package var isEnabled: Bool
    package var resourcePatterns: [String]
    package var accountPatterns: [String]
    /// nil: no minimum.
    package var minDuration: Span?
    package var maxDuration: Span?
    /// nil: `Limits.defaultRequestTimeToLive`.
    package var maxTimeToLive: Span?
    package var steps: [PolicyStepDraft]
    package var distinctApprovers: Bool

    package init(
        name: String, description: String = "", priority: Int = 0, isEnabled: Bool = true,
        resourcePatterns: [String] = [], accountPatterns: [String] = [],
        minDuration: Span? = nil, maxDuration: Span?, maxTimeToLive: Span? = nil,
        steps: [PolicyStepDraft], distinctApprovers: Bool = true
    ) {
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
    }
}

package struct PolicyStepDraft: Hashable, Sendable {
    package var name: String
    package var approvers: [SubjectName]
    package var requiredApprovals: Int

    package init(name: String = "", approvers: [SubjectName], requiredApprovals: Int = 1) {
        self.name = name
        self.approvers = approvers
        self.requiredApprovals = requiredApprovals
    }
}
