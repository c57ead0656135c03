extension GrantWorkflow {
    /// What this person or service may do with the grant now.
    package static func actions(
        on grant: Grant, request: AccessRequest, rules: RuleSet, viewer: Actor,
        in configuration: Configuration, now: Instant
    ) -> GrantActions {
        let revokeRefusal = revokeRefusal(
            grant, request: request, rules: rules, by: viewer, in: configuration, now: now)
        var actions = GrantActions(canEnd: false, canRevoke: revokeRefusal == nil)
        if case .user(let person) = viewer {
            actions.canEnd =
                endRefusal(grant, by: person, in: configuration, now: now) == nil
        }
        return actions
    }

    /// Whoever may view the request may view its grant.
    package static func mayView(
        _ grant: Grant, request: AccessRequest, rules: RuleSet, viewer: UserID,
        in configuration: Configuration
    ) -> Bool {
        grant.request == request.id
            && RequestWorkflow.mayView(request, rules: rules, viewer: viewer, in: configuration)
    }

    /// What `end` says to a person who has nothing to do with the grant, and to one who names a
    /// grant that is not there: in the same words, so that ids can't be probed.
    package static func endRefusal(ofStrangerTo grant: GrantID) -> Refusal {
        Refusal(
            .permissionDenied, .notGrantHolder,
            "Only its holder can give a grant back. An approver can revoke it.",
            subject: grant.description)
    }

    /// The same of `revoke`.
    package static func revokeRefusal(ofStrangerTo grant: GrantID) -> Refusal {
        Refusal(
            .permissionDenied, .permissionMissing,
            "Only an approver of the request, the owner of the resource and a holder of "
                + "\(Permission.revokeAccess.rawValue) can revoke a grant.",
            subject: grant.description, figures: ["permission": Permission.revokeAccess.rawValue])
    }

    static func endRefusal(
        _ grant: Grant, by person: UserID, in configuration: Configuration, now: Instant
    ) -> Refusal? {
        if let refusal = Assessment.refusal(ofInactive: person, in: configuration) {
            return refusal
        }
        guard person == grant.holder else { return endRefusal(ofStrangerTo: grant.id) }
        return refusal(ofClosed: grant, now: now)
    }

    static func revokeRefusal(
        _ grant: Grant, request: AccessRequest, rules: RuleSet, by actor: Actor,
        in configuration: Configuration, now: Instant
    ) -> Refusal? {
        let isEntitled: Bool
        switch actor {
        case .user(let person):
            if let refusal = Assessment.refusal(ofInactive: person, in: configuration) {
                return refusal
            }
            isEntitled =
                configuration.permissions(of: person).contains(.revokeAccess)
                || rules.steps.contains { configuration.includes($0.approvers, person) }
                || configuration.resources[grant.resource]
                    .map { configuration.owns(person, $0) } ?? false
        case .service(let service):
            isEntitled = configuration.permissions(of: service).contains(.revokeAccess)
        case .system:
            isEntitled = true
        }
        guard isEntitled else { return revokeRefusal(ofStrangerTo: grant.id) }
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
