import CountersignClient
import CountersignProto

/// The organization that is measured, and the tokens of its people.
struct BenchOrganization {
    let shape: OrganizationShape
    let administrator: String
    let gateway: String
    /// By number of the requester.
    let requesters: [String]
    /// The first approver of each team.
    let approvers: [String]

    /// Makes people, groups, policies and resources over RPC.
    static func make(
        on node: NodeProcess,
        shape: OrganizationShape
    ) async throws -> BenchOrganization {
        let administrator = try node.token(user: NodeProcess.administrator)
        let client = try node.client(administrator)
        defer { client.close() }
        let founder = Founder(client: client, shape: shape)
        try await founder.makePeople()
        try await founder.makeRoles()
        try await founder.makePolicies()
        try await founder.makeResources()
        return BenchOrganization(
            shape: shape,
            administrator: administrator,
            gateway: try node.token(service: OrganizationShape.gateway),
            requesters: try (0..<shape.requesters).map {
                try node.token(user: shape.requester($0))
            },
            approvers: try (0..<shape.teams).map {
                try node.token(user: shape.approver(0, team: $0))
            }
        )
    }
}

/// Fills an organization with what the benchmarks need.
private struct Founder {
    let client: CountersignClient
    let shape: OrganizationShape

    private static let everyone = "everyone"

    func makePeople() async throws {
        let requesters = (0..<shape.requesters).map(shape.requester)
        for email in requesters { try await makeUser(email) }
        _ = try await client.directory.createGroup(
            group: Group(name: Self.everyone),
            members: requesters
        )
        for team in 0..<shape.teams {
            let approvers = (0..<shape.approversPerTeam).map { shape.approver($0, team: team) }
            for email in approvers { try await makeUser(email) }
            _ = try await client.directory.createGroup(
                group: Group(name: shape.group(team: team)),
                members: approvers
            )
        }
    }

    private func makeUser(_ email: String) async throws {
        let name = email.prefix { $0 != "@" }
        _ = try await client.directory.createUser(
            user: User(email: email, displayName: String(name), subject: email)
        )
    }

    /// A gateway that may stream, and an administrator who may see all requests and the whole log.
    func makeRoles() async throws {
        _ = try await client.directory.createService(
            service: Service(name: OrganizationShape.gateway, subject: OrganizationShape.gateway)
        )
        _ = try await client.directory.createRole(
            role: Role(
                name: "bench-gateway",
                permissions: [.allowStreamEvents],
                services: [OrganizationShape.gateway]
            )
        )
        _ = try await client.directory.createRole(
            role: Role(
                name: "bench-auditor",
                permissions: [.allowViewRequests, .allowReadAudit],
                members: [Subject(subject: .user(NodeProcess.administrator))]
            )
        )
    }

    /// One step, one approval, for each team; where no policy matches, access follows at once.
    func makePolicies() async throws {
        for team in 0..<shape.teams {
            let approvers = Subject(subject: .group(shape.group(team: team)))
            let step = PolicyStep(
                name: "Team review",
                approvers: [approvers],
                requiredApprovals: 1
            )
            _ = try await client.policy.createPolicy(
                policy: ApprovalPolicy(
                    name: "team-\(team)",
                    resourcePatterns: ["team-\(team)-*"],
                    maxDuration: ProtoDuration(milliseconds: 28_800_000),
                    steps: [step]
                )
            )
        }
        guard
            var organization = try await client.directory.getOrganization().organization
        else { throw BenchFailure("the node has no organization") }
        organization.unmatchedAccess = .allow
        _ = try await client.directory.updateOrganization(organization: organization)
    }

    func makeResources() async throws {
        let named = (0..<shape.resources).map(shape.resource)
        let open = (0..<OrganizationShape.openResources).map(shape.openResource)
        for name in named + open {
            _ = try await client.resource.createResource(
                resource: Resource(
                    name: name,
                    kind: .database,
                    owner: Subject(subject: .user(NodeProcess.administrator)),
                    accounts: (0..<shape.accounts).map(shape.account),
                    sharedWith: [Subject(subject: .group(Self.everyone))]
                )
            )
        }
    }
}
