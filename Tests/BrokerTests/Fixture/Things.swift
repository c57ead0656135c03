import CountersignClient
import CountersignProto
import Testing

/// One of each, with their ids, in an office that is furnished.
struct Things {
    let organization: Organization
    let user: User
    let service: Service
    let group: Group
    let role: Role
    let policy: ApprovalPolicy
    let resource: Resource
    let request: AccessRequest
    let grant: Grant

    init(in office: Office) async throws {
        let admin = office[.admin]
        organization = try #require(try await admin.directory.getOrganization().organization)
        user = try #require(
            try await admin.directory.createUser(
                user: User(email: "one@example.com", displayName: "One")
            ).user)
        service = try #require(
            try await admin.directory.createService(service: Service(name: "one")).service)
        group = try #require(
            try await admin.directory.createGroup(group: Group(name: "one")).group)
        role = try #require(
            try await admin.directory.createRole(
                role: Role(name: "one", permissions: [.allowViewRequests])
            ).role)
        policy = try #require(try await admin.policy.getPolicy(id: "production").policy)
        resource = try #require(try await admin.resource.getResource(id: "prod-db").resource)
        grant = try await office.grant(account: "readonly")
        request = try await office.ask()
    }
}
