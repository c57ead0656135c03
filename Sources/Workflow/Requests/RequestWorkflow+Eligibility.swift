extension RequestWorkflow {
    /// Why this person may not vote on the current step now; nil if they may. Whether they approve
    /// or reject makes no difference. Someone who is no approver at all hears only that.
    package static func voteRefusal(
        _ request: AccessRequest, rules: RuleSet, voter: UserID, in configuration: Configuration,
        now: Instant
    ) -> Refusal? {
        if let refusal = Assessment.refusal(ofInactive: voter, in: configuration) { return refusal }
        if voter == request.requester { return requesterCannotApprove(request) }
        let isNamed = isNamed(voter, on: request.step, rules: rules, in: configuration)
        if !isNamed, !isInvolved(voter, in: request, rules: rules, configuration) {
            return voteRefusal(ofStrangerTo: request.id)
        }
        if let refusal = refusal(ofClosed: request, now: now) { return refusal }
        switch Electorate(request, rules: rules).bar(voter, from: request.step) {
        case .isRequester: return requesterCannotApprove(request)
        case .hasVoted: return alreadyVoted(request)
        case .countedInAnotherStep: return countedInAnotherStep(request)
        case nil: break
        }
        guard !isNamed else { return nil }
        let step = rules.steps[request.step].title(at: request.step)
        return notAnApprover(
            request.id, "You are not an approver of \(step), which is the one to be decided now.")
    }

    /// What a person hears who wants to vote and has nothing to do with the request, or names one
    /// that is not there: the same words, so that ids can't be probed.
    package static func voteRefusal(ofStrangerTo request: RequestID) -> Refusal {
        notAnApprover(request, "You are not an approver of this request.")
    }

    /// Those who can still approve the current step, by e-mail, at most `limit`, and how many there
    /// are in all. Nobody once the request is closed.
    package static func eligiblePeople(
        _ request: AccessRequest, rules: RuleSet, in configuration: Configuration, now: Instant,
        limit: Int = Limits.peopleNamed
    ) -> EligiblePeople {
        guard refusal(ofClosed: request, now: now) == nil else { return EligiblePeople() }
        return EligiblePeople(
            for: request.step, of: Electorate(request, rules: rules), in: configuration,
            limit: limit)
    }

    /// All who can still approve the current step, by e-mail.
    package static func eligibleVoters(
        _ request: AccessRequest, rules: RuleSet, in configuration: Configuration, now: Instant
    ) -> [UserID] {
        eligiblePeople(request, rules: rules, in: configuration, now: now, limit: .max).named
    }

    package static func eligibleVoterCount(
        _ request: AccessRequest, rules: RuleSet, in configuration: Configuration, now: Instant
    ) -> Int {
        eligiblePeople(request, rules: rules, in: configuration, now: now, limit: 0).count
    }

    static func isNamed(
        _ person: UserID, on step: Int, rules: RuleSet, in configuration: Configuration
    ) -> Bool {
        rules.steps.indices.contains(step)
            && configuration.includes(rules.steps[step].approvers, person)
    }

    /// The person approves some step of it, or has voted on it.
    static func isInvolved(
        _ person: UserID, in request: AccessRequest, rules: RuleSet, _ configuration: Configuration
    ) -> Bool {
        request.votes.contains { $0.voter == person }
            || rules.steps.contains { configuration.includes($0.approvers, person) }
    }

    private static func requesterCannotApprove(_ request: AccessRequest) -> Refusal {
        Refusal(
            .permissionDenied, .requesterCannotApprove,
            "Nobody can vote on their own request. Ask one of the other approvers.",
            subject: request.id.description)
    }

    private static func notAnApprover(_ request: RequestID, _ message: String) -> Refusal {
        Refusal(.permissionDenied, .notAnApprover, message, subject: request.description)
    }

    private static func alreadyVoted(_ request: AccessRequest) -> Refusal {
        Refusal(
            .failedPrecondition, .alreadyVoted,
            "You have voted on this step. A vote is cast once and stands.",
            unmet: [UnmetCondition(.approval, "The approval of another person is needed.")],
            subject: request.id.description)
    }

    private static func countedInAnotherStep(_ request: AccessRequest) -> Refusal {
        Refusal(
            .failedPrecondition, .countedInAnotherStep,
            "You have approved another step, and a person counts in one step only. "
                + "Someone else must decide this one.",
            unmet: [UnmetCondition(.approval, "The approval of another person is needed.")],
            subject: request.id.description)
    }
}
