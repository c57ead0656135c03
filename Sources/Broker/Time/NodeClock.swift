import Glibc
package import Workflow

/// Tells a node what time it is. The only way the broker gets at a clock.
package protocol NodeClock: Sendable {
    /// The time of day, which an operator or a time server may set forward and back.
    func wall() -> Instant

    /// How long the machine has been up, suspension included. Never goes back; nobody sets it.
    func elapsed() -> Span
}

/// The clocks of the machine: `CLOCK_REALTIME` and `CLOCK_BOOTTIME`.
package struct SystemNodeClock: NodeClock {
    package init() {}

    package func wall() -> Instant {
        Instant(milliseconds: Self.milliseconds(of: CLOCK_REALTIME))
    }

    package func elapsed() -> Span {
        Span(milliseconds: Self.milliseconds(of: CLOCK_BOOTTIME))
    }

    private static func milliseconds(of clock: clockid_t) -> Int64 {
        var time = timespec()
        let status = clock_gettime(clock, &time)
        precondition(status == 0, "clock_gettime(\(clock)) failed: errno \(errno)")
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }
}
