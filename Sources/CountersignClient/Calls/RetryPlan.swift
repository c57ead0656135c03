/// The attempts of one call: which address is next, after what pause, and when to give up.
struct RetryPlan {
    let policy: RetryPolicy
    let addressCount: Int
    /// The index of the address for the next attempt.
    private(set) var address: Int
    private var attempts = 0

    init(_ policy: RetryPolicy, addressCount: Int, startingAt address: Int) {
        precondition(addressCount > 0)
        self.policy = policy
        self.addressCount = addressCount
        self.address = address % addressCount
    }

    /// How long the next attempt may take.
    func attemptTime(remaining: Duration, asked: Duration?) -> Duration {
        let limit = policy.maximumAttempts <= 1 ? remaining : asked ?? policy.attemptTimeout
        return max(.zero, min(remaining, limit))
    }

    /// Notes a failed attempt and moves to the next address.
    ///
    /// - Parameter jitter: A random number in 0..<1.
    /// - Returns: The pause before the next attempt; nil if there is to be none.
    mutating func pause(
        after error: CountersignError,
        remaining: Duration,
        jitter: Double
    ) -> Duration? {
        attempts += 1
        guard error.isRetryable, attempts < policy.maximumAttempts else { return nil }
        address = (address + 1) % addressCount
        let pause = max(backoff(jitter), error.retryDelay.map { $0 * (1 + jitter / 4) } ?? .zero)
        return pause < remaining ? pause : nil
    }

    private func backoff(_ jitter: Double) -> Duration {
        let round = attempts / addressCount
        guard round > 0 else { return .zero }
        return policy.backoff(doubled: round - 1) * (0.5 + jitter / 2)
    }
}

extension CountersignError {
    /// Whether the same call, with the same request id, may succeed on another attempt.
    public var isRetryable: Bool {
        switch code {
        case .unavailable: true
        case .resourceExhausted: retryDelay != nil
        case .deadlineExceeded: reason == .noAnswer
        case .ok, .cancelled, .unknown, .invalidArgument, .notFound, .alreadyExists,
            .permissionDenied, .failedPrecondition, .aborted, .outOfRange, .unimplemented,
            .internalError, .dataLoss, .unauthenticated:
            false
        }
    }
}
