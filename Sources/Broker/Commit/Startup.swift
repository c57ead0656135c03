import Synchronization

/// The outcome of starting a thread, awaited by the one who starts it.
final class Startup: Sendable {
    private let outcome = Mailbox<(any Error)?>(limit: 1)

    func finish(_ error: (any Error)?) {
        _ = outcome.put(error)
    }

    func wait() throws {
        if let error = outcome.takeAll(max: 1)?.first, let error { throw error }
    }
}
