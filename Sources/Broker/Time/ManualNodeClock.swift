import Synchronization
package import Workflow

/// A clock that stands still until it is moved: for tests.
package final class ManualNodeClock: NodeClock {
    private struct Reading {
        var wall: Instant
        var elapsed: Span
    }

    private let reading: Mutex<Reading>

    package init(wall: Instant = Instant(milliseconds: 1_750_000_000_000), elapsed: Span = .zero) {
        reading = Mutex(Reading(wall: wall, elapsed: elapsed))
    }

    package func wall() -> Instant {
        reading.withLock { $0.wall }
    }

    package func elapsed() -> Span {
        reading.withLock { $0.elapsed }
    }

    /// Lets time pass, on both clocks.
    package func advance(by span: Span) {
        precondition(span >= .zero, "time does not pass backwards; step the wall clock instead")
        reading.withLock {
            $0.wall = $0.wall + span
            $0.elapsed = Span(milliseconds: $0.elapsed.milliseconds + span.milliseconds)
        }
    }

    /// Sets the wall clock forward, or back when `span` is negative. No time passes.
    package func step(by span: Span) {
        reading.withLock { $0.wall = $0.wall + span }
    }

    /// Sets the wall clock. No time passes.
    package func set(wall: Instant) {
        reading.withLock { $0.wall = wall }
    }
}
