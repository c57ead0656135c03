import CountersignProto

@testable import CountersignClient

extension RequestID {
    /// Different in every test of a run.
    static func unique() -> String { RequestID().description }
}

extension CountersignClient {
    /// A client that soon tries again, and gives a node that is there as much time as it needs.
    static func impatient(
        _ addresses: [String],
        timeout: Duration = .seconds(600),
        connectTimeout: Duration = .seconds(600),
        attemptTimeout: Duration = .seconds(600),
        maximumAttempts: Int = 6
    ) throws -> CountersignClient {
        try CountersignClient(
            Configuration(
                addresses: addresses,
                token: .fixed("token"),
                timeout: timeout,
                retry: RetryPolicy(
                    maximumAttempts: maximumAttempts,
                    connectTimeout: connectTimeout,
                    attemptTimeout: attemptTimeout,
                    initialBackoff: .milliseconds(1),
                    maximumBackoff: .milliseconds(2)
                )
            )
        )
    }
}

/// Runs an operation that must fail, and returns how.
func failure(
    of operation: () async throws(CountersignError) -> some Sendable
) async -> CountersignError? {
    do throws(CountersignError) {
        _ = try await operation()
        return nil
    } catch {
        return error
    }
}
