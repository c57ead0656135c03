internal import Workflow

/// Both clocks of the node, read together.
struct ClockReading: Hashable, Sendable {
    /// What intervals are measured by; it never steps.
    var elapsed: Span
    /// What people and clients are told.
    var wall: Instant

    init(elapsed: Span, wall: Instant) {
        self.elapsed = elapsed
        self.wall = wall
    }

    init(of clock: any NodeClock) {
        self.init(elapsed: clock.elapsed(), wall: clock.wall())
    }
}
