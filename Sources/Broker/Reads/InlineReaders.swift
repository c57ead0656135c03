import Store
import Synchronization

/// Readers for calls that are served right where nng hands them over.
///
/// A hop to another thread costs more than a call of a few index look-ups, so such calls are served on
/// nng's own threads, of which 1.5.2 has two a core. Nothing there may wait for a lock that is held for
/// long, or for another call: such a call reads a few pages, from memory as a rule. One that finds no
/// reader idle goes to the workers like every other.
final class InlineReaders: Sendable {
    /// A reader that one thread uses at a time: whoever has taken it out.
    ///
    /// `@unchecked Sendable`: it is handed from thread to thread through the mutex below.
    private struct Loan: @unchecked Sendable {
        let reader: any Reader
    }

    private let idle = Mutex<[Loan]>([])

    /// Opens the readers.
    func fill(count: Int, _ makeReader: () throws -> any Reader) throws {
        for _ in 0..<count {
            let loan = Loan(reader: try makeReader())
            idle.withLock { $0.append(loan) }
        }
    }

    /// Runs `body` with a reader, if one is idle; false if not.
    func withReader(_ body: (any Reader) -> Void) -> Bool {
        guard let loan = idle.withLock({ $0.popLast() }) else { return false }
        body(loan.reader)
        idle.withLock { $0.append(loan) }
        return true
    }

    /// Closes the readers that are idle.
    func drain() {
        idle.withLock { $0 = [] }
    }
}
