extension RequestWorkflow {
    /// What governs an access at present; see `PolicySelection.ruleSet`.
    package typealias Governing = (Resource, String, Configuration) -> RuleSet?

    /// Approves the current step. The last vote of the last step makes the grant in the same
    /// decision; see `GrantMaking` for what is checked again then.
    ///
    /// - Parameter governing: asked on the last vote only. A caller that memoizes selections passes
    ///   its own.
    package static func approve(
        _ request: AccessRequest, rules: RuleSet, by voter: UserID, comment: String,
        grantID: GrantID, in configuration: Configuration, now: Instant,
        governing: Governing = PolicySelection.ruleSet(for:account:in:)
    ) throws(Refusal) -> Decision {
        try checkVote(
            on: request, rules: rules, by: voter, comment: comment, in: configuration, now: now)
        let events = RequestEvents(rules: rules, actor: .user(voter), in: configuration)
        let vote = Vote(
            voter: voter, step: request.step, choice: .approve, comment: comment, castAt: now)
        var next = request
        next.votes.append(vote)
        var decision = Decision(
            changes: [.insertVote(vote, on: request.id)], events: [events.vote(next, vote)])
        if Electorate(next, rules: rules).lacksApprovals(on: next.step) {
            keepPending(next, awaiting: nil, &decision, events, in: configuration)
        } else if next.step + 1 < rules.steps.count {
            next.step += 1
            decision.events.append(events.stepStarted(next))
            let awaiting = rules.steps[next.step].approvers
            keepPending(next, awaiting: awaiting, &decision, events, in: configuration)
        } else {
            let grant = try GrantMaking.grant(
                for: next, rules: rules, id: grantID, governing: governing, in: configuration,
                now: now)
            next.state = .approved
            next.resolvedAt = now
            next.grant = grant.id
            decision.changes += [.updateRequest(next, awaiting: []), .insertGrant(grant)]
            let grants = GrantEvents(actor: .user(voter), in: configuration)
            decision.events.append(events.ended(next, .requestApproved, by: vote))
            decision.events += grants.created(grant)
        }
        return decision
    }

    /// Rejects the request: one reject ends it.
    package static func reject(
        _ request: AccessRequest, rules: RuleSet, by voter: UserID, comment: String,
        in configuration: Configuration, now: Instant
    ) throws(Refusal) -> Decision {
        try checkVote(
            on: request, rules: rules, by: voter, comment: comment, in: configuration, now: now)
        let events = RequestEvents(rules: rules, actor: .user(voter), in: configuration)
        let vote = Vote(
            voter: voter, step: request.step, choice: .reject, comment: comment, castAt: now)
        var next = request
        next.votes.append(vote)
        let cast = events.vote(next, vote)
        next.state = .rejected
        next.resolvedAt = now
        return Decision(
            changes: [.insertVote(vote, on: request.id), .updateRequest(next, awaiting: [])],
            events: [cast, events.ended(next, .requestRejected, by: vote)])
    }

    private static func checkVote(
        on request: AccessRequest, rules: RuleSet, by voter: UserID, comment: String,
        in configuration: Configuration, now: Instant
    ) throws(Refusal) {
        if let refusal = voteRefusal(
            request, rules: rules, voter: voter, in: configuration, now: now)
        {
            throw refusal
        }
        var checks = TextChecks()
        checks.length(comment, of: "comment", atMost: Limits.commentBytes)
        try checks.refuse()
    }

    /// Writes a request that stays pending. A vote in one step can use up the last person for a
    /// later one; then that is told at once.
    private static func keepPending(
        _ request: AccessRequest, awaiting: [Subject]?, _ decision: inout Decision,
        _ events: RequestEvents, in configuration: Configuration
    ) {
        var request = request
        let electorate = Electorate(request, rules: events.rules)
        if !request.isUnreachable, electorate.rules.distinctApprovers,
            !Quorum.isReachable(by: electorate, in: configuration)
        {
            request.isUnreachable = true
            decision.events.append(events.unreachable(request))
        }
        decision.changes.append(.updateRequest(request, awaiting: awaiting))
    }
}
