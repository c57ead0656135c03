import Workflow

/// A small organization to try the rules on. People, groups and policies are added by name;
/// everything happens at `now` unless a test moves it.
struct Office {
    static let start = Instant(milliseconds: 1_700_000_000_000)

    var configuration = Configuration()
    var now = Office.start
    private var lastID: UInt64 = 0

    init(unmatched: UnmatchedAccess = .deny) {
        let organization = Organization(
            id: OrganizationID(high: 1, low: 1), name: "Acme", unmatchedAccess: unmatched,
            version: 7)
        configuration.apply(.organization(organization))
    }

    mutating func newID<Tag>() -> Identifier<Tag> {
        lastID += 1
        return Identifier(high: 0, low: lastID)
    }

    @discardableResult
    mutating func person(_ name: String, state: UserState = .active) -> UserID {
        let id: UserID = newID()
        configuration.apply(
            .user(
                User(
                    id: id, email: "\(name)@acme.example", displayName: name,
                    subject: id.description, state: state, version: 1, createdAt: now,
                    updatedAt: now)))
        return id
    }

    @discardableResult
    mutating func group(_ name: String, _ members: Set<UserID>) -> GroupID {
        let id: GroupID = newID()
        configuration.apply(
            .group(
                Group(
                    id: id, name: name, description: "", members: members, isDeleted: false,
                    version: 1, createdAt: now, updatedAt: now)))
        return id
    }

    @discardableResult
    mutating func role(
        _ name: String, _ permissions: Set<Permission>, _ members: [Subject],
        services: [ServiceID] = []
    ) -> RoleID {
        let id: RoleID = newID()
        configuration.apply(
            .role(
                Role(
                    id: id, name: name, description: "", permissions: permissions,
                    members: members, services: services, isDeleted: false, version: 1,
                    createdAt: now, updatedAt: now)))
        return id
    }

    @discardableResult
    mutating func service(_ name: String) -> ServiceID {
        let id: ServiceID = newID()
        configuration.apply(
            .service(
                Service(
                    id: id, name: name, subject: id.description, isDeleted: false, version: 1,
                    createdAt: now)))
        return id
    }

    @discardableResult
    mutating func resource(
        _ name: String, owner: Subject, accounts: [String] = ["root", "readonly"],
        sharedWith: [Subject] = []
    ) -> Resource {
        let resource = Resource(
            id: newID(), name: name, kind: .machine, description: "", owner: owner,
            accounts: accounts, sharedWith: sharedWith, isDeleted: false, version: 1,
            createdAt: now, updatedAt: now)
        configuration.apply(.resource(resource))
        return resource
    }

    @discardableResult
    mutating func policy(
        _ name: String, resources: [String] = ["*"], accounts: [String] = [], priority: Int = 0,
        isEnabled: Bool = true, min: Span = .zero, max: Span = .hours(8),
        timeToLive: Span = .hours(24), distinct: Bool = true, steps: [PolicyStep] = []
    ) -> ApprovalPolicy {
        let policy = ApprovalPolicy(
            id: newID(), name: name, description: "", priority: priority, isEnabled: isEnabled,
            resourcePatterns: resources, accountPatterns: accounts, minDuration: min,
            maxDuration: max, maxTimeToLive: timeToLive, steps: steps,
            distinctApprovers: distinct, isDeleted: false, version: 1, createdAt: now,
            updatedAt: now)
        configuration.apply(.policy(policy))
        return policy
    }

    /// Applies what a decision writes to the configuration.
    mutating func apply(_ decision: Decision) {
        for case .put(let object) in decision.changes { configuration.apply(object) }
    }
}

extension PolicyStep {
    init(_ approvers: [Subject], _ required: Int = 1, name: String = "") {
        self.init(name: name, approvers: approvers, requiredApprovals: required)
    }
}
