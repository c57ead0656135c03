import CountersignProto
import Workflow

/// Turns the events of a decision into the bytes that are hashed, stored and sent.
struct EventEncoder: Sendable {
    let organization: OrganizationID
    let time: Instant
    /// The configuration before the decision, for what a change has changed.
    let snapshotBefore: VersionedConfiguration
    let snapshot: VersionedConfiguration

    var before: Configuration { snapshotBefore.configuration }
    var after: Configuration { snapshot.configuration }

    func encode(
        _ event: Workflow.Event, epoch: UInt64, seq: UInt64
    ) throws(EncodingFailure) -> [UInt8] {
        try view(of: event, epoch: epoch, seq: seq).serialized()
    }

    private func view(
        of event: Workflow.Event, epoch: UInt64, seq: UInt64
    ) throws(EncodingFailure) -> CountersignProto.Event {
        let (subject, snapshot) = try self.snapshot(of: event)
        return CountersignProto.Event(
            organizationID: organization.description,
            epoch: epoch,
            seq: seq,
            time: ProtoTimestamp(time),
            kind: CountersignProto.EventKind(rawValue: Int32(event.kind.rawValue)),
            actor: view(of: event.actor),
            subjectID: subject,
            audience: CountersignProto.Audience(
                users: event.audience.users.map { $0.description },
                groups: event.audience.groups.map { $0.description }),
            snapshot: snapshot)
    }

    private func view(of actor: Workflow.Actor) -> CountersignProto.Actor {
        switch actor {
        case .user(let id): CountersignProto.Actor(actor: .user(after.summary(of: id)))
        case .service(let id): CountersignProto.Actor(actor: .service(id.description))
        case .system(let occasion): CountersignProto.Actor(actor: .system(occasion))
        }
    }

    private func snapshot(
        of event: Workflow.Event
    ) throws(EncodingFailure) -> (String, CountersignProto.Event.SnapshotChoice?) {
        switch event.snapshot {
        case .request(let request, let rules, let vote):
            (request.id.description, .request(view(of: request, rules, vote)))
        case .grant(let grant):
            (grant.id.description, .grant(view(of: grant)))
        case .configuration(let object, let change):
            try configuration(object, change)
        case .node(let id):
            (id, nil)
        }
    }

    private func view(
        of request: Workflow.AccessRequest, _ rules: RuleSet, _ vote: Workflow.Vote?
    ) -> RequestSnapshot {
        let index = vote?.step ?? request.step
        let step = rules.steps.indices.contains(index) ? rules.steps[index] : nil
        let approvals = request.votes.count { $0.step == index && $0.choice == .approve }
        return RequestSnapshot(
            id: request.id.description,
            requester: after.summary(of: request.requester),
            resource: after.summary(of: request.resource),
            account: request.account,
            duration: ProtoDuration(request.duration),
            reason: request.reason,
            ticket: request.ticket,
            state: CountersignProto.RequestState(request.state),
            expireTime: ProtoTimestamp(request.expiresAt),
            step: step == nil ? 0 : UInt32(index + 1),
            stepName: step?.name ?? "",
            stepCount: UInt32(rules.steps.count),
            approvals: UInt32(approvals),
            requiredApprovals: UInt32(step?.requiredApprovals ?? 0),
            choice: vote.map { $0.choice == .approve ? .approve : .reject } ?? .unspecified,
            comment: vote?.comment ?? "",
            policyID: rules.policy?.id.description ?? "",
            policyVersion: rules.policy?.version.asVersion ?? 0,
            startTime: request.startsAt.map(ProtoTimestamp.init))
    }

    private func view(of grant: Workflow.Grant) -> GrantSnapshot {
        GrantSnapshot(
            id: grant.id.description,
            requestID: grant.request.description,
            holder: after.summary(of: grant.holder),
            resource: after.summary(of: grant.resource),
            account: grant.account,
            state: CountersignProto.GrantState(grant.state),
            startTime: ProtoTimestamp(grant.startsAt),
            expireTime: ProtoTimestamp(grant.expiresAt),
            reason: grant.endReason)
    }
}
