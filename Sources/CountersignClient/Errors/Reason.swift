extension CountersignError {
    /// The stable reason of an error. A node may give reasons that are not listed here.
    public struct Reason: Sendable, Hashable, RawRepresentable, ExpressibleByStringLiteral {
        /// In upper case with underscores.
        public let rawValue: String

        /// A reason of this name.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// A reason of this name.
        public init(stringLiteral value: String) {
            rawValue = value
        }
    }
}

extension CountersignError.Reason: CustomStringConvertible {
    /// The name.
    public var description: String { rawValue }
}

/// The reasons that the client itself gives.
extension CountersignError.Reason {
    /// No connection to the node.
    public static let connectionFailed: Self = "CONNECTION_FAILED"
    /// The node did not answer in time; whether the call took effect is not known.
    public static let noAnswer: Self = "NO_ANSWER"
    /// The task of the call was cancelled; whether the call took effect is not known.
    public static let callCancelled: Self = "CALL_CANCELLED"
    /// ``CountersignClient/close()`` was called.
    public static let clientClosed: Self = "CLIENT_CLOSED"
    /// The addresses or the TLS files of the configuration can't be used.
    public static let badConfiguration: Self = "BAD_CONFIGURATION"
    /// The token source gave none.
    public static let tokenUnavailable: Self = "TOKEN_UNAVAILABLE"
    /// The request can't be encoded.
    public static let malformedRequest: Self = "MALFORMED_REQUEST"
    /// The answer is no reply of the contract.
    public static let malformedReply: Self = "MALFORMED_REPLY"
    /// An event's hash does not continue the chain.
    public static let chainBroken: Self = "CHAIN_BROKEN"
    /// An event is missing in the log.
    public static let logNotDense: Self = "LOG_NOT_DENSE"
    /// An event can't be decoded, or contradicts its record.
    public static let malformedEvent: Self = "MALFORMED_EVENT"
    /// The database was restored: read the log again from the beginning.
    public static let epochChanged: Self = "EPOCH_CHANGED"
    /// The events after the cursor are not kept any more.
    public static let compacted: Self = "COMPACTED"
}
