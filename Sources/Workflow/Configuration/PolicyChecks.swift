/// Checks everything about the draft of a policy.
struct PolicyChecks {
    private var checks: DraftChecks

    /// What a draft comes to.
    struct Parts {
        var minDuration: Span
        var maxDuration: Span
        var maxTimeToLive: Span
        var steps: [PolicyStep]
    }

    static func check(
        _ draft: PolicyDraft, in configuration: Configuration
    ) throws(Refusal) -> Parts {
        var policy = PolicyChecks(checks: DraftChecks(configuration))
        policy.check(draft)
        let steps = policy.steps(draft.steps)
        try policy.checks.refuse()
        return Parts(
            minDuration: draft.minDuration ?? .zero, maxDuration: draft.maxDuration ?? .zero,
            maxTimeToLive: draft.maxTimeToLive ?? Limits.defaultRequestTimeToLive, steps: steps)
    }

    private mutating func check(_ draft: PolicyDraft) {
        checks.text.name(draft.name, of: "policy.name", like: PolicyID.self)
        checks.description(draft.description, of: "policy.description")
        if !(-Limits.priority...Limits.priority).contains(draft.priority) {
            checks.text.add(
                "policy.priority", "must be from -\(Limits.priority) to \(Limits.priority)")
        }
        check(draft.resourcePatterns, of: "policy.resource_patterns")
        check(draft.accountPatterns, of: "policy.account_patterns")
        if draft.resourcePatterns.isEmpty, draft.accountPatterns.isEmpty {
            checks.text.add(
                "policy.resource_patterns",
                "and policy.account_patterns are both empty; write * to match everything")
        }
        checkDurations(of: draft)
    }

    private mutating func check(_ patterns: [String], of field: String) {
        checks.count(patterns.count, of: field, 0, Limits.patternsPerPolicy)
        for (index, pattern) in patterns.prefix(Limits.patternsPerPolicy).enumerated() {
            do throws(GlobError) {
                _ = try Glob(pattern)
            } catch {
                checks.text.add("\(field)[\(index)]", "does not parse: \(error)")
            }
        }
    }

    private mutating func checkDurations(of draft: PolicyDraft) {
        if let shortest = draft.minDuration, shortest < .zero {
            checks.text.add("policy.min_duration", "must not be negative")
        }
        check(
            draft.maxDuration, of: "policy.max_duration", Limits.shortestAccessDuration,
            Limits.accessDuration)
        if draft.maxDuration == nil { checks.text.add("policy.max_duration", "is required") }
        if let shortest = draft.minDuration, let longest = draft.maxDuration, shortest > longest {
            checks.text.add("policy.min_duration", "is longer than policy.max_duration")
        }
        check(
            draft.maxTimeToLive, of: "policy.max_time_to_live", Limits.shortestRequestTimeToLive,
            Limits.requestTimeToLive)
    }

    private mutating func check(_ span: Span?, of field: String, _ least: Span, _ most: Span) {
        guard let span, span < least || span > most else { return }
        checks.text.add(field, "must be from \(least) to \(most), not \(span)")
    }

    private mutating func steps(_ drafts: [PolicyStepDraft]) -> [PolicyStep] {
        checks.count(drafts.count, of: "policy.steps", 1, Limits.stepsPerPolicy)
        return drafts.prefix(Limits.stepsPerPolicy).enumerated().map { index, draft in
            step(draft, at: "policy.steps[\(index)]")
        }
    }

    private mutating func step(_ draft: PolicyStepDraft, at path: String) -> PolicyStep {
        if !draft.name.isEmpty {
            checks.text.line(draft.name, of: "\(path).name", atMost: Limits.nameBytes)
        }
        checks.count(draft.approvers.count, of: "\(path).approvers", 1, Limits.approversPerStep)
        let approvers = checks.subjects(
            Array(draft.approvers.prefix(Limits.approversPerStep)), of: "\(path).approvers")
        let required = draft.requiredApprovals
        if !(1...Limits.requiredApprovals).contains(required) {
            checks.text.add(
                "\(path).required_approvals", "must be from 1 to \(Limits.requiredApprovals)")
        } else if Self.namesPeopleOnly(approvers), required > approvers.count {
            checks.text.add(
                "\(path).required_approvals",
                "is \(required), but the step names \(approvers.count) people and no group")
        }
        return PolicyStep(name: draft.name, approvers: approvers, requiredApprovals: required)
    }

    /// Then there can never be more approvers than are named.
    private static func namesPeopleOnly(_ approvers: [Subject]) -> Bool {
        !approvers.isEmpty
            && approvers.allSatisfy {
                if case .user = $0 { true } else { false }
            }
    }
}
