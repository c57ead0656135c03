/// What someone asks for, as they wrote it: `countersign.v1.CreateRequestRequest`.
package struct RequestDraft: Hashable, Sendable {
    /// Id or name.
    package var resource: String
    package var account: String
    package var duration: Span?
    package var reason: String
    package var ticket: String
    /// nil starts on approval.
    package var startsAt: Instant?
    /// How long it may stay pending; nil means the longest that the rules allow.
    package var timeToLive: Span?

    package init(
        resource: String, account: String, duration: Span?, reason: String = "",
        ticket: String = "", startsAt: Instant? = nil, timeToLive: Span? = nil
    ) {
        self.resource = resource
        self.account = account
        self.duration = duration
        self.reason = reason
        self.ticket = ticket
        self.startsAt = startsAt
        self.timeToLive = timeToLive
    }

    /// What is wrong with it whatever the rules say. See `Assessment` for the rest.
    var violations: [FieldViolation] {
        var checks = TextChecks()
        if resource.isEmpty {
            checks.add("resource", "is required: the id or name of a resource")
        }
        if duration == nil { checks.add("duration", "is required") }
        checks.length(reason, of: "reason", atMost: Limits.reasonBytes)
        checks.length(ticket, of: "ticket", atMost: Limits.ticketBytes)
        if let timeToLive {
            if timeToLive < Limits.shortestRequestTimeToLive {
                checks.add("time_to_live", "must be at least 1 s")
            } else if timeToLive > Limits.requestTimeToLive {
                checks.add("time_to_live", "must be at most \(Limits.requestTimeToLive)")
            }
        }
        return checks.violations
    }
}
