extension RequestWorkflow {
    /// Reminds those who can still approve; by the requester, at most once per
    /// `Limits.reminderInterval`.
    package static func remind(
        _ request: AccessRequest, rules: RuleSet, by requester: UserID,
        in configuration: Configuration, now: Instant
    ) throws(Refusal) -> Decision {
        if let refusal = remindRefusal(request, by: requester, in: configuration, now: now) {
            throw refusal
        }
        var next = request
        next.remindedAt = now
        let events = RequestEvents(rules: rules, actor: .user(requester), in: configuration)
        return Decision(
            changes: [.updateRequest(next, awaiting: nil)], events: [events.reminder(next)])
    }

    static func remindRefusal(
        _ request: AccessRequest, by person: UserID, in configuration: Configuration, now: Instant
    ) -> Refusal? {
        if let refusal = requesterRefusal(request, person, in: configuration)
            ?? refusal(ofClosed: request, now: now)
        {
            return refusal
        }
        guard let last = request.remindedAt else { return nil }
        let next = last + Limits.reminderInterval
        guard now < next else { return nil }
        return Refusal(
            .failedPrecondition, .remindedRecently,
            "The approvers were reminded at \(last). They can be reminded again at \(next).",
            unmet: [UnmetCondition(.time, "The next reminder can be sent at \(next).")],
            subject: request.id.description, figures: ["next_reminder_time": next.description])
    }

    /// Looks whether enough people are left to approve, after people, groups or resources changed,
    /// and tells once if not. nil if nothing changed. Should it be reachable again, that is noted,
    /// so that the next time is told too.
    package static func checkReachability(
        _ request: AccessRequest, rules: RuleSet, in configuration: Configuration, now: Instant
    ) -> Decision? {
        guard request.state(at: now) == .pending else { return nil }
        let isUnreachable = !Quorum.isReachable(
            by: Electorate(request, rules: rules), in: configuration)
        guard isUnreachable != request.isUnreachable else { return nil }
        var next = request
        next.isUnreachable = isUnreachable
        let events = RequestEvents(rules: rules, actor: .system("membership"), in: configuration)
        return Decision(
            changes: [.updateRequest(next, awaiting: nil)],
            events: isUnreachable ? [events.unreachable(next)] : [])
    }
}
