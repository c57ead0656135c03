extension CountersignClient {
    /// Pauses if a later attempt may succeed, else throws the error. For work that goes on for
    /// good: the pauses grow with `failures` in a row, which whoever succeeds sets to 0.
    nonisolated(nonsending) func outlast(
        _ error: CountersignError,
        failures: inout Int
    ) async throws(CountersignError) {
        guard error.isRetryable else { throw error }
        let backoff = configuration.retry.backoff(doubled: failures)
        failures += 1
        let pause = backoff * Double.random(in: 0.5..<1)
        // Whoever is cancelled meanwhile finds out when they go on.
        try? await Task.pause(for: max(pause, error.retryDelay ?? .zero))
    }
}
