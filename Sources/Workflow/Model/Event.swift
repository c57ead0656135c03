/// One entry of the organization's ordered log, before it has a place in it: audit record and
/// notification in one.
package struct Event: Hashable, Sendable {
    package let kind: EventKind
    package let actor: Actor
    package let audience: Audience
    package let snapshot: EventSnapshot

    package init(kind: EventKind, actor: Actor, audience: Audience, snapshot: EventSnapshot) {
        self.kind = kind
        self.actor = actor
        self.audience = audience
        self.snapshot = snapshot
    }
}

/// The numbers are those of `countersign.v1.EventKind`.
package enum EventKind: Int, Sendable, CaseIterable {
    case requestCreated = 1
    case stepStarted = 2
    case vote = 3
    case requestApproved = 4
    case requestRejected = 5
    case requestCancelled = 6
    case requestExpired = 7
    case reminder = 8
    case unreachable = 10
    case grantCreated = 20
    case grantActivated = 21
    case grantExpiringSoon = 22
    case grantExpired = 23
    case grantRevoked = 24
    case grantEnded = 25
    case policyChanged = 40
    case resourceChanged = 41
    case userChanged = 42
    case groupChanged = 43
    case roleChanged = 44
    case serviceChanged = 45
    case organizationChanged = 46
    case clockConfirmed = 47
}

/// Who did something.
package enum Actor: Hashable, Sendable {
    case user(UserID)
    case service(ServiceID)
    /// The broker itself; the text says on what occasion, for example `deadline`.
    case system(String)

    /// The person behind it, for what only people may do.
    package func person() throws(Refusal) -> UserID {
        switch self {
        case .user(let id):
            return id
        case .service, .system:
            throw Refusal(
                .permissionDenied, .notForServices,
                "A service cannot do this. Pass the token of the person it acts for.")
        }
    }
}

/// Whom an event is for. Groups are not expanded: an event stays small however large the group.
package struct Audience: Hashable, Sendable {
    package var users: [UserID]
    package var groups: [GroupID]

    package init(users: [UserID] = [], groups: [GroupID] = []) {
        self.users = users
        self.groups = groups
    }
}

/// What an event is about, as it was right after it.
package enum EventSnapshot: Hashable, Sendable {
    case request(AccessRequest, rules: RuleSet, vote: Vote?)
    case grant(Grant)
    case configuration(ConfigurationObject, change: ChangeKind)
    /// A node: there is nothing to show but which.
    case node(id: String)
}

/// The numbers are those of `countersign.v1.ChangeKind`.
package enum ChangeKind: Int, Sendable {
    case created = 1
    case updated = 2
    case deleted = 3
    case suspended = 4
    case activated = 5
    case membersAdded = 6
    case membersRemoved = 7
}

/// Any object of the organization's configuration.
package enum ConfigurationObject: Hashable, Sendable {
    case organization(Organization)
    case user(User)
    case service(Service)
    case group(Group)
    case role(Role)
    case resource(Resource)
    case policy(ApprovalPolicy)
}
