import CountersignProto
import Workflow

/// Makes what a caller sees of a request.
struct RequestView {
    let request: Workflow.AccessRequest
    let rules: RuleSet
    let snapshot: VersionedConfiguration
    let viewer: Caller?
    let now: Instant
    /// Who can still approve is left out of lists.
    var namesVoters = true

    private var configuration: Configuration { snapshot.configuration }

    func make() -> CountersignProto.AccessRequest {
        let state = request.state(at: now)
        return CountersignProto.AccessRequest(
            id: request.id.description,
            requester: configuration.summary(of: request.requester),
            resource: configuration.summary(of: request.resource),
            account: request.account,
            duration: ProtoDuration(request.duration),
            reason: request.reason,
            ticket: request.ticket,
            startTime: request.startsAt.map(ProtoTimestamp.init),
            state: CountersignProto.RequestState(state),
            createTime: ProtoTimestamp(request.createdAt),
            expireTime: ProtoTimestamp(request.expiresAt),
            resolveTime: request.resolvedAt.map(ProtoTimestamp.init),
            steps: steps(),
            currentStep: state == .pending ? UInt32(request.step + 1) : 0,
            policyID: rules.policy?.id.description ?? "",
            policyName: rules.policy?.name ?? "",
            policyVersion: rules.policy?.version.asVersion ?? 0,
            grantID: request.grant?.description ?? "",
            actions: actions(),
            nextReminderTime: nextReminder())
    }

    private func steps() -> [RequestStep] {
        let states = RequestWorkflow.stepStates(request, rules: rules, now: now)
        return rules.steps.indices.map { index in
            let step = rules.steps[index]
            var view = RequestStep(
                name: step.name,
                state: CountersignProto.StepState(states[index]),
                requiredApprovals: UInt32(step.requiredApprovals),
                approvers: step.approvers.map(configuration.view(of:)),
                votes: request.votes.filter { $0.step == index }.map(view(of:)))
            if namesVoters, states[index] == .current { name(&view) }
            return view
        }
    }

    private func name(_ step: inout RequestStep) {
        let voters = RequestWorkflow.eligiblePeople(
            request, rules: rules, in: configuration, now: now)
        step.canStillApproveCount = UInt32(voters.count)
        step.canStillApprove = voters.named.map(configuration.summary(of:))
    }

    private func view(of vote: Workflow.Vote) -> CountersignProto.Vote {
        CountersignProto.Vote(
            voter: configuration.summary(of: vote.voter),
            choice: vote.choice == .approve ? .approve : .reject,
            comment: vote.comment,
            createTime: ProtoTimestamp(vote.castAt))
    }

    private func actions() -> CountersignProto.RequestActions {
        guard case .user(let user) = viewer?.principal else { return .init() }
        let actions = RequestWorkflow.actions(
            on: request, rules: rules, viewer: user, in: configuration, now: now)
        return CountersignProto.RequestActions(
            canApprove: actions.canApprove, canReject: actions.canReject,
            canCancel: actions.canCancel, canRemind: actions.canRemind)
    }

    private func nextReminder() -> ProtoTimestamp? {
        guard request.state(at: now) == .pending, let reminded = request.remindedAt else {
            return nil
        }
        let next = reminded + Limits.reminderInterval
        return next > now ? ProtoTimestamp(next) : nil
    }
}

extension CountersignProto.RequestState {
    init(_ state: Workflow.RequestState) {
        self.init(rawValue: Int32(state.rawValue))
    }
}

extension CountersignProto.StepState {
    init(_ state: Workflow.StepState) {
        switch state {
        case .waiting: self = .waiting
        case .current: self = .current
        case .approved: self = .approved
        case .rejected: self = .rejected
        case .notReached: self = .notReached
        }
    }
}
