/// Everything that can happen to an access request.
///
/// Each command takes the request as it is, the rules it keeps, the configuration and the time, and
/// either refuses or says what to write and tell.
package enum RequestWorkflow {
    /// Asks for access. If no approval is required the grant follows at once.
    ///
    /// - Parameters:
    ///   - grantID: the id of the grant, should there be one.
    ///   - pending: the requester's pending request for the same resource and account, if any.
    ///   - governing: what governs the access; asked only if the requester may see the resource and
    ///     it has that account. A caller that memoizes selections passes its own.
    package static func create(
        _ draft: RequestDraft, id: RequestID, grantID: GrantID, by requester: UserID,
        pending: RequestID?, in configuration: Configuration, now: Instant,
        governing: Governing = PolicySelection.ruleSet(for:account:in:)
    ) throws(Refusal) -> Decision {
        if let refusal = Assessment.refusal(ofInactive: requester, in: configuration) {
            throw refusal
        }
        let violations = draft.violations
        guard !draft.resource.isEmpty else {
            throw Assessment(ofDraftWithoutResource: draft, now: now)
                .refusal(adding: violations)!
        }
        let resource = try configuration.resource(named: draft.resource, visibleTo: requester)
        let account = resource.account(named: draft.account)
        let rules = account.flatMap { governing(resource, $0, configuration) }
        let assessment = Assessment(
            of: Access(
                person: requester, resource: resource, account: draft.account,
                duration: draft.duration, startsAt: draft.startsAt),
            rules: rules, pending: pending, in: configuration, now: now)
        if let refusal = assessment.refusal(adding: violations) { throw refusal }
        guard let rules, let account, let duration = draft.duration else {
            preconditionFailure("an assessment without findings has rules, account and duration")
        }
        let request = AccessRequest(
            id: id, requester: requester, resource: resource.id, account: account,
            duration: duration, reason: draft.reason, ticket: draft.ticket,
            startsAt: draft.startsAt, createdAt: now,
            expiresAt: now + min(draft.timeToLive ?? rules.maxTimeToLive, rules.maxTimeToLive),
            rules: rules.key, state: .pending, step: 0, votes: [], resolvedAt: nil,
            remindedAt: nil, isUnreachable: false, grant: nil)
        return open(request, rules: rules, grantID: grantID, in: configuration, now: now)
    }

    private static func open(
        _ request: AccessRequest, rules: RuleSet, grantID: GrantID,
        in configuration: Configuration, now: Instant
    ) -> Decision {
        let events = RequestEvents(rules: rules, actor: .user(request.requester), in: configuration)
        var decision = Decision(
            changes: [.keepRuleSet(rules)], events: [events.created(request)])
        guard rules.steps.isEmpty else {
            decision.changes.append(
                .insertRequest(request, awaiting: rules.steps[0].approvers))
            decision.events.append(events.stepStarted(request))
            return decision
        }
        let grant = GrantMaking.grant(
            for: request, rules: rules, id: grantID, governing: rules, now: now)
        var approved = request
        approved.state = .approved
        approved.resolvedAt = now
        approved.grant = grant.id
        decision.changes += [.insertRequest(approved, awaiting: []), .insertGrant(grant)]
        let grants = GrantEvents(actor: .user(request.requester), in: configuration)
        decision.events.append(events.ended(approved, .requestApproved))
        decision.events += grants.created(grant)
        return decision
    }

    /// The person behind an actor, for the commands that only people may give.
    package static func voter(_ actor: Actor) throws(Refusal) -> UserID {
        switch actor {
        case .user(let id):
            return id
        case .service, .system:
            throw Refusal(
                .permissionDenied, .serviceCannotApprove,
                "A service cannot vote. Pass the token of the person who decides.")
        }
    }

    /// Why nothing can be decided on the request any more; nil if it is open.
    static func refusal(ofClosed request: AccessRequest, now: Instant) -> Refusal? {
        guard request.state == .pending else {
            return Refusal(
                .failedPrecondition, .requestNotPending,
                "The request is \(request.state.word) already. Nothing more can be decided on it.",
                unmet: [UnmetCondition(.state, "The request is \(request.state.word).")],
                subject: request.id.description, figures: ["state": request.state.word])
        }
        guard now >= request.expiresAt else { return nil }
        return Refusal(
            .failedPrecondition, .requestExpired,
            "The request expired at \(request.expiresAt). Its requester can make a new one.",
            unmet: [UnmetCondition(.time, "The request expired at \(request.expiresAt).")],
            subject: request.id.description,
            figures: ["expire_time": request.expiresAt.description])
    }
}
