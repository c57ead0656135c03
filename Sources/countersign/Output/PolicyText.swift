import CountersignProto

/// Policies for people.
enum PolicyText {
    static func table(_ policies: [ApprovalPolicy]) -> String {
        var table = Table(
            "ID",
            "NAME",
            "PRIORITY",
            "STATE",
            "RESOURCES",
            "ACCOUNTS",
            "LONGEST",
            "STEPS"
        )
        for policy in policies {
            table.add(
                policy.id,
                policy.name,
                "\(policy.priority)",
                state(policy),
                patterns(policy.resourcePatterns),
                patterns(policy.accountPatterns),
                HumanDuration.text(policy.maxDuration) ?? "",
                "\(policy.steps.count)"
            )
        }
        return table.text
    }

    static func text(_ policy: ApprovalPolicy?) -> String {
        guard let policy else { return "" }
        var fields = Fields()
        fields.add("Policy", policy.id)
        fields.add("Name", policy.name)
        fields.add("Description", policy.description)
        fields.add("State", state(policy))
        fields.add("Priority", "\(policy.priority)")
        fields.add("Resources", patterns(policy.resourcePatterns))
        fields.add("Accounts", patterns(policy.accountPatterns))
        fields.add("Shortest", HumanDuration.text(policy.minDuration))
        fields.add("Longest", HumanDuration.text(policy.maxDuration))
        fields.add("Pending for", HumanDuration.text(policy.maxTimeToLive))
        fields.add(
            "Approvers",
            policy.allowRepeatApprovers ? "may count in several steps" : "count once"
        )
        fields.add("Version", "\(policy.version)")
        fields.add("Created", HumanTime.text(policy.createTime))
        fields.add("Updated", HumanTime.text(policy.updateTime))
        return fields.text + (policy.steps.isEmpty ? "" : "\n" + steps(policy.steps))
    }

    private static func state(_ policy: ApprovalPolicy) -> String {
        policy.disabled ? "DISABLED" : "ENABLED"
    }

    private static func patterns(_ patterns: [String]) -> String {
        patterns.isEmpty ? "any" : patterns.joined(separator: ", ")
    }

    private static func steps(_ steps: [PolicyStep]) -> String {
        var table = Table("STEP", "NAME", "REQUIRED", "APPROVERS")
        for (index, step) in steps.enumerated() {
            table.add(
                "\(index + 1)",
                step.name,
                "\(step.requiredApprovals)",
                step.approvers.label
            )
        }
        return table.text
    }
}
