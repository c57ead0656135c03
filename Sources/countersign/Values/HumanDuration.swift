import ArgumentParser
import CountersignProto

/// A length of time as people write it: `90s`, `15m`, `2h`, `1d`, `1h30m`.
struct HumanDuration: ExpressibleByArgument, Hashable {
    /// Whole seconds, positive.
    let seconds: Int64

    private static let units: [(name: Character, seconds: Int64)] = [
        ("d", 86_400), ("h", 3600), ("m", 60), ("s", 1),
    ]

    /// Units go from large to small, each at most once.
    init?(argument: String) {
        var total: Int64 = 0
        var rest = argument[...]
        for unit in Self.units {
            guard let end = rest.firstIndex(of: unit.name) else { continue }
            guard let count = Int64(rest[..<end]), (0...1_000_000).contains(count),
                rest[..<end].allSatisfy(\.isNumber)
            else { return nil }
            total += count * unit.seconds
            rest = rest[rest.index(after: end)...]
        }
        guard rest.isEmpty, total > 0 else { return nil }
        seconds = total
    }

    var duration: Duration { .seconds(seconds) }
    var proto: ProtoDuration { ProtoDuration(milliseconds: seconds * 1000) }

    /// The same form, without parts that are zero; fractions of a second are dropped.
    static func text(_ duration: Duration) -> String {
        var rest = duration.components.seconds
        var text = ""
        for unit in units where rest >= unit.seconds {
            text += "\(rest / unit.seconds)\(unit.name)"
            rest %= unit.seconds
        }
        return text.isEmpty ? "0s" : text
    }

    /// Nil for a duration that is unset or zero.
    static func text(_ duration: ProtoDuration?) -> String? {
        guard let duration, duration.milliseconds != 0 else { return nil }
        return text(.milliseconds(duration.milliseconds))
    }
}
