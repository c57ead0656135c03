import Glibc
import Workflow

/// Instants as RFC 3339 writes them, in UTC, with milliseconds.
enum Timestamp {
    static func text(of instant: Instant) -> String {
        let (seconds, milliseconds) = instant.milliseconds.quotientAndRemainder(dividingBy: 1_000)
        var time = time_t(seconds)
        var parts = tm()
        gmtime_r(&time, &parts)
        let month = "\(digits(parts.tm_year + 1_900, 4))-\(digits(parts.tm_mon + 1))"
        let clock = "\(digits(parts.tm_hour)):\(digits(parts.tm_min)):\(digits(parts.tm_sec))"
        return "\(month)-\(digits(parts.tm_mday))T\(clock).\(digits(Int32(milliseconds), 3))Z"
    }

    private static func digits(_ value: Int32, _ count: Int = 2) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, count - text.count)) + text
    }
}
