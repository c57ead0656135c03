import CountersignClient
import CountersignProto
import Testing

/// What each sort of caller gets from each method. Names of one length, so that a table lines up.
enum Outcome: String, Sendable {
    /// UNAUTHENTICATED: there is no good token.
    case noAuth
    /// PERMISSION_DENIED.
    case denied
    /// NOT_FOUND: for this caller there is no such object.
    case absent
    /// OK.
    case served
    /// None of these.
    case beyond

    init(_ reply: Reply) {
        switch reply.status {
        case .unauthenticated: self = .noAuth
        case .permissionDenied: self = .denied
        case .notFound: self = .absent
        case .ok: self = .served
        default: self = .beyond
        }
    }
}

/// Who may call what.
struct AuthorizationTable {
    /// The sorts of callers, in the order of the outcomes of a row.
    enum Caller: String, CaseIterable {
        /// Without a token.
        case nobody
        /// A service of this organization without a permission.
        case service
        /// A user of this organization: active, without a permission, in no group.
        case user
        /// An administrator of another organization, whose people and things have the same names.
        /// Gives the ids of this one.
        case other
        /// A user with every permission, who approves nothing and with whom nothing is shared.
        case admin
    }

    /// A method, a good request for it, and what each caller gets.
    struct Row {
        let method: String
        let body: [UInt8]
        private(set) var outcomes: [(caller: Caller, outcome: Outcome)] = []

        init<Request, Response>(_ method: MethodDescriptor<Request, Response>, _ request: Request) {
            self.method = method.name
            do {
                body = try request.serialized()
            } catch {
                preconditionFailure("\(error)")
            }
        }

        func gives(
            _ nobody: Outcome, _ service: Outcome, _ user: Outcome, _ other: Outcome,
            _ admin: Outcome
        ) -> Row {
            var row = self
            row.outcomes = Array(zip(Caller.allCases, [nobody, service, user, other, admin]))
                .map { ($0, $1) }
            return row
        }
    }

    let rows: [Row]

    init(of thing: Things) {
        rows =
            Self.access(thing) + Self.events() + Self.operations() + Self.people(thing)
            + Self.directory(thing) + Self.policies(thing) + Self.resources(thing)
    }

    private static func access(_ thing: Things) -> [Row] {
        typealias Access = Methods.AccessService
        let (resource, request, grant) = (thing.resource.id, thing.request.id, thing.grant.id)
        return [
            Row(
                Access.createRequest,
                .init(resource: resource, account: "admin", duration: .hours(1))
            )
            .gives(.noAuth, .denied, .denied, .absent, .denied),
            Row(Access.getRequest, .init(id: request))
                .gives(.noAuth, .denied, .denied, .absent, .served),
            Row(Access.listRequests, .init())
                .gives(.noAuth, .denied, .denied, .served, .served),
            Row(Access.approveRequest, .init(id: request))
                .gives(.noAuth, .denied, .denied, .absent, .denied),
            Row(Access.rejectRequest, .init(id: request))
                .gives(.noAuth, .denied, .denied, .absent, .denied),
            Row(Access.cancelRequest, .init(id: request))
                .gives(.noAuth, .denied, .denied, .absent, .denied),
            Row(Access.remindApprovers, .init(id: request))
                .gives(.noAuth, .denied, .denied, .absent, .denied),
            Row(Access.getGrant, .init(id: grant))
                .gives(.noAuth, .denied, .denied, .absent, .served),
            Row(Access.listGrants, .init())
                .gives(.noAuth, .denied, .denied, .served, .served),
            Row(Access.endGrant, .init(id: grant))
                .gives(.noAuth, .denied, .denied, .absent, .denied),
            Row(Access.revokeGrant, .init(id: grant, reason: "over"))
                .gives(.noAuth, .denied, .denied, .absent, .served),
            Row(
                Access.explainAccess,
                .init(user: thing.user.id, resource: resource, account: "admin")
            )
            .gives(.noAuth, .denied, .denied, .absent, .served),
        ]
    }

    private static func events() -> [Row] {
        [
            Row(Methods.EventService.readEvents, .init())
                .gives(.noAuth, .denied, .served, .served, .served),
            // For services only: an administrator is a person.
            Row(Methods.EventService.openStream, .init())
                .gives(.noAuth, .denied, .denied, .denied, .denied),
        ]
    }

    private static func operations() -> [Row] {
        typealias Audit = Methods.AuditService
        typealias Cluster = Methods.ClusterService
        return [
            Row(Methods.Health.check, .init())
                .gives(.served, .served, .served, .served, .served),
            Row(Audit.exportLog, .init())
                .gives(.noAuth, .denied, .denied, .served, .served),
            Row(Audit.listSigningKeys, .init())
                .gives(.noAuth, .denied, .denied, .served, .served),
            Row(Cluster.getNode, .init())
                .gives(.noAuth, .denied, .denied, .served, .served),
            Row(Cluster.confirmClock, .init())
                .gives(.noAuth, .denied, .denied, .served, .served),
        ]
    }

