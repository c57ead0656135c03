extension AccessRequest {
    /// The state that holds at `now`: pending past its time reads expired, whether or not a timer
    /// has written it down yet.
    package func state(at now: Instant) -> RequestState {
        state == .pending && now >= expiresAt ? .expired : state
    }

    /// When the broker must look at it again, if no one else does; nil once it is decided.
    package var deadline: Instant? {
        state == .pending ? expiresAt : nil
    }
}

extension Grant {
    /// The state that holds at `now`: an access that has run out reads expired, and a scheduled one
    /// whose time has come reads active, whether or not a timer has written it down yet.
    package func state(at now: Instant) -> GrantState {
        switch state {
        case .scheduled, .active:
            if now >= expiresAt { return .expired }
            return now >= startsAt ? .active : .scheduled
        case .waiting, .expired, .revoked, .ended, .lapsed:
            return state
        }
    }

    /// Access is allowed at `now`.
    package func isActive(at now: Instant) -> Bool {
        state(at: now) == .active
    }

    /// When its holder is told that it expires soon; nil if it is too short for that.
    package var warnsAt: Instant? {
        let length = expiresAt - startsAt
        return length.milliseconds > 3 * Limits.expiringSoon.milliseconds
            ? expiresAt - Limits.expiringSoon : nil
    }

    /// When the broker must look at it again; nil once it is over.
    package var deadline: Instant? {
        switch state {
        case .scheduled: startsAt
        case .active: isWarned ? expiresAt : warnsAt ?? expiresAt
        case .waiting, .expired, .revoked, .ended, .lapsed: nil
        }
    }
}
