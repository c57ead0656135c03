/// One person's wish to use one account on one resource, for a duration.
package struct AccessRequest: Hashable, Sendable {
    package let id: RequestID
    package let requester: UserID
    package let resource: ResourceID
    package let account: String
    package let duration: Span
    /// May be empty, like `ticket`.
    package let reason: String
    package let ticket: String
    /// When access shall start; nil means on approval.
    package let startsAt: Instant?
    package let createdAt: Instant
    /// When it expires if it is still pending; `now < expiresAt` is tested wherever it is decided.
    package let expiresAt: Instant
    /// The key of its rule set.
    package let rules: String
    package var state: RequestState
    /// Index of the current step, from 0; it stays where the request ended.
    package var step: Int
    package var votes: [Vote]
    package var resolvedAt: Instant?
    package var remindedAt: Instant?
    /// It has been told that too few people are left to approve it.
    package var isUnreachable: Bool
    package var grant: GrantID?

    package init(
        id: RequestID, requester: UserID, resource: ResourceID, account: String, duration: Span,
        reason: String, ticket: String, startsAt: Instant?, createdAt: Instant, expiresAt: Instant,
        rules: String, state: RequestState, step: Int, votes: [Vote], resolvedAt: Instant?,
        remindedAt: Instant?, isUnreachable: Bool, grant: GrantID?
    ) {
        self.id = id
        self.requester = requester
        self.resource = resource
        self.account = account
        self.duration = duration
        self.reason = reason
        self.ticket = ticket
        self.startsAt = startsAt
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.rules = rules
        self.state = state
        self.step = step
        self.votes = votes
        self.resolvedAt = resolvedAt
        self.remindedAt = remindedAt
        self.isUnreachable = isUnreachable
        self.grant = grant
    }
}

/// `pending` is the only state that is not final. The numbers are stored and sent.
package enum RequestState: Int, Sendable, CaseIterable {
    case pending = 1
    case approved = 2
    case rejected = 3
    case cancelled = 4
    case expired = 5
}

/// One person's approve or reject on one step.
package struct Vote: Hashable, Sendable {
    package let voter: UserID
    /// Index of the step, from 0.
    package let step: Int
    package let choice: VoteChoice
    package let comment: String
    package let castAt: Instant

    package init(voter: UserID, step: Int, choice: VoteChoice, comment: String, castAt: Instant) {
        self.voter = voter
        self.step = step
        self.choice = choice
        self.comment = comment
        self.castAt = castAt
    }
}

package enum VoteChoice: Int, Sendable {
    case approve = 1
    case reject = 2
}
