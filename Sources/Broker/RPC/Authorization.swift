import Workflow

/// Who may call a method at all. What they may do to which object is for `Workflow` to say.
enum Authorization: Hashable, Sendable {
    /// Even without a token.
    case anyone
    /// Every active user and every service of the organization.
    case member
    /// Active users only: a service is refused.
    case user
    /// The same, to vote.
    case voter
    /// Whoever has one of these permissions.
    case permission([Permission])
    /// Services that have this permission.
    case service(Permission)

    /// Tested before anything of the body is looked at.
    func check(_ caller: Caller, in configuration: Configuration) throws(CallFailure) {
        switch self {
        case .anyone, .member:
            return
        case .user:
            try refuse(unless: caller.actor.person)
        case .voter:
            try refuse { () throws(Refusal) in try RequestWorkflow.voter(caller.actor) }
        case .permission(let permissions):
            let held = caller.permissions(in: configuration)
            guard permissions.contains(where: held.contains) else {
                throw .noPermission(permissions)
            }
        case .service(let permission):
            guard case .service = caller.principal,
                caller.has(permission, in: configuration)
            else {
                throw CallFailure(
                    .permissionDenied, Refusal.Reason.permissionMissing.rawValue,
                    "only a service with \(permission.rawValue) may do this")
            }
        }
    }

    private func refuse(
        unless person: () throws(Refusal) -> UserID
    ) throws(CallFailure) {
        do throws(Refusal) {
            _ = try person()
        } catch {
            throw CallFailure(error)
        }
    }
}
