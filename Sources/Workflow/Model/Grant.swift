/// The bounded right that an approved request produces.
package struct Grant: Hashable, Sendable {
    package let id: GrantID
    package let request: RequestID
    package let holder: UserID
    package let resource: ResourceID
    package let account: String
    package let createdAt: Instant
    package let startsAt: Instant
    /// Access ends before this instant comes, whatever `state` says.
    package let expiresAt: Instant
    /// As it was last written; `state(at:)` is what holds.
    package var state: GrantState
    package var endedAt: Instant?
    /// Why it was revoked; empty otherwise.
    package var endReason: String
    /// It has been told that it expires soon.
    package var isWarned: Bool

    package init(
        id: GrantID, request: RequestID, holder: UserID, resource: ResourceID, account: String,
        createdAt: Instant, startsAt: Instant, expiresAt: Instant, state: GrantState,
        endedAt: Instant?, endReason: String, isWarned: Bool
    ) {
        self.id = id
        self.request = request
        self.holder = holder
        self.resource = resource
        self.account = account
        self.createdAt = createdAt
        self.startsAt = startsAt
        self.expiresAt = expiresAt
        self.state = state
        self.endedAt = endedAt
        self.endReason = endReason
        self.isWarned = isWarned
    }
}

/// The numbers are stored and sent.
package enum GrantState: Int, Sendable, CaseIterable {
    case scheduled = 1
    case waiting = 2
    case active = 3
    case expired = 4
    case revoked = 5
    case ended = 6
    case lapsed = 7

    /// Not final: it gives access or may still do so.
    package var isOpen: Bool {
        switch self {
        case .scheduled, .waiting, .active: true
        case .expired, .revoked, .ended, .lapsed: false
        }
    }
}
