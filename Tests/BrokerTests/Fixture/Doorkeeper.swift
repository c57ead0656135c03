import Synchronization

/// Lets in so many at a time; the others wait their turn.
final class Doorkeeper: Sendable {
    /// A node has threads, connections and some twenty files. A hundred at once are more files than
    /// a process may have open on many machines, and each waits for all the others.
    static let offices = Doorkeeper(places: 4)

    private struct State {
        var places: Int
        var queue: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>

    init(places: Int) {
        state = Mutex(State(places: places))
    }

    func enter() async {
        await withCheckedContinuation { continuation in
            let mayPass = state.withLock { state in
                guard state.places == 0 else {
                    state.places -= 1
                    return true
                }
                state.queue.append(continuation)
                return false
            }
            if mayPass { continuation.resume() }
        }
    }

    /// Gives the place to the next in the queue.
    func leave() {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard state.queue.isEmpty else { return state.queue.removeFirst() }
            state.places += 1
            return nil
        }
        next?.resume()
    }
}
