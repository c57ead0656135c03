import Store
import Synchronization
import Workflow

/// The soonest deadline in the store, as far as this node knows.
///
/// A deadline is a row with an index; the node needs to remember only when to look next. Many due at
/// once are met in slices, between which calls are served. A read never depends on it: what has run
/// out reads as run out from that instant on.
final class DeadlineWatch: Sendable {
    private struct State {
        /// nil: nothing is due at any time.
        var soonest: Instant?
        /// A slice waits or runs.
        var isExpiring = false
    }

    private let state: Mutex<State>
    /// How many deadlines one slice meets: a call waits for one slice, and now and then for the
    /// checkpoint after it.
    static let slice = 128

    init() {
        // Due at once: the first look is into the store.
        state = Mutex(State(soonest: Instant(milliseconds: .min)))
    }

    /// A deadline was written.
    func note(_ deadline: Instant) {
        state.withLock { $0.soonest = min($0.soonest ?? deadline, deadline) }
    }

    /// Takes the turn to expire if something is due; whoever gets true must `finish`.
    func begin(at now: Instant) -> Bool {
        state.withLock {
            guard !$0.isExpiring, let soonest = $0.soonest, soonest <= now else { return false }
            $0.isExpiring = true
            // Deadlines written from now on are noted anew.
            $0.soonest = nil
            return true
        }
    }

    /// Ends the turn; `next` is the soonest deadline left, or now if the turn failed.
    func finish(next: Instant?) {
        state.withLock {
            $0.isExpiring = false
            guard let next else { return }
            $0.soonest = min($0.soonest ?? next, next)
        }
    }
}
