/// Everything that can happen to a grant.
package enum GrantWorkflow {
    /// Gives one's own grant back before its time, or before it starts.
    package static func end(
        _ grant: Grant, request: AccessRequest, by holder: UserID,
        in configuration: Configuration, now: Instant
    ) throws(Refusal) -> Decision {
        if let refusal = endRefusal(grant, by: holder, in: configuration, now: now) {
            throw refusal
        }
        var next = grant
        next.state = .ended
        next.endedAt = now
        let events = GrantEvents(actor: .user(holder), in: configuration)
        return Decision(
            changes: [.updateGrant(next)],
            events: [events.event(.grantEnded, next, also: request.votes)])
    }

    /// Takes a grant away, with a reason; for an approver of any step of the request, the owner of
    /// the resource and `ALLOW_REVOKE_ACCESS`, which a service can have too.
    package static func revoke(
        _ grant: Grant, request: AccessRequest, rules: RuleSet, by actor: Actor, reason: String,
        in configuration: Configuration, now: Instant
    ) throws(Refusal) -> Decision {
        if let refusal = revokeRefusal(
            grant, request: request, rules: rules, by: actor, in: configuration, now: now)
        {
            throw refusal
        }
        var checks = TextChecks()
        if reason.isEmpty { checks.add("reason", "is required") }
        checks.length(reason, of: "reason", atMost: Limits.reasonBytes)
        try checks.refuse()
        return revoked(
            grant, reason: reason, by: actor, votes: request.votes, in: configuration,
            now: now)
    }

    /// Takes a grant away because its holder was suspended or its resource deleted; nil if it is
    /// over.
    static func revokeForSystem(
        _ grant: Grant, reason: String, by actor: Actor, in configuration: Configuration,
        now: Instant
    ) -> Decision? {
        guard grant.state(at: now).isOpen else { return nil }
        return revoked(grant, reason: reason, by: actor, votes: [], in: configuration, now: now)
    }

    /// Does what is due by the clock: a grant starts, is said to expire soon, expires. When it is
    /// late it does several at once, each once, and only what is still true: a grant that has run
    /// out is told to be expired and nothing else. nil if nothing is due.
    package static func advance(
        _ grant: Grant, in configuration: Configuration, now: Instant
    ) -> Decision? {
        guard grant.state == .scheduled || grant.state == .active else { return nil }
        let events = GrantEvents(actor: .system("deadline"), in: configuration)
        var next = grant
        var told: [Event] = []
        switch grant.state(at: now) {
        case .expired:
            next.state = .expired
            next.endedAt = grant.expiresAt
            told.append(events.event(.grantExpired, next))
        case .active:
            if next.state == .scheduled {
                next.state = .active
                told.append(events.event(.grantActivated, next))
            }
            if !next.isWarned, let warnsAt = next.warnsAt, now >= warnsAt {
                next.isWarned = true
                told.append(events.event(.grantExpiringSoon, next))
            }
        case .scheduled, .waiting, .revoked, .ended, .lapsed:
            return nil
        }
        return told.isEmpty ? nil : Decision(changes: [.updateGrant(next)], events: told)
    }

    private static func revoked(
        _ grant: Grant, reason: String, by actor: Actor, votes: [Vote],
        in configuration: Configuration, now: Instant
    ) -> Decision {
        var next = grant
        next.state = .revoked
        next.endedAt = now
        next.endReason = reason
        let events = GrantEvents(actor: actor, in: configuration)
        return Decision(
            changes: [.updateGrant(next)], events: [events.event(.grantRevoked, next, also: votes)])
    }
}
