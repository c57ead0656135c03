import CountersignProto
import Workflow

/// What callers see of the objects of a configuration.
extension Configuration {
    func view(of organization: Workflow.Organization) -> CountersignProto.Organization {
        CountersignProto.Organization(
            id: organization.id.description,
            name: organization.name,
            unmatchedAccess: organization.unmatchedAccess == .allow ? .allow : .deny,
            version: organization.version.asVersion)
    }

    func view(of user: Workflow.User) -> CountersignProto.User {
        CountersignProto.User(
            id: user.id.description,
            email: user.email,
            displayName: user.displayName,
            subject: user.subject,
            state: user.state == .active ? .active : .suspended,
            version: user.version.asVersion,
            createTime: ProtoTimestamp(user.createdAt),
            updateTime: ProtoTimestamp(user.updatedAt))
    }

    func view(of service: Workflow.Service) -> CountersignProto.Service {
        CountersignProto.Service(
            id: service.id.description,
            name: service.name,
            subject: service.subject,
            version: service.version.asVersion,
            createTime: ProtoTimestamp(service.createdAt))
    }

    func view(of group: Workflow.Group) -> CountersignProto.Group {
        CountersignProto.Group(
            id: group.id.description,
            name: group.name,
            description: group.description,
            memberCount: UInt32(group.members.count),
            version: group.version.asVersion,
            createTime: ProtoTimestamp(group.createdAt),
            updateTime: ProtoTimestamp(group.updatedAt))
    }

    func view(of role: Workflow.Role) -> CountersignProto.Role {
        CountersignProto.Role(
            id: role.id.description,
            name: role.name,
            description: role.description,
            permissions: role.permissions.map(CountersignProto.Permission.init)
                .sorted { $0.rawValue < $1.rawValue },
            members: role.members.map(view(of:)),
            services: role.services.map(\.description),
            version: role.version.asVersion,
            createTime: ProtoTimestamp(role.createdAt),
            updateTime: ProtoTimestamp(role.updatedAt))
    }

    func view(of resource: Workflow.Resource) -> CountersignProto.Resource {
        CountersignProto.Resource(
            id: resource.id.description,
            name: resource.name,
            kind: CountersignProto.ResourceKind(resource.kind),
            description: resource.description,
            owner: view(of: resource.owner),
            accounts: resource.accounts,
            sharedWith: resource.sharedWith.map(view(of:)),
            version: resource.version.asVersion,
            createTime: ProtoTimestamp(resource.createdAt),
            updateTime: ProtoTimestamp(resource.updatedAt))
    }

    func view(of policy: Workflow.ApprovalPolicy) -> CountersignProto.ApprovalPolicy {
        CountersignProto.ApprovalPolicy(
            id: policy.id.description,
            name: policy.name,
            description: policy.description,
            priority: Int32(policy.priority),
            disabled: !policy.isEnabled,
            resourcePatterns: policy.resourcePatterns,
            accountPatterns: policy.accountPatterns,
            minDuration: policy.minDuration == .zero ? nil : ProtoDuration(policy.minDuration),
            maxDuration: ProtoDuration(policy.maxDuration),
            maxTimeToLive: ProtoDuration(policy.maxTimeToLive),
            steps: policy.steps.map {
                CountersignProto.PolicyStep(
                    name: $0.name, approvers: $0.approvers.map(view(of:)),
                    requiredApprovals: UInt32($0.requiredApprovals))
            },
            allowRepeatApprovers: !policy.distinctApprovers,
            version: policy.version.asVersion,
            createTime: ProtoTimestamp(policy.createdAt),
            updateTime: ProtoTimestamp(policy.updatedAt))
    }
}

extension CountersignProto.Permission {
    init(_ permission: Workflow.Permission) {
        self =
            switch permission {
            case .manageDirectory: .allowManageDirectory
            case .manageResources: .allowManageResources
            case .managePolicies: .allowManagePolicies
            case .configureWorkflowSettings: .allowConfigureWorkflowSettings
            case .revokeAccess: .allowRevokeAccess
            case .viewRequests: .allowViewRequests
            case .viewConfiguration: .allowViewConfiguration
            case .explainAccess: .allowExplainAccess
            case .readAudit: .allowReadAudit
            case .streamEvents: .allowStreamEvents
            case .operateCluster: .allowOperateCluster
            }
    }
}
