import CountersignClient
import CountersignProto

extension Office {
    /// People, groups, machines, one resource and one policy of two steps.
    func furnish(_ tenant: Tenant) async throws {
        let admin = client(of: .admin, in: tenant)
        for person in Person.allCases where person != .admin {
            _ = try await admin.directory.createUser(
                user: User(
                    email: person.email, displayName: person.rawValue,
                    subject: person.rawValue))
        }
        let groups: [(String, [Person])] = [
            ("engineers", [.rita, .anna]), ("dba", [.anna, .ben]), ("security", [.carl, .dora]),
        ]
        for (name, members) in groups {
            _ = try await admin.directory.createGroup(
                group: Group(name: name), members: members.map(\.email))
        }
        for machine in Machine.allCases {
            _ = try await admin.directory.createService(
                service: Service(name: machine.rawValue, subject: machine.rawValue))
        }
        _ = try await admin.directory.createRole(
            role: Role(
                name: "streamers", permissions: [.allowStreamEvents],
                services: [Machine.gateway.rawValue]))
        _ = try await admin.resource.createResource(resource: .productionDatabase)
        _ = try await admin.policy.createPolicy(policy: .production)
    }
}

extension Resource {
    /// `prod-db`: Olga's, shared with the engineers.
    static var productionDatabase: Resource {
        Resource(
            name: "prod-db", kind: .database, owner: .person(.olga),
            accounts: ["admin", "readonly"], sharedWith: [.group("engineers")])
    }
}

extension ApprovalPolicy {
    /// Of `prod-*`: one of the dba, then one of security; at most 8 hours.
    static var production: ApprovalPolicy {
        ApprovalPolicy(
            name: "production", resourcePatterns: ["prod-*"],
            maxDuration: ProtoDuration(milliseconds: 8 * 3_600_000),
            steps: [
                PolicyStep(name: "Peers", approvers: [.group("dba")], requiredApprovals: 1),
                PolicyStep(
                    name: "Security", approvers: [.group("security")], requiredApprovals: 1),
            ])
    }
}

extension Subject {
    static func person(_ person: Person) -> Subject { Subject(subject: .user(person.email)) }
    static func group(_ name: String) -> Subject { Subject(subject: .group(name)) }
}

extension ProtoDuration {
    static func hours(_ hours: Int64) -> Self { Self(milliseconds: hours * 3_600_000) }
    static func minutes(_ minutes: Int64) -> Self { Self(milliseconds: minutes * 60_000) }
}
