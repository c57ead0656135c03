/// What one call may set for itself.
public struct CallOptions: Sendable {
    /// The deadline of the whole call, retries included; nil for the client's.
    public var timeout: Duration?
    /// The time for one attempt; nil for the retry policy's. A long poll sets it.
    public var attemptTimeout: Duration?
    /// Nil for a new one. Pass the id of an earlier call to repeat that call: it has one effect.
    public var requestID: RequestID?
    /// Added to the client's metadata.
    public var metadata: [String: String]

    /// Creates options; what is left out is the client's.
    public init(
        timeout: Duration? = nil,
        attemptTimeout: Duration? = nil,
        requestID: RequestID? = nil,
        metadata: [String: String] = [:]
    ) {
        self.timeout = timeout
        self.attemptTimeout = attemptTimeout
        self.requestID = requestID
        self.metadata = metadata
    }
}
