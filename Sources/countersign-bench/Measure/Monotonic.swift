import Glibc

/// Nanoseconds of the machine's monotonic clock: the same in every process.
enum Monotonic {
    static func now() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    /// Returns at `instant`, or a little later.
    static func sleep(until instant: UInt64) {
        var time = timespec(
            tv_sec: Int(instant / 1_000_000_000),
            tv_nsec: Int(instant % 1_000_000_000)
        )
        while clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nil) == EINTR {}
    }

    /// The monotonic time of a moment of the wall clock, in milliseconds since 1970.
    static func instant(ofWall milliseconds: Int64) -> UInt64 {
        UInt64(Int64(now()) + (milliseconds - wallMilliseconds()) * 1_000_000)
    }

    /// Milliseconds since 1970.
    static func wallMilliseconds() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }
}

/// Seconds that `body` took.
func seconds(_ body: () throws -> Void) rethrows -> Double {
    let start = Monotonic.now()
    try body()
    return Double(Monotonic.now() - start) / 1e9
}
