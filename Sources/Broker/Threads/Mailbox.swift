internal import DequeModule
package import Workflow

/// A bounded queue from any thread to threads that take everything that waits, in one go.
///
/// It is the heart of group commit: while a batch is on its way to disk the next one gathers here.
/// Not an `AsyncStream`, because who takes blocks in C (SQLite, fsync) and must do so on a thread
/// of its own, not on one of the few that Swift's tasks share; and a put must never suspend.
///
/// A put costs one uncontended lock; only when a taker sleeps does it cost a system call, and
/// puts that come before that taker has run do not signal it again.
///
/// `@unchecked Sendable`: everything mutable is touched only between `lock` and `unlock`.
package final class Mailbox<Element: Sendable>: @unchecked Sendable {
    private let condition = Condition()
    private let limit: Int
    private var elements = Deque<Element>()
    private var closed = false
    /// Takers between going to sleep and having locked again.
    private var sleepers = 0
    /// How many of them have been signalled.
    private var signals = 0

    /// A mailbox that holds at most `limit` elements.
    package init(limit: Int) {
        precondition(limit > 0)
        self.limit = limit
    }

    /// Adds an element, from any thread, without waiting for room. False when it was not added: the
    /// mailbox is full, or closed (`isClosed` tells).
    package func put(_ element: consuming Element) -> Bool {
        condition.lock()
        guard !closed, elements.count < limit else {
            condition.unlock()
            return false
        }
        elements.append(element)
        let wakes = sleepers > signals
        if wakes { signals += 1 }
        condition.unlock()
        // After the unlock: a taker woken before it would at once sleep again, on the mutex.
        if wakes { condition.signalOne() }
        return true
    }

    /// Takes what waits, in the order it was put, at most `max` elements. Blocks while there is
    /// nothing: until a put, for at most `timeout` (nil: for as long as it takes), or until closed.
    ///
    /// Returns an empty array when the time is up, and nil when the mailbox is closed and empty.
    /// What was put before the closing is still taken. Several threads may take.
    package func takeAll(max: Int, within timeout: Span? = nil) -> [Element]? {
        precondition(max > 0)
        condition.lock()
        defer { condition.unlock() }
        if elements.isEmpty, !closed { sleep(within: timeout) }
        if elements.isEmpty { return closed ? nil : [] }
        let count = Swift.min(max, elements.count)
        let taken = Array(elements.prefix(count))
        elements.removeFirst(count)
        return taken
    }

    /// Refuses every later put and wakes whoever takes.
    package func close() {
        condition.lock()
        closed = true
        condition.unlock()
        condition.signalAll()
    }

    /// Whether `close` was called.
    package var isClosed: Bool {
        condition.lock()
        defer { condition.unlock() }
        return closed
    }

    /// How many elements wait, for metrics.
    package var count: Int {
        condition.lock()
        defer { condition.unlock() }
        return elements.count
    }

    /// Sleeps until there is an element, the mailbox is closed, or the time is up. Called locked.
    private func sleep(within timeout: Span?) {
        let deadline = timeout.map(Condition.deadline(in:))
        var hasTime = true
        while elements.isEmpty, !closed, hasTime {
            sleepers += 1
            hasTime = condition.wait(until: deadline)
            sleepers -= 1
            // Whoever wakes uses up a signal, also one that was meant for another sleeper: that one
            // wakes too, finds nothing and sleeps again. So `sleepers - signals` is never less than
            // the number that still needs a signal.
            if signals > 0 { signals -= 1 }
        }
    }
}
