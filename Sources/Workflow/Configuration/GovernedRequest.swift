/// A request and the rules that it keeps.
package struct GovernedRequest: Hashable, Sendable {
    package let request: AccessRequest
    package let rules: RuleSet

    package init(_ request: AccessRequest, rules: RuleSet) {
        self.request = request
        self.rules = rules
    }
}

extension Decision {
    /// Cancels what is pending and revokes what is open, because what they depend on is gone. What
    /// has run out by now, and was only not written down yet, expires as it would have.
    mutating func end(
        _ pending: [GovernedRequest], _ grants: [Grant], reason: String, by actor: Actor,
        in configuration: Configuration, now: Instant
    ) {
        let ended = pending.compactMap { governed in
            RequestWorkflow.expire(
                governed.request, rules: governed.rules, in: configuration, now: now)
                ?? RequestWorkflow.cancelForSystem(
                    governed.request, rules: governed.rules, by: actor, in: configuration,
                    now: now)
        }
        let revoked = grants.compactMap { grant in
            GrantWorkflow.revokeForSystem(
                grant, reason: reason, by: actor, in: configuration, now: now)
                ?? GrantWorkflow.advance(grant, in: configuration, now: now)
        }
        for decision in ended + revoked {
            changes += decision.changes
            events += decision.events
        }
    }
}
