import CountersignProto
import Workflow

/// `PolicyService`.
extension MethodTable {
    mutating func addPolicies() {
        let reading = Authorization.permission([.managePolicies, .viewConfiguration])
        let changing = Authorization.permission([.managePolicies])
        write(Methods.PolicyService.createPolicy, changing) { call, context in
            let draft = PolicyDraft(call.policy ?? ApprovalPolicy())
            let decision = try ConfigurationWorkflow.createPolicy(
                draft, id: context.newID(), by: context.actor, in: context.configuration,
                now: context.now)
            return CreatePolicyResponse(policy: try context.policy(after: decision))
        }
        read(Methods.PolicyService.getPolicy, reading) { call, context in
            let policy = try context.policy(call.id)
            return GetPolicyResponse(policy: context.configuration.view(of: policy))
        }
        read(Methods.PolicyService.listPolicies, reading) { try $1.list($0) }
        write(Methods.PolicyService.updatePolicy, changing) { call, context in
            let wanted = call.policy ?? ApprovalPolicy()
            let decision = try ConfigurationWorkflow.updatePolicy(
                wanted.id, PolicyDraft(wanted), version: Int64(clamping: wanted.version),
                by: context.actor, in: context.configuration, now: context.now)
            return UpdatePolicyResponse(policy: try context.policy(after: decision))
        }
        write(Methods.PolicyService.deletePolicy, changing) { call, context in
            try context.apply(
                try ConfigurationWorkflow.deletePolicy(
                    call.id, by: context.actor, in: context.configuration,
                    now: context.now))
            return DeletePolicyResponse()
        }
    }
}

extension ReadContext {
    fileprivate func policy(_ name: String) throws(CallFailure) -> Workflow.ApprovalPolicy {
        guard let policy = configuration.policy(named: name) else { throw .noSuch("policy", name) }
        return policy
    }

    fileprivate func list(_ call: ListPoliciesRequest) throws -> ListPoliciesResponse {
        let page = try PageToken.page(
            of: configuration.policies.values.filter { !$0.isDeleted }, by: \.name,
            size: call.pageSize, token: call.pageToken, filter: "policies")
        return ListPoliciesResponse(
            policies: page.elements.map(configuration.view(of:)), nextPageToken: page.next)
    }
}

extension WriteContext {
    /// Applies the decision and shows the policy that it wrote.
    fileprivate func policy(
        after decision: Decision
    ) throws -> CountersignProto.ApprovalPolicy? {
        try apply(decision)
        for case .policy(let policy) in decision.objects { return configuration.view(of: policy) }
        return nil
    }
}

extension PolicyDraft {
    init(_ policy: CountersignProto.ApprovalPolicy) {
        self.init(
            name: policy.name,
            description: policy.description,
            priority: Int(policy.priority),
            isEnabled: !policy.disabled,
            resourcePatterns: policy.resourcePatterns,
            accountPatterns: policy.accountPatterns,
            minDuration: policy.minDuration.map(Span.init),
            maxDuration: policy.maxDuration.map(Span.init),
            maxTimeToLive: policy.maxTimeToLive.map(Span.init),
            steps: policy.steps.map {
                PolicyStepDraft(
                    name: $0.name, approvers: $0.approvers.map(SubjectName.init),
                    requiredApprovals: Int($0.requiredApprovals))
            },
            distinctApprovers: !policy.allowRepeatApprovers)
    }
}

extension SubjectName {
    init(_ subject: CountersignProto.Subject) {
        switch subject.subject {
        case .user(let name): self = .user(name)
        case .group(let name): self = .group(name)
        case nil: self = .missing
        }
    }
}
