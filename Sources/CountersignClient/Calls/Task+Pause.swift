extension Task<Never, Never> {
    /// Sleeps for `time`, but for no more than a century: the runtime traps where a sleep's end
    /// does not fit its clock, and a time-out without end is a fair thing to ask for.
    ///
    /// Throws `CancellationError` when the task is cancelled.
    nonisolated(nonsending) static func pause(for time: Duration) async throws {
        try await sleep(for: min(max(time, .zero), .seconds(100 * 365 * 24 * 60 * 60)))
    }
}
