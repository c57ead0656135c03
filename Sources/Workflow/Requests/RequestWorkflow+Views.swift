extension RequestWorkflow {
    /// What this person may do with the request now.
    package static func actions(
        on request: AccessRequest, rules: RuleSet, viewer: UserID,
        in configuration: Configuration, now: Instant
    ) -> RequestActions {
        let mayVote =
            voteRefusal(request, rules: rules, voter: viewer, in: configuration, now: now) == nil
        return RequestActions(
            canApprove: mayVote, canReject: mayVote,
            canCancel: cancelRefusal(request, by: viewer, in: configuration, now: now) == nil,
            canRemind: remindRefusal(request, by: viewer, in: configuration, now: now) == nil)
    }

    /// The state of each step, in order.
    package static func stepStates(
        _ request: AccessRequest, rules: RuleSet, now: Instant
    ) -> [StepState] {
        let state = request.state(at: now)
        return rules.steps.indices.map { index in
            if index < request.step || state == .approved { return .approved }
            let isCurrent = index == request.step
            switch state {
            case .pending: return isCurrent ? .current : .waiting
            case .approved: return .approved
            case .rejected: return isCurrent ? .rejected : .notReached
            case .cancelled, .expired: return .notReached
            }
        }
    }

    /// The person is its requester, an approver of any of its steps or one who voted, owns the
    /// resource, or may view every request.
    package static func mayView(
        _ request: AccessRequest, rules: RuleSet, viewer: UserID, in configuration: Configuration
    ) -> Bool {
        guard configuration.isActive(viewer) else { return false }
        return viewer == request.requester
            || isInvolved(viewer, in: request, rules: rules, configuration)
            || configuration.resources[request.resource]
                .map { configuration.owns(viewer, $0) } ?? false
            || configuration.permissions(of: viewer).contains(.viewRequests)
    }
}

/// What a person may do with a request now.
package struct RequestActions: Hashable, Sendable {
    package var canApprove: Bool
    package var canReject: Bool
    package var canCancel: Bool
    package var canRemind: Bool

    package init(canApprove: Bool, canReject: Bool, canCancel: Bool, canRemind: Bool) {
        self.canApprove = canApprove
        self.canReject = canReject
        self.canCancel = canCancel
        self.canRemind = canRemind
    }
}

/// The numbers are those of `countersign.v1.StepState`.
package enum StepState: Int, Sendable {
    /// An earlier step is not finished.
    case waiting = 1
    case current = 2
    case approved = 3
    case rejected = 4
    /// The request ended before this step was decided.
    case notReached = 5
}

extension RequestState {
    /// As it stands in a sentence.
    var word: String {
        switch self {
        case .pending: "pending"
        case .approved: "approved"
        case .rejected: "rejected"
        case .cancelled: "cancelled"
        case .expired: "expired"
        }
    }
}
