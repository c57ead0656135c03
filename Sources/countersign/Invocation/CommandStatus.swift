import CountersignClient

/// How the process ends. The numbers are documented in the help and do not change.
enum CommandStatus: Int32 {
    case success = 0
    case failure = 1
    case usage = 2
    case notFound = 3
    case notAllowed = 4
    case notNow = 5
    case unavailable = 6
    case conflict = 7

    init(_ code: StatusCode) {
        switch code {
        case .ok: self = .success
        case .invalidArgument: self = .usage
        case .notFound: self = .notFound
        case .permissionDenied, .unauthenticated: self = .notAllowed
        case .failedPrecondition, .outOfRange: self = .notNow
        case .unavailable, .deadlineExceeded, .resourceExhausted: self = .unavailable
        case .alreadyExists, .aborted: self = .conflict
        case .cancelled, .unknown, .unimplemented, .internalError, .dataLoss: self = .failure
        }
    }
}
