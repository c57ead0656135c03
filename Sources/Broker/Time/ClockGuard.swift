import Synchronization
package import Workflow

/// Whether the wall clock can be trusted with a new grant.
package enum ClockState: Hashable, Sendable {
    case ok
    /// Somebody set the wall clock. No new grants; expiry goes on.
    case stepped
}

/// Notices that the wall clock was set, by comparing it with the clock that counts from boot.
///
/// Wall time minus boot time is a constant that only a step changes: when a time server speeds a
/// clock up or slows it down, Linux does the same to both. The guard keeps the constant it saw
/// first. A wall clock further than `tolerance` from it counts as stepped, until it has agreed
/// again for `quarantine`, or until an operator confirms the new time.
///
/// Many small steps add up against the first constant, so creeping is noticed as well.
///
/// The state moves only when `check` is called; call it before each new grant, and every second.
package final class ClockGuard: Sendable {
    /// How far the wall clock may be off.
    package static let tolerance = Span.seconds(5)
    /// How long the clocks must agree again before the wall clock is trusted.
    package static let quarantine = Span.seconds(30)

    private let clock: any NodeClock
    private let trust: Mutex<Trust>

    package init(clock: any NodeClock) {
        self.clock = clock
        trust = Mutex(Trust(baseline: clock.wallOffset))
    }

    /// Compares the clocks and says whether the wall clock can be trusted.
    package func check() -> ClockState {
        trust.withLock { $0.observe(offset: clock.wallOffset, at: clock.elapsed()) }
    }

    /// Takes the wall clock as it is now for right. An operator's decision.
    package func confirm() {
        trust.withLock { $0 = Trust(baseline: clock.wallOffset) }
    }

    /// How far the wall clock is ahead of where it should be; negative when it is behind.
    package func deviation() -> Span {
        let baseline = trust.withLock { $0.baseline }
        return Span(milliseconds: clock.wallOffset.milliseconds - baseline.milliseconds)
    }
}

/// What the guard knows: a value that observations move.
private struct Trust {
    /// Wall time minus boot time, as it should be.
    let baseline: Span
    private var phase = Phase.trusted

    private enum Phase {
        case trusted
        case stepped
        /// The clocks agree again, since that reading of the boot-time clock.
        case agreeing(since: Span)
    }

    init(baseline: Span) {
        self.baseline = baseline
    }

    mutating func observe(offset: Span, at elapsed: Span) -> ClockState {
        let deviation = abs(offset.milliseconds - baseline.milliseconds)
        phase = next(agrees: deviation <= ClockGuard.tolerance.milliseconds, at: elapsed)
        return switch phase {
        case .trusted: .ok
        case .stepped, .agreeing: .stepped
        }
    }

    private func next(agrees: Bool, at elapsed: Span) -> Phase {
        guard agrees else { return .stepped }
        switch phase {
        case .trusted:
            return .trusted
        case .stepped:
            return .agreeing(since: elapsed)
        case .agreeing(let since):
            let agreed = elapsed.milliseconds - since.milliseconds
            return agreed >= ClockGuard.quarantine.milliseconds ? .trusted : phase
        }
    }
}

extension NodeClock {
    /// Wall time minus boot time.
    ///
    /// Two clocks can't be read at once. Should the process have been held up in between, for
    /// example with the whole machine, the difference would look like a step: then they are read
    /// again.
    fileprivate var wallOffset: Span {
        while true {
            let before = elapsed()
            let wall = wall()
            let after = elapsed()
            if after.milliseconds - before.milliseconds <= 1_000 {
                return Span(milliseconds: wall.milliseconds - after.milliseconds)
            }
        }
    }
}
