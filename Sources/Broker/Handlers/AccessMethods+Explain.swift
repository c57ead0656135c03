import CountersignProto
import Store
import Workflow

/// `AccessService/ExplainAccess`.
extension ReadContext {
    func explain(_ call: ExplainAccessRequest) throws -> ExplainAccessResponse {
        let person = try person(named: call.user)
        let resource = try knownResource(call.resource)
        let access = Access(
            person: person, resource: resource, account: call.account,
            duration: call.duration.map(Span.init), startsAt: nil)
        let grants = try store.openGrants(
            of: person, resource: resource.id, account: call.account, in: organization)
        let explanation = ExplainWorkflow.explain(
            access, at: call.time.map(Instant.init) ?? now,
            pending: try pendingRequest(like: access),
            grants: grants, in: configuration, now: now)
        return try view(of: explanation)
    }

    /// Whom the question is about: the caller, or anyone for who may ask about anyone.
    private func person(named name: String) throws(CallFailure) -> UserID {
        if case .user(let caller) = caller.principal {
            if name.isEmpty || configuration.user(named: name)?.id == caller { return caller }
        } else if name.isEmpty {
            throw .badField("user", "is required when a service asks")
        }
        guard has(.explainAccess) else { throw .noPermission([.explainAccess]) }
        guard let user = configuration.user(named: name) else { throw .noSuch("user", name) }
        return user.id
    }

    /// The person's request for the same, if it is pending now.
    private func pendingRequest(like access: Access) throws -> RequestID? {
        let id = try store.pendingRequest(
            by: access.person, resource: access.resource.id, account: access.account,
            of: organization)
        guard let id, let request = try store.request(id, of: organization),
            request.state(at: now) == .pending
        else { return nil }
        return id
    }

    /// Those who may not see every policy are shown those that match, which say what governs them.
    private func visible(
        _ candidates: [PolicySelection.Candidate]
    ) -> [PolicySelection.Candidate] {
        let seesAll = [.explainAccess, .viewConfiguration, .managePolicies].contains(where: has)
        return seesAll ? candidates : candidates.filter(\.matches)
    }

    /// A resource that the caller may know of, whoever the question is about.
    private func knownResource(_ name: String) throws -> Workflow.Resource {
        switch caller.principal {
        case .user(let id): try configuration.resource(named: name, visibleTo: id)
        case .service: try resource(name)
        }
    }

    private func view(of explanation: Explanation) throws -> ExplainAccessResponse {
        let rules = explanation.rules
        return ExplainAccessResponse(
            user: configuration.summary(of: explanation.access.person),
            resource: configuration.summary(of: explanation.access.resource.id),
            account: explanation.access.account,
            allowed: explanation.isAllowed,
            canRequest: explanation.canRequest,
            candidates: visible(explanation.candidates).prefix(Limits.candidatesNamed)
                .map { view(of: $0) },
            policyID: rules?.policy?.id.description ?? "",
            summary: explanation.summary,
            minDuration: rules.map { ProtoDuration($0.minDuration) },
            maxDuration: rules.map { ProtoDuration($0.maxDuration) },
            maxTimeToLive: rules.map { ProtoDuration($0.maxTimeToLive) },
            distinctApprovers: rules?.distinctApprovers ?? false,
            steps: explanation.steps.map(view(of:)),
            quorumReachable: explanation.quorum?.isReachable ?? false,
            unmet: explanation.unmet.map {
                CountersignProto.UnmetCondition(
                    type: $0.kind.rawValue, description: $0.description)
            },
            grants: try explanation.grants.map(view(of:)))
    }

    private func view(of candidate: PolicySelection.Candidate) -> PolicyCandidate {
        PolicyCandidate(
            policyID: candidate.policy.id.description,
            policyName: candidate.policy.name,
            priority: Int32(candidate.priority),
            matches: candidate.matches,
            chosen: candidate.chosen,
            why: candidate.why)
    }

    private func view(of step: Explanation.Step) -> ExplainedStep {
        ExplainedStep(
            name: step.step.name,
            requiredApprovals: UInt32(step.step.requiredApprovals),
            approvers: step.step.approvers.map(configuration.view(of:)),
            eligible: step.eligible.named.map(configuration.summary(of:)),
            eligibleCount: UInt32(step.eligible.count))
    }

    private func view(of grant: Workflow.Grant) throws -> CountersignProto.Grant {
        let (request, rules) = try request(of: grant)
        return views.view(of: grant, request, rules)
    }
}
