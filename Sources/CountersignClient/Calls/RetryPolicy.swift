/// When and how often a call is sent again, always with the same request id.
///
/// Sent again is a call that found no node, that got no answer in the time of an attempt, or that
/// a node answered with UNAVAILABLE or with the delay after which to come back. Each attempt goes
/// to the next address; the first round over the addresses has no pauses, later rounds have.
public struct RetryPolicy: Sendable, Hashable {
    /// How often a call is sent at most; 1 turns retries off, and so does less.
    public var maximumAttempts: Int
    /// How long to wait for a connection before the next address is tried.
    public var connectTimeout: Duration
    /// How long to wait for an answer before the next address is tried.
    public var attemptTimeout: Duration
    /// The longest pause after the first round; doubled by each round.
    public var initialBackoff: Duration
    /// The longest pause of all. The actual one is drawn evenly between half and all of it.
    public var maximumBackoff: Duration

    /// Creates a policy.
    public init(
        maximumAttempts: Int = 8,
        connectTimeout: Duration = .seconds(1),
        attemptTimeout: Duration = .seconds(5),
        initialBackoff: Duration = .milliseconds(100),
        maximumBackoff: Duration = .seconds(2)
    ) {
        self.maximumAttempts = maximumAttempts
        self.connectTimeout = connectTimeout
        self.attemptTimeout = attemptTimeout
        self.initialBackoff = initialBackoff
        self.maximumBackoff = maximumBackoff
    }

    /// Every call is sent once.
    public static let never = RetryPolicy(maximumAttempts: 1)

    /// The longest pause after so many doublings.
    func backoff(doubled times: Int) -> Duration {
        var backoff = max(.zero, initialBackoff)
        for _ in 0..<min(times, 20) where backoff < maximumBackoff { backoff *= 2 }
        return max(.zero, min(backoff, maximumBackoff))
    }
}
