import Synchronization

/// Lets tasks wait until something has changed, without missing a change.
///
///     let seen = changes.count
///     if condition { return }
///     await changes.wait(beyond: seen, within: time)     // at once if it has changed since
final class EventCount: Sendable {
    private struct State {
        var count: UInt64 = 0
        var nextWaiter: UInt64 = 0
        var waiters: [UInt64: CheckedContinuation<Void, Never>] = [:]
    }

    private let state = Mutex(State())

    /// How often something has changed.
    var count: UInt64 { state.withLock { $0.count } }

    /// Notes a change and wakes whoever waits.
    func advance() {
        let waiters = state.withLock { state in
            state.count += 1
            defer { state.waiters = [:] }
            return state.waiters
        }
        for waiter in waiters.values {
            waiter.resume()
        }
    }

    /// Waits until the count is beyond `seen`, the time is over or the task is cancelled.
    func wait(beyond seen: UInt64, within time: Duration) async {
        guard time > .zero else { return }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.wait(beyond: seen) }
            group.addTask { try? await Task.pause(for: time) }
            await group.next()
            group.cancelAll()
        }
    }

    private func wait(beyond seen: UInt64) async {
        let number = state.withLock { state in
            defer { state.nextWaiter += 1 }
            return state.nextWaiter
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    // The handler below finds either no waiter or this one: the task is marked as
                    // cancelled before the handler runs, and the handler needs the lock.
                    if state.count != seen || Task.isCancelled { return true }
                    state.waiters[number] = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: number) }?.resume()
        }
    }
}
