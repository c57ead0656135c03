/// Answers what governs an access and what it lacks. Everything is asked of the functions that
/// decide: there is no second copy of a rule here.
package enum ExplainWorkflow {
    /// - Parameters:
    ///   - access: its duration nil means the shortest that the rules allow; its start is not
    ///     looked at.
    ///   - time: the instant that is asked about. Grants are those known now.
    ///   - pending: the person's pending request for it, if any.
    ///   - grants: the person's open grants for it.
    package static func explain(
        _ access: Access, at time: Instant, pending: RequestID?, grants: [Grant],
        in configuration: Configuration, now: Instant
    ) -> Explanation {
        let selection = PolicySelection.rules(
            for: access.resource, account: access.account, in: configuration)
        var access = access
        if access.duration == nil {
            let shortest = selection.ruleSet?.minDuration ?? .zero
            access.duration = max(shortest, Limits.shortestAccessDuration)
        }
        access.startsAt = time > now ? time : nil
        let assessment = Assessment(
            of: access, rules: selection.ruleSet, pending: pending, in: configuration, now: now)
        let open = grants.filter { $0.state(at: now).isOpen }
        let isAllowed =
            configuration.isActive(access.person) && open.contains { $0.isActive(at: time) }
        let canRequest = assessment.refusal(adding: []) == nil
        let electorate = selection.ruleSet.map { Electorate(rules: $0, requester: access.person) }
        return Explanation(
            access: access, isAllowed: isAllowed, canRequest: canRequest,
            candidates: selection.candidates, rules: selection.ruleSet,
            summary: summary(of: selection, for: access),
            steps: electorate.map { steps(of: $0, in: configuration) } ?? [],
            quorum: electorate.map { Quorum(of: $0, in: configuration) },
            unmet: isAllowed
                ? []
                : assessment.unmet + waiting(for: open, at: time) + approval(selection.ruleSet),
            grants: open)
    }

    private static func steps(
        of electorate: Electorate, in configuration: Configuration
    ) -> [Explanation.Step] {
        electorate.rules.steps.indices.map { index in
            Explanation.Step(
                step: electorate.rules.steps[index],
                eligible: EligiblePeople(
                    for: index, of: electorate, in: configuration, limit: Limits.peopleNamed))
        }
    }

    /// A grant that starts later.
    private static func waiting(for grants: [Grant], at time: Instant) -> [UnmetCondition] {
        grants.filter { $0.state(at: time) == .scheduled }.map { grant in
            UnmetCondition(.time, "Grant \(grant.id) starts at \(grant.startsAt).")
        }
    }

    private static func approval(_ rules: RuleSet?) -> [UnmetCondition] {
        guard let rules, !rules.steps.isEmpty else { return [] }
        let needs = rules.steps.enumerated().map { index, step in
            "\(step.title(at: index)) by \(step.requiredApprovals)"
        }
        return [UnmetCondition(.approval, "Needs approval: \(needs.joined(separator: ", ")).")]
    }

    private static func summary(
        of selection: PolicySelection.Selection, for access: Access
    ) -> String {
        let target = "account \"\(access.account)\" on \"\(access.resource.name)\""
        guard let rules = selection.ruleSet else {
            return "No policy matches \(target), and the organization denies access then."
        }
        guard let chosen = selection.candidates.first(where: \.chosen) else {
            return "No policy matches \(target); the organization allows it to those it is shared "
                + "with, for at most \(rules.maxDuration)."
        }
        let count = rules.steps.count
        return "Policy \"\(chosen.policy.name)\" governs \(target). \(chosen.why) It requires "
            + "\(count == 1 ? "1 step" : "\(count) steps") of approval and allows at most "
            + "\(rules.maxDuration)."
    }
}
