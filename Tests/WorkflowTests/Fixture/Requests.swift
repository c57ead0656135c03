import Workflow

/// Requests and grants in any state, made without going there.
enum Requests {
    static func pending(
        by requester: UserID, for resource: Resource, _ rules: RuleSet, at now: Instant
    ) -> AccessRequest {
        AccessRequest(
            id: RequestID(high: 1, low: 1), requester: requester, resource: resource.id,
            account: "root", duration: .hours(1), reason: "", ticket: "", startsAt: nil,
            createdAt: now, expiresAt: now + .hours(24), rules: rules.key, state: .pending,
            step: 0, votes: [], resolvedAt: nil, remindedAt: nil, isUnreachable: false,
            grant: nil)
    }

    static func grant(
        to holder: UserID, on resource: Resource, from start: Instant, for length: Span,
        state: GrantState = .active
    ) -> Grant {
        Grant(
            id: GrantID(high: 1, low: 1), request: RequestID(high: 1, low: 1), holder: holder,
            resource: resource.id, account: "root", createdAt: start, startsAt: start,
            expiresAt: start + length, state: state, endedAt: nil, endReason: "",
            isWarned: false)
    }
}
