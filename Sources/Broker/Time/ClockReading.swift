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

    /// Reads the clocks at most a second apart.
    ///
    /// They can't be read at once. A process that is held up in between, for example with the whole
    /// machine, would take the difference for a step: then they are read again.
    init(closeTogetherOf clock: any NodeClock) {
        while true {
            let before = clock.elapsed()
            let wall = clock.wall()
            let after = clock.elapsed()
            if after - before <= .seconds(1) {
                self.init(elapsed: after, wall: wall)
                return
            }
        }
    }

    /// Wall time minus boot time, in milliseconds.
    var offset: Int64 { wall.milliseconds - elapsed.milliseconds }
}
