import CountersignProto

/// An explanation for people.
enum ExplanationText {
    static func text(_ explained: ExplainAccessResponse) -> String {
        var parts = [fields(explained).text]
        if !explained.candidates.isEmpty { parts.append(candidates(explained.candidates)) }
        if !explained.steps.isEmpty { parts.append(steps(explained.steps)) }
        if !explained.unmet.isEmpty {
            parts.append(
                "Still missing:\n"
                    + explained.unmet.map { "  \($0.type): \($0.description)".printable + "\n" }
                    .joined()
            )
        }
        if !explained.grants.isEmpty { parts.append(GrantText.table(explained.grants)) }
        return parts.joined(separator: "\n")
    }

    private static func fields(_ explained: ExplainAccessResponse) -> Fields {
        var fields = Fields()
        fields.add("User", explained.user?.label)
        fields.add("Resource", explained.resource?.name)
        fields.add("Account", explained.account)
        fields.add("Allowed now", explained.allowed ? "yes" : "no")
        fields.add("Can request", explained.canRequest ? "yes" : "no")
        fields.add("Governed by", explained.summary)
        fields.add("Shortest", HumanDuration.text(explained.minDuration))
        fields.add("Longest", HumanDuration.text(explained.maxDuration))
        fields.add("Pending for", HumanDuration.text(explained.maxTimeToLive))
        if !explained.steps.isEmpty {
            fields.add("Quorum", explained.quorumReachable ? "can be reached" : "out of reach")
            fields.add(
                "Approvers",
                explained.distinctApprovers ? "count in one step only" : "may count in several"
            )
        }
        return fields
    }

    private static func candidates(_ candidates: [PolicyCandidate]) -> String {
        var table = Table("POLICY", "PRIORITY", "MATCHES", "CHOSEN", "WHY")
        for candidate in candidates {
            table.add(
                candidate.policyName,
                "\(candidate.priority)",
                candidate.matches ? "yes" : "no",
                candidate.chosen ? "yes" : "no",
                candidate.why
            )
        }
        return table.text
    }

    private static func steps(_ steps: [ExplainedStep]) -> String {
        var table = Table("STEP", "NAME", "REQUIRED", "APPROVERS", "ELIGIBLE NOW")
        for (index, step) in steps.enumerated() {
            let shown = step.eligible.map(\.email).joined(separator: ", ")
            let more = Int(step.eligibleCount) - step.eligible.count
            table.add(
                "\(index + 1)",
                step.name,
                "\(step.requiredApprovals)",
                step.approvers.label,
                more > 0 ? "\(shown) and \(more) more" : shown
            )
        }
        return table.text
    }
}
