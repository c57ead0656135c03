import CountersignProto
import Workflow

/// Makes what a caller sees of a grant. Its state is worked out at the moment of the call.
struct GrantView {
    let grant: Workflow.Grant
    let request: Workflow.AccessRequest
    let rules: RuleSet
    let viewer: Caller?
    let snapshot: VersionedConfiguration
    let now: Instant

    private var configuration: Configuration { snapshot.configuration }

    func make() -> CountersignProto.Grant {
        CountersignProto.Grant(
            id: grant.id.description,
            requestID: grant.request.description,
            holder: configuration.summary(of: grant.holder),
            resource: configuration.summary(of: grant.resource),
            account: grant.account,
            state: CountersignProto.GrantState(grant.state(at: now)),
            active: grant.isActive(at: now),
            createTime: ProtoTimestamp(grant.createdAt),
            startTime: ProtoTimestamp(grant.startsAt),
            expireTime: ProtoTimestamp(grant.expiresAt),
            endTime: grant.endedAt.map(ProtoTimestamp.init),
            endReason: grant.endReason,
            actions: actions())
    }

    private func actions() -> CountersignProto.GrantActions {
        guard let viewer else { return .init() }
        let actions = GrantWorkflow.actions(
            on: grant, request: request, rules: rules, viewer: viewer.actor,
            in: configuration, now: now)
        return CountersignProto.GrantActions(
            canEnd: actions.canEnd, canRevoke: actions.canRevoke)
    }
}

extension CountersignProto.GrantState {
    init(_ state: Workflow.GrantState) {
        self.init(rawValue: Int32(state.rawValue))
    }
}