    private static func people(_ thing: Things) -> [Row] {
        typealias Directory = Methods.DirectoryService
        let new = User(email: "new@example.com", displayName: "New")
        var changed = thing.user
        changed.displayName = "Changed"
        return [
            Row(Directory.whoAmI, .init())
                .gives(.noAuth, .served, .served, .served, .served),
            Row(Directory.getOrganization, .init())
                .gives(.noAuth, .served, .served, .served, .served),
            Row(Directory.updateOrganization, .init(organization: thing.organization))
                .gives(.noAuth, .denied, .denied, .absent, .served),
            Row(Directory.createUser, .init(user: new))
                .gives(.noAuth, .denied, .denied, .served, .served),
            Row(Directory.getUser, .init(id: thing.user.id))
                .gives(.noAuth, .denied, .denied, .absent, .served),
            Row(Directory.listUsers, .init())
                .gives(.noAuth, .denied, .denied, .served, .served),
            Row(Directory.updateUser, .init(user: changed))
                .gives(.noAuth, .denied, .denied, .absent, .served),
            Row(Directory.suspendUser, .init(id: thing.user.id))
                .gives(.noAuth, .denied, .denied, .absent, .served),
            Row(Directory.activateUser, .init(id: thing.user.id))
                .gives(.noAuth, .denied, .denied, .absent, .served),
        ]
    }

    private static func directory(_ thing: Things) -> [Row] {
        typealias Directory = Methods.DirectoryService
        let (group, service) = (thing.group.id, thing.service.id)
        var role = thing.role
        role.description = "changed"
        return [
            Row(Directory.createService, .init(service: Service(name: "new")))
                .gives(.noAuth, .denied, .denied, .served, .served),
            Row(Directory.getService, .init(id: service))
                .gives(.noAuth, .denied, .denied, .absent, .served),
            Row(Directory.listServices, .init())
                .gives(.noAuth, .denied, .denied, .served, .served),
            Row(Directory.deleteService, .init(id: service))
                .gives(.noAuth, .denied, .denied, .absent, .served),
            Row(Directory.createGroup, .init(group: Group(name: "new")))
                .gives(.noAuth, .denied, .denied, .served, .served),
            Row(Directory.getGroup, .init(id: group))
                .gives(.noAuth, .denied, .denied, .absent, .served),
            Row(Directory.listGroups, .init())
                .gives(.noAuth, .denied, .denied, .served, .served),
            Row(Directory.addGroupMembers, .init(id: group, members: [Person.sam.email]))
                .gives(.noAuth, .denied, .denied, .absent, .served),
            Row(Directory.removeGroupMembers, .init(id: group, members: [Person.sam.email]))
                .gives(.noAuth, .denied, .denied, .absent, .served),
            Row(Directory.deleteGroup, .init(id: group))
                .gives(.noAuth, .denied, .denied, .absent, .served),
            Row(
                Directory.createRole,
                .init(role: Role(name: "new", permissions: [.allowReadAudit]))
            )
            .gives(.noAuth, .denied, .denied, .served, .served),
            Row(Directory.getRole, .init(id: role.id))
                .gives(.noAuth, .denied, .denied, .absent, .served),
            Row(Directory.listRoles, .init())
                .gives(.noAuth, .denied, .denied, .served, .served),
            Row(Directory.updateRole, .init(role: role))
                .gives(.noAuth, .denied, .denied, .absent, .served),
            Row(Directory.deleteRole, .init(id: role.id))
                .gives(.noAuth, .denied, .denied, .absent, .served),
        ]
    }

    private static func policies(_ thing: Things) -> [Row] {
        typealias Policy = Methods.PolicyService
        var new = ApprovalPolicy.production
        new.name = "new"
        var changed = thing.policy
        changed.priority = 5
        return [
            Row(Policy.createPolicy, .init(policy: new))
                .gives(.noAuth, .denied, .denied, .served, .served),
            Row(Policy.getPolicy, .init(id: thing.policy.id))
                .gives(.noAuth, .denied, .denied, .absent, .served),
            Row(Policy.listPolicies, .init())
                .gives(.noAuth, .denied, .denied, .served, .served),
            Row(Policy.updatePolicy, .init(policy: changed))
                .gives(.noAuth, .denied, .denied, .absent, .served),
            Row(Policy.deletePolicy, .init(id: thing.policy.id))
                .gives(.noAuth, .denied, .denied, .absent, .served),
        ]
    }

    private static func resources(_ thing: Things) -> [Row] {
        typealias Target = Methods.ResourceService
        var new = Resource.productionDatabase
        new.name = "new"
        var changed = thing.resource
        changed.description = "changed"
        return [
            Row(Target.createResource, .init(resource: new))
                .gives(.noAuth, .denied, .denied, .served, .served),
            Row(Target.getResource, .init(id: thing.resource.id))
                .gives(.noAuth, .denied, .denied, .absent, .served),
            // Those without rights see an empty list.
            Row(Target.listResources, .init())
                .gives(.noAuth, .served, .served, .served, .served),
            Row(Target.updateResource, .init(resource: changed))
                .gives(.noAuth, .denied, .denied, .absent, .served),
            Row(Target.deleteResource, .init(id: thing.resource.id))
                .gives(.noAuth, .denied, .denied, .absent, .served),
        ]
    }
}
