/// Makes the grant of an approved request.
///
/// What may have changed while the request was pending is checked once more. Its requester must be
/// active and still may ask for that account of the resource; otherwise the last vote is refused
/// and the request stays as it was. The duration is the shortest of what was asked for, what the
/// request's own rules allow, and what the policy that governs the access now allows: a policy made
/// stricter meanwhile cuts the grant and does not undo the approval. That no policy governs it any
/// more changes nothing, because a request goes on with the rules it started with.
enum GrantMaking {
    static func grant(
        for request: AccessRequest, rules: RuleSet, id: GrantID,
        governing: RequestWorkflow.Governing, in configuration: Configuration, now: Instant
    ) throws(Refusal) -> Grant {
        let resource = try resource(of: request, in: configuration)
        let present = governing(resource, request.account, configuration)
        return grant(for: request, rules: rules, id: id, governing: present, now: now)
    }

    /// From `startsAt`, or from now if that has passed.
    static func grant(
        for request: AccessRequest, rules: RuleSet, id: GrantID, governing: RuleSet?, now: Instant
    ) -> Grant {
        var duration = min(request.duration, rules.maxDuration)
        if let governing, governing.policy != nil {
            duration = min(duration, governing.maxDuration)
        }
        let startsAt = max(request.startsAt ?? now, now)
        return Grant(
            id: id, request: request.id, holder: request.requester, resource: request.resource,
            account: request.account, createdAt: now, startsAt: startsAt,
            expiresAt: startsAt + duration, state: startsAt > now ? .scheduled : .active,
            endedAt: nil, endReason: "", isWarned: false)
    }

    private static func resource(
        of request: AccessRequest, in configuration: Configuration
    ) throws(Refusal) -> Resource {
        guard configuration.isActive(request.requester) else {
            throw refusal(
                .userSuspended, .user, "The requester is suspended; activate them first.", request)
        }
        guard let resource = configuration.resources[request.resource], !resource.isDeleted else {
            throw refusal(.resourceDeleted, .resource, "The resource was deleted.", request)
        }
        guard resource.account(named: request.account) != nil else {
            throw refusal(
                .noSuchObject, .account,
                "Account \"\(request.account)\" was taken off the resource; reject the request.",
                request)
        }
        guard configuration.mayAsk(request.requester, for: resource) else {
            throw refusal(
                .notShared, .shared,
                "The resource is no longer shared with the requester; "
                    + "share it or reject the request.",
                request)
        }
        return resource
    }

    private static func refusal(
        _ reason: Refusal.Reason, _ kind: UnmetCondition.Kind, _ message: String,
        _ request: AccessRequest
    ) -> Refusal {
        Refusal(
            .failedPrecondition, reason, message, unmet: [UnmetCondition(kind, message)],
            subject: request.id.description)
    }
}
