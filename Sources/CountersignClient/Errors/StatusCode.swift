/// The kind of an error: `google.rpc.Code`, with its numbers.
public enum StatusCode: UInt32, Sendable, Hashable, CaseIterable {
    /// Not an error.
    case ok = 0
    /// The caller gave up, or the client was closed.
    case cancelled = 1
    /// A code that this version does not know.
    case unknown = 2
    /// Fields are wrong, whatever the state of the broker; see the field violations.
    case invalidArgument = 3
    /// No answer in time; whether the call took effect is not known.
    case deadlineExceeded = 4
    /// No such object, or one of another organization.
    case notFound = 5
    /// There is one already; see the resource.
    case alreadyExists = 6
    /// The caller may not do this.
    case permissionDenied = 7
    /// The node has too much to do, or a limit is reached.
    case resourceExhausted = 8
    /// The object is in another state; see the preconditions.
    case failedPrecondition = 9
    /// Another update came first: read again and repeat.
    case aborted = 10
    /// Before the oldest event that is kept.
    case outOfRange = 11
    /// The node does not know the method.
    case unimplemented = 12
    /// A fault of the broker or of the client.
    case internalError = 13
    /// No node can serve the call now.
    case unavailable = 14
    /// What was read contradicts itself: the log was tampered with or damaged.
    case dataLoss = 15
    /// There is no valid token.
    case unauthenticated = 16

    /// The name in the RPC contract, for example `FAILED_PRECONDITION`.
    public var name: String {
        switch self {
        case .ok: "OK"
        case .cancelled: "CANCELLED"
        case .unknown: "UNKNOWN"
        case .invalidArgument: "INVALID_ARGUMENT"
        case .deadlineExceeded: "DEADLINE_EXCEEDED"
        case .notFound: "NOT_FOUND"
        case .alreadyExists: "ALREADY_EXISTS"
        case .permissionDenied: "PERMISSION_DENIED"
        case .resourceExhausted: "RESOURCE_EXHAUSTED"
        case .failedPrecondition: "FAILED_PRECONDITION"
        case .aborted: "ABORTED"
        case .outOfRange: "OUT_OF_RANGE"
        case .unimplemented: "UNIMPLEMENTED"
        case .internalError: "INTERNAL"
        case .unavailable: "UNAVAILABLE"
        case .dataLoss: "DATA_LOSS"
        case .unauthenticated: "UNAUTHENTICATED"
        }
    }
}
