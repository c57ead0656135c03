/// One person's use of one account on one resource, for a time.
package struct Access: Hashable, Sendable {
    package var person: UserID
    package var resource: Resource
    package var account: String
    package var duration: Span?
    /// nil means at once.
    package var startsAt: Instant?

    package init(
        person: UserID, resource: Resource, account: String, duration: Span?,
        startsAt: Instant? = nil
    ) {
        self.person = person
        self.resource = resource
        self.account = account
        self.duration = duration
        self.startsAt = startsAt
    }
}

/// Everything that speaks against asking for an access. Making a request and explaining one both go
/// by it, so they can't come to differ.
struct Assessment {
    private(set) var findings: [Finding] = []
    /// nil if there are no rules.
    private(set) var quorum: Quorum?

    struct Finding {
        let condition: UnmetCondition
        let code: Refusal.Code
        let reason: Refusal.Reason
        /// The field of the request message that is wrong, when one is.
        var field: String?
        var subject = ""
        var figures: [String: String] = [:]
    }

    init(
        of access: Access, rules: RuleSet?, pending: RequestID?, in configuration: Configuration,
        now: Instant
    ) {
        if let refusal = Self.refusal(ofInactive: access.person, in: configuration) {
            add(.user, refusal.message, .permissionDenied, refusal.reason)
        }
        check(access, in: configuration)
        check(access.duration, rules)
        check(access.startsAt, now)
        // What governs an account that is not there can't be said.
        guard access.resource.account(named: access.account) != nil || rules != nil else { return }
        guard let rules else {
            add(
                .policy,
                "No policy matches, and the organization denies access then. "
                    + "Ask for a policy, or for another account.",
                .failedPrecondition, .noPolicy)
            return
        }
        if let pending {
            add(
                .state,
                "Request \(pending) for the same access is pending. Wait for it or cancel it.",
                .alreadyExists, .requestPending)
            findings[findings.count - 1].subject = pending.description
        }
        check(Electorate(rules: rules, requester: access.person), in: configuration)
    }

    /// What can be said of a draft that names no resource.
    init(ofDraftWithoutResource draft: RequestDraft, now: Instant) {
        if draft.account.isEmpty { add(.account, "is required", field: "account") }
        check(draft.startsAt, now)
    }

    private mutating func check(_ access: Access, in configuration: Configuration) {
        let resource = access.resource
        if resource.isDeleted {
            add(
                .resource, "Resource \"\(resource.name)\" was deleted.", .failedPrecondition,
                .resourceDeleted)
            findings[findings.count - 1].subject = resource.id.description
        }
        if !configuration.mayAsk(access.person, for: resource) {
            add(
                .shared,
                "Resource \"\(resource.name)\" is not shared with the person. "
                    + "Ask its owner to share it.",
                .permissionDenied, .notShared)
        }
        if access.account.isEmpty {
            add(.account, "is required", field: "account")
        } else if resource.account(named: access.account) == nil {
            add(
                .account,
                "names no account of \"\(resource.name)\": there is no \"\(access.account)\"",
                field: "account")
        }
    }

    private mutating func check(_ duration: Span?, _ rules: RuleSet?) {
        guard let duration else { return }
        let shortest = max(rules?.minDuration ?? .zero, Limits.shortestAccessDuration)
        let longest = min(rules?.maxDuration ?? Limits.accessDuration, Limits.accessDuration)
        if duration < shortest {
            add(.duration, "must be at least \(shortest), not \(duration)", field: "duration")
        } else if duration > longest {
            add(.duration, "must be at most \(longest), not \(duration)", field: "duration")
        }
    }

    private mutating func check(_ startsAt: Instant?, _ now: Instant) {
        guard let startsAt else { return }
        if startsAt <= now {
            add(
                .time, "is not in the future; leave it out to start on approval",
                field: "start_time")
        } else if startsAt - now > Limits.startAhead {
            add(.time, "must be at most \(Limits.startAhead) ahead", field: "start_time")
        }
    }

    private mutating func check(_ electorate: Electorate, in configuration: Configuration) {
        if Quorum.isReachable(by: electorate, in: configuration) { return }
        let quorum = Quorum(of: electorate, in: configuration)
        guard let shortfall = quorum.shortfall else { return }
        add(
            .quorum, shortfall.text(in: electorate.rules), .failedPrecondition, .quorumUnreachable)
        findings[findings.count - 1].figures = quorum.figures
    }

    private mutating func add(
        _ kind: UnmetCondition.Kind, _ description: String, _ code: Refusal.Code,
        _ reason: Refusal.Reason
    ) {
        findings.append(
            Finding(condition: UnmetCondition(kind, description), code: code, reason: reason))
    }

    private mutating func add(
        _ kind: UnmetCondition.Kind, _ description: String, field: String
    ) {
        findings.append(
            Finding(
                condition: UnmetCondition(kind, description), code: .invalidArgument,
                reason: .invalidFields, field: field))
    }
}
