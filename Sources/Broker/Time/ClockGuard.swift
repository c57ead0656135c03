internal import Synchronization
package import Workflow

/// Whether the wall clock can be trusted with a new grant.
package enum ClockState: Hashable, Sendable {
    case ok
    /// Somebody set the wall clock. No new grants; expiry goes on.
    case stepped
}

/// The node's clock: the wall clock, as long as nobody sets it.
///
/// Setting is noticed by comparison with the clock that counts from boot. Wall time minus boot time
/// is a constant that only a step changes: when a time server speeds a clock up or slows it down,
/// Linux does the same to both. A wall clock further than `tolerance` from that constant, the
/// baseline, counts as stepped, until it has agreed again for `quarantine`, or until an operator
/// confirms the new time. The baseline follows small corrections by at most 100 ppm, 8.6 seconds a
/// day; what creeps faster adds up to a step.
///
/// While the wall clock is stepped, time goes on as if nobody had set it: baseline and time since
/// boot, suspension included. So a step forward takes no organization's time along, past which it
/// could not go back, and after a step back nothing that has expired lives again. When the wall
/// clock is trusted again, time is within the tolerance of it.
///
/// Time never goes back, except by `confirm`: while the wall clock is set back by less than the
/// tolerance, time stands still.
package final class ClockGuard: NodeClock {
    /// How far the wall clock may be off.
    package static let tolerance = Span.seconds(5)
    /// How long the clocks must agree again before the wall clock is trusted.
    package static let quarantine = Span.seconds(30)

    private let clock: any NodeClock
    private let trust: Mutex<ClockTrust>
    // Copies of what is in `trust`, in milliseconds: with them a look at a steady clock takes no
    // lock. `reviewTime` is written last and read first.
    private let baseline: Atomic<Int64>
    private let reviewTime: Atomic<Int64>
    /// The latest time given, in milliseconds since 1970.
    private let latest: Atomic<Int64>

    /// Trusts the wall clock as it is now.
    package init(clock: any NodeClock) {
        let reading = ClockReading(closeTogetherOf: clock)
        let trust = ClockTrust(reading, isConfirmed: false)
        self.clock = clock
        self.trust = Mutex(trust)
        baseline = Atomic(trust.baseline)
        reviewTime = Atomic(trust.reviewMilliseconds)
        latest = Atomic(reading.wall.milliseconds)
    }

    /// `clock` itself if it is guarded already: all parts of a node must go by one guard.
    package static func guarding(_ clock: any NodeClock) -> ClockGuard {
        clock as? ClockGuard ?? ClockGuard(clock: clock)
    }

    package func wall() -> Instant { observe().time }

    package func elapsed() -> Span { clock.elapsed() }

    /// Compares the clocks and says whether the wall clock can be trusted.
    package func check() -> ClockState { observe().state }

    /// Whether a grant may be made in an organization whose last time is `head`: not while the wall
    /// clock is stepped, nor while `head` is further than `tolerance` ahead of it. It is ahead if
    /// the node was restarted with a clock that is behind, or if a clock that was ahead was put
    /// right: the organization's time stands still until the clock has caught up, and a grant made
    /// now would last longer by as much.
    ///
    /// `confirm` permits it nevertheless until the clock steps again: else an organization whose
    /// time was once a year ahead would have no grants for a year.
    package func permitsGrants(after head: Instant) -> Bool {
        let now = observe()
        guard now.state == .ok else { return false }
        return head <= now.time + Self.tolerance || trust.withLock { $0.isConfirmed }
    }

    /// Takes the wall clock as it is now for right. An operator's decision.
    ///
    /// Time is the wall clock's from here on, be that forward or back. It must go back where it was
    /// ahead, because tokens are made by the time of others and would all be taken for expired. The
    /// time of an organization does not go back with it: it stands still until the clock has
    /// caught up. What has ended stays ended, and what has not lasts longer by as much; revoke what
    /// should not.
    package func confirm() {
        trust.withLock { trust in
            let reading = ClockReading(closeTogetherOf: clock)
            trust = ClockTrust(reading, isConfirmed: true)
            latest.store(reading.wall.milliseconds, ordering: .relaxed)
            publish(trust)
        }
    }

    /// How far the wall clock is ahead of where it should be; negative when it is behind.
    package func deviation() -> Span {
        let offset = ClockReading(closeTogetherOf: clock).offset
        return Span(milliseconds: offset - trust.withLock { $0.baseline })
    }

    private struct Observation {
        let state: ClockState
        let time: Instant
    }

    private func observe() -> Observation {
        let reading = ClockReading(of: clock)
        guard reading.elapsed.milliseconds < reviewTime.load(ordering: .acquiring),
            ClockTrust.agrees(reading.offset, with: baseline.load(ordering: .relaxed))
        else { return review() }
        return Observation(state: .ok, time: notBeforeLatest(reading.wall))
    }

    private func review() -> Observation {
        trust.withLock { trust in
            let reading = ClockReading(closeTogetherOf: clock)
            trust.observe(reading)
            publish(trust)
            return Observation(
                state: trust.state, time: notBeforeLatest(trust.time(of: reading)))
        }
    }

    private func publish(_ trust: ClockTrust) {
        baseline.store(trust.baseline, ordering: .relaxed)
        reviewTime.store(trust.reviewMilliseconds, ordering: .releasing)
    }

    private func notBeforeLatest(_ time: Instant) -> Instant {
        let known = latest.load(ordering: .relaxed)
        guard time.milliseconds > known else { return Instant(milliseconds: known) }
        let newest = latest.max(time.milliseconds, ordering: .relaxed).newValue
        return Instant(milliseconds: newest)
    }
}

extension ClockTrust {
    fileprivate var reviewMilliseconds: Int64 { reviewTime?.milliseconds ?? .min }
}
