/// The tenant. Every row, token and event belongs to exactly one.
package struct Organization: Hashable, Sendable, Codable {
    package let id: OrganizationID
    package var name: String
    package var unmatchedAccess: UnmatchedAccess
    package var version: Int64

    package init(
        id: OrganizationID, name: String, unmatchedAccess: UnmatchedAccess, version: Int64
    ) {
        self.id = id
        self.name = name
        self.unmatchedAccess = unmatchedAccess
        self.version = version
    }
}

/// What holds when no policy and no workflow settings match an access.
package enum UnmatchedAccess: String, Sendable, Codable {
    case deny
    /// Whoever the resource is shared with gets access at once.
    case allow
}

/// A human.
package struct User: Hashable, Sendable, Codable {
    package let id: UserID
    package var email: String
    package var displayName: String
    /// The `sub` of the person's tokens. Never changes.
    package let subject: String
    package var state: UserState
    package var version: Int64
    package let createdAt: Instant
    package var updatedAt: Instant

    package init(
        id: UserID, email: String, displayName: String, subject: String, state: UserState,
        version: Int64, createdAt: Instant, updatedAt: Instant
    ) {
        self.id = id
        self.email = email
        self.displayName = displayName
        self.subject = subject
        self.state = state
        self.version = version
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

package enum UserState: String, Sendable, Codable {
    case active, suspended
}

/// A machine identity, for example a gateway. It can never approve and counts for no quorum.
package struct Service: Hashable, Sendable, Codable {
    package let id: ServiceID
    package var name: String
    /// The `sub` of its tokens. Never changes.
    package let subject: String
    package var isDeleted: Bool
    package var version: Int64
    package let createdAt: Instant

    package init(
        id: ServiceID, name: String, subject: String, isDeleted: Bool, version: Int64,
        createdAt: Instant
    ) {
        self.id = id
        self.name = name
        self.subject = subject
        self.isDeleted = isDeleted
        self.version = version
        self.createdAt = createdAt
    }
}

/// A set of users: an approver, an owner's team, a sharee.
package struct Group: Hashable, Sendable, Codable {
    package let id: GroupID
    package var name: String
    package var description: String
    package var members: Set<UserID>
    /// A group that is gone has no members; its name stays for the record.
    package var isDeleted: Bool
    package var version: Int64
    package let createdAt: Instant
    package var updatedAt: Instant

    package init(
        id: GroupID, name: String, description: String, members: Set<UserID>, isDeleted: Bool,
        version: Int64, createdAt: Instant, updatedAt: Instant
    ) {
        self.id = id
        self.name = name
        self.description = description
        self.members = members
        self.isDeleted = isDeleted
        self.version = version
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

/// A set of permissions ("enforcement policies") and those who have it.
package struct Role: Hashable, Sendable, Codable {
    package let id: RoleID
    package var name: String
    package var description: String
    package var permissions: Set<Permission>
    package var members: [Subject]
    package var services: [ServiceID]
    package var isDeleted: Bool
    package var version: Int64
    package let createdAt: Instant
    package var updatedAt: Instant

    package init(
        id: RoleID, name: String, description: String, permissions: Set<Permission>,
        members: [Subject], services: [ServiceID], isDeleted: Bool, version: Int64,
        createdAt: Instant, updatedAt: Instant
    ) {
        self.id = id
        self.name = name
        self.description = description
        self.permissions = permissions
        self.members = members
        self.services = services
        self.isDeleted = isDeleted
        self.version = version
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

/// What a role allows. The names are those of the wire and the command line.
package enum Permission: String, Sendable, Codable, CaseIterable {
    case manageDirectory = "ALLOW_MANAGE_DIRECTORY"
    case manageResources = "ALLOW_MANAGE_RESOURCES"
    case managePolicies = "ALLOW_MANAGE_POLICIES"
    case configureWorkflowSettings = "ALLOW_CONFIGURE_WORKFLOW_SETTINGS"
    case revokeAccess = "ALLOW_REVOKE_ACCESS"
    case viewRequests = "ALLOW_VIEW_REQUESTS"
    case viewConfiguration = "ALLOW_VIEW_CONFIGURATION"
    case explainAccess = "ALLOW_EXPLAIN_ACCESS"
    case readAudit = "ALLOW_READ_AUDIT"
    case streamEvents = "ALLOW_STREAM_EVENTS"
    case operateCluster = "ALLOW_OPERATE_CLUSTER"
}

/// A user or a group, where either can stand.
package enum Subject: Hashable, Sendable, Codable {
    case user(UserID)
    case group(GroupID)

    /// The identifier as text, which says by its prefix which it is.
    package var text: String {
        switch self {
        case .user(let id): id.description
        case .group(let id): id.description
        }
    }

    package init?(text: String) {
        if let id = UserID(text) {
            self = .user(id)
        } else if let id = GroupID(text) {
            self = .group(id)
        } else {
            return nil
        }
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let value = Self(text: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "neither a user nor a group")
        }
        self = value
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
