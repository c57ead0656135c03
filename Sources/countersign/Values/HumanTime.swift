import ArgumentParser
import CountersignProto
import FoundationEssentials

/// A time as people write it: RFC 3339, with a space for the `T` if they like, or `+30m` from now.
enum HumanTime: ExpressibleByArgument, Hashable {
    case at(ProtoTimestamp)
    case fromNow(HumanDuration)

    init?(argument: String) {
        if argument.hasPrefix("+") {
            guard let duration = HumanDuration(argument: String(argument.dropFirst())) else {
                return nil
            }
            self = .fromNow(duration)
            return
        }
        guard let time = ProtoTimestamp(rfc3339: argument.replacing(" ", with: "T")) else {
            return nil
        }
        self = .at(time)
    }

    /// The time that is meant, for somebody who says it at `now`.
    func timestamp(now: ProtoTimestamp = .now) -> ProtoTimestamp {
        switch self {
        case .at(let time):
            time
        case .fromNow(let duration):
            ProtoTimestamp(milliseconds: now.milliseconds + duration.seconds * 1000)
        }
    }

    /// `2026-01-31 08:00:00Z`: UTC, whole seconds, and a form that is accepted.
    static func text(_ time: ProtoTimestamp?) -> String? {
        guard let time else { return nil }
        let whole = ProtoTimestamp(seconds: time.seconds, nanos: 0)
        return whole.isValid ? whole.rfc3339.replacing("T", with: " ") : "never"
    }
}

extension ProtoTimestamp {
    static var now: ProtoTimestamp {
        ProtoTimestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
    }
}
