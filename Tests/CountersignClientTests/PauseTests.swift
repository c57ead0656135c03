import Testing

@testable import CountersignClient

@Suite("Pauses")
struct PauseTests {
    /// Many rounds, since a task that is cancelled before it sleeps does not sleep at all.
    @Test("A pause without end is taken, and ends with its task", arguments: 0..<100)
    func endlessPause(round: Int) async {
        let sleeper = Task { try await Task.pause(for: .seconds(Int64.max)) }
        for _ in 0...round { await Task.yield() }
        sleeper.cancel()
        await #expect(throws: CancellationError.self) { try await sleeper.value }
    }

    @Test("No pause is over at once", arguments: [Duration.zero, .seconds(Int64.min)])
    func noPause(time: Duration) async throws {
        try await Task.pause(for: time)
    }
}
