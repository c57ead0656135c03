extension RequestWorkflow {
    /// Takes one's own pending request back. After approval, the grant is ended instead.
    package static func cancel(
        _ request: AccessRequest, rules: RuleSet, by requester: UserID,
        in configuration: Configuration, now: Instant
    ) throws(Refusal) -> Decision {
        if let refusal = cancelRefusal(request, by: requester, in: configuration, now: now) {
            throw refusal
        }
        return cancelled(request, rules: rules, by: .user(requester), in: configuration, now: now)
    }

    /// Cancels a pending request because its requester was suspended or its resource deleted; nil
    /// if it is not pending.
    static func cancelForSystem(
        _ request: AccessRequest, rules: RuleSet, by actor: Actor,
        in configuration: Configuration, now: Instant
    ) -> Decision? {
        request.state == .pending
            ? cancelled(request, rules: rules, by: actor, in: configuration, now: now) : nil
    }

    /// Writes down that a pending request has expired, as of when it did; nil if nothing is due.
    /// Exactly at `expiresAt` it is.
    package static func expire(
        _ request: AccessRequest, rules: RuleSet, in configuration: Configuration, now: Instant
    ) -> Decision? {
        guard request.state == .pending, now >= request.expiresAt else { return nil }
        var next = request
        next.state = .expired
        next.resolvedAt = request.expiresAt
        let events = RequestEvents(rules: rules, actor: .system("deadline"), in: configuration)
        return Decision(
            changes: [.updateRequest(next, awaiting: [])],
            events: [events.ended(next, .requestExpired)])
    }

    static func cancelRefusal(
        _ request: AccessRequest, by person: UserID, in configuration: Configuration, now: Instant
    ) -> Refusal? {
        if let refusal = requesterRefusal(request, person, in: configuration) { return refusal }
        if request.state == .approved {
            return Refusal(
                .failedPrecondition, .requestApproved,
                "The request is approved already. End the grant, or have it revoked.",
                unmet: [UnmetCondition(.state, "The request is approved.")],
                subject: request.grant?.description ?? request.id.description)
        }
        return refusal(ofClosed: request, now: now)
    }

    /// Only the requester may take it back or remind others of it.
    static func requesterRefusal(
        _ request: AccessRequest, _ person: UserID, in configuration: Configuration
    ) -> Refusal? {
        if let refusal = Assessment.refusal(ofInactive: person, in: configuration) {
            return refusal
        }
        guard person != request.requester else { return nil }
        return requesterRefusal(ofStrangerTo: request.id)
    }

    /// What a person hears who cancels or reminds and did not make the request, or names one that
    /// is not there: the same words, so that ids can't be probed.
    package static func requesterRefusal(ofStrangerTo request: RequestID) -> Refusal {
        Refusal(
            .permissionDenied, .notRequester,
            "Only the person who made the request can do this. An approver can reject it.",
            subject: request.description)
    }

    private static func cancelled(
        _ request: AccessRequest, rules: RuleSet, by actor: Actor,
        in configuration: Configuration, now: Instant
    ) -> Decision {
        var next = request
        next.state = .cancelled
        next.resolvedAt = now
        let events = RequestEvents(rules: rules, actor: actor, in: configuration)
        return Decision(
            changes: [.updateRequest(next, awaiting: [])],
            events: [events.ended(next, .requestCancelled)])
    }
}
