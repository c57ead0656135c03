/// What a command comes to: what to write and what to tell. The store saves all of it or nothing.
package struct Decision: Hashable, Sendable {
    package var changes: [Change]
    package var events: [Event]

    package init(changes: [Change] = [], events: [Event] = []) {
        self.changes = changes
        self.events = events
    }
}

/// One thing to write.
package enum Change: Hashable, Sendable {
    /// `awaiting` are the approvers whose vote it waits for; empty once it is decided.
    case insertRequest(AccessRequest, awaiting: [Subject])
    /// `awaiting` replaces the approvers it waited for; nil leaves them. Votes are not written.
    case updateRequest(AccessRequest, awaiting: [Subject]?)
    case insertVote(Vote, on: RequestID)
    case insertGrant(Grant)
    case updateGrant(Grant)
    /// Keeps the rule set under its key, unless it is kept already.
    case keepRuleSet(RuleSet)
    /// Inserts or replaces by id.
    case put(ConfigurationObject)
}
