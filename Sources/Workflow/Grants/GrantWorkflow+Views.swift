extension GrantWorkflow {
    /// What this person may do with the grant now.
    package static func actions(
        on grant: Grant, request: AccessRequest, rules: RuleSet, viewer: UserID,
        in configuration: Configuration, now: Instant
    ) -> GrantActions {
        let revokeRefusal = revokeRefusal(
            grant, request: request, rules: rules, by: viewer, in: configuration, now: now)
        return GrantActions(
            canEnd: endRefusal(grant, by: viewer, in: configuration, now: now) == nil,
            canRevoke: revokeRefusal == nil)
    }

    /// Whoever may view the request may view its grant.
    package static func mayView(
        _ grant: Grant, request: AccessRequest, rules: RuleSet, viewer: UserID,
        in configuration: Configuration
    ) -> Bool {
        grant.request == request.id
            && RequestWorkflow.mayView(request, rules: rules, viewer: viewer, in: configuration)
    }

    static func endRefusal(
        _ grant: Grant, by person: UserID, in configuration: Configuration, now: Instant
    ) -> Refusal? {
        if let refusal = Assessment.refusal(ofInactive: person, in: configuration) {
            return refusal
        }
        guard person == grant.holder else {
            return Refusal(
                .permissionDenied, .notGrantHolder,
                "Only its holder can give a grant back. An approver can revoke it.",
                subject: grant.id.description)
        }
        return refusal(ofClosed: grant, now: now)
    }

    static func revokeRefusal(
        _ grant: Grant, request: AccessRequest, rules: RuleSet, by person: UserID,
        in configuration: Configuration, now: Instant
    ) -> Refusal? {
        if let refusal = Assessment.refusal(ofInactive: person, in: configuration) {
            return refusal
        }
        let isEntitled =
            configuration.permissions(of: person).contains(.revokeAccess)
            || rules.steps.contains { configuration.includes($0.approvers, person) }
            || configuration.resources[grant.resource]
                .map { configuration.owns(person, $0) } ?? false
        guard isEntitled else {
            return Refusal(
                .permissionDenied, .permissionMissing,
                "Only an approver of the request, the owner of the resource and a holder of "
                    + "\(Permission.revokeAccess.rawValue) can revoke a grant.",
                subject: grant.id.description,
                figures: ["permission": Permission.revokeAccess.rawValue])
        }
        return refusal(ofClosed: grant, now: now)
    }

    private static func refusal(ofClosed grant: Grant, now: Instant) -> Refusal? {
        let state = grant.state(at: now)
        guard !state.isOpen else { return nil }
        return Refusal(
            .failedPrecondition, .grantNotOpen,
            "The grant is \(state.word) already. There is nothing left to take away.",
            unmet: [UnmetCondition(.state, "The grant is \(state.word).")],
            subject: grant.id.description, figures: ["state": state.word])
    }
}

/// What a person may do with a grant now.
package struct GrantActions: Hashable, Sendable {
    package var canEnd: Bool
    package var canRevoke: Bool

    package init(canEnd: Bool, canRevoke: Bool) {
        self.canEnd = canEnd
        self.canRevoke = canRevoke
    }
}

extension GrantState {
    /// As it stands in a sentence.
    var word: String {
        switch self {
        case .scheduled: "scheduled"
        case .waiting: "waiting"
        case .active: "active"
        case .expired: "expired"
        case .revoked: "revoked"
        case .ended: "ended"
        case .lapsed: "lapsed"
        }
    }
}
