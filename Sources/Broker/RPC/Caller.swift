import Store
import Workflow

/// Who calls: the one whom the token names, never whom the connection belongs to.
struct Caller: Hashable, Sendable {
    let organization: OrganizationID
    let principal: Principal
    let tokenExpiresAt: Instant

    init(organization: OrganizationID, principal: Principal, tokenExpiresAt: Instant) {
        self.organization = organization
        self.principal = principal
        self.tokenExpiresAt = tokenExpiresAt
    }

    enum Principal: Hashable, Sendable {
        case user(UserID)
        case service(ServiceID)
    }

    /// The id of the user or service, as text.
    var id: String {
        switch principal {
        case .user(let id): id.description
        case .service(let id): id.description
        }
    }

    var actor: Actor {
        switch principal {
        case .user(let id): .user(id)
        case .service(let id): .service(id)
        }
    }

    func permissions(in configuration: Configuration) -> Set<Permission> {
        switch principal {
        case .user(let id): configuration.permissions(of: id)
        case .service(let id): configuration.permissions(of: id)
        }
    }

    func has(_ permission: Workflow.Permission, in configuration: Configuration) -> Bool {
        permissions(in: configuration).contains(permission)
    }
}

extension Caller {
    /// Looks the token's subject up in the organization as it is now: a token outlives neither a
    /// suspension nor a deletion.
    init(_ token: VerifiedToken, in configuration: Configuration) throws(CallFailure) {
        if let user = configuration.user(subject: token.subject) {
            guard user.state == .active else {
                throw CallFailure(
                    .permissionDenied, Refusal.Reason.userSuspended.rawValue,
                    "this user is suspended; ask an administrator")
            }
            self.init(
                organization: token.organization, principal: .user(user.id),
                tokenExpiresAt: token.expiresAt)
        } else if let service = configuration.service(subject: token.subject) {
            self.init(
                organization: token.organization, principal: .service(service.id),
                tokenExpiresAt: token.expiresAt)
        } else {
            throw CallFailure(
                .unauthenticated, "SUBJECT_UNKNOWN",
                "the token is good, but its subject is neither a user nor a service here")
        }
    }
}
