import Foundation
import Store
import Synchronization

/// The real store, except that it fails or stops when it is told to.
final class FaultyStorage: Storage {
    private let base: any Storage
    let faults: Faults

    init(_ base: any Storage, faults: Faults) {
        self.base = base
        self.faults = faults
    }

    var name: String { base.name }
    var schemaVersion: Int { base.schemaVersion }

    func makeReader() throws(StoreFailure) -> any Reader { try base.makeReader() }

    func makeWriter() throws(StoreFailure) -> any Writer {
        FaultyWriter(try base.makeWriter(), faults)
    }
}

/// What is wrong with the store at present.
final class Faults: Sendable {
    private struct State {
        var failure: StoreFailure?
        var losesOutcomes = false
        var isHeld = false
        var waiting = 0
        var transactions = 0
    }

    private let state = Mutex(State())

    /// Every transaction does its work, and then is rolled back with this; nil: none.
    func fail(with failure: StoreFailure?) { state.withLock { $0.failure = failure } }

    /// Every transaction is committed, and then reported as of unknown outcome.
    func loseOutcomes(_ loses: Bool) { state.withLock { $0.losesOutcomes = loses } }

    /// Transactions stop before they begin, until `release`.
    func hold() { state.withLock { $0.isHeld = true } }

    func release() { state.withLock { $0.isHeld = false } }

    /// A transaction is stopped now.
    var holdsOne: Bool { state.withLock { $0.isHeld && $0.waiting > 0 } }

    /// How many transactions have begun.
    var transactions: Int { state.withLock { $0.transactions } }

    fileprivate func pass() {
        state.withLock { state in
            state.waiting += 1
            state.transactions += 1
        }
        while state.withLock({ $0.isHeld }) { usleep(500) }
        state.withLock { $0.waiting -= 1 }
    }

    fileprivate func beforeCommit() throws {
        if let failure = state.withLock({ $0.failure }) { throw failure }
    }

    fileprivate func afterCommit() throws {
        if state.withLock({ $0.losesOutcomes }) {
            throw StoreFailure.unknownOutcome("told so by a test")
        }
    }
}

private final class FaultyWriter: Writer {
    private let base: any Writer
    private let faults: Faults

    init(_ base: any Writer, _ faults: Faults) {
        self.base = base
        self.faults = faults
    }

    func transaction<Result>(_ body: (any Writing) throws -> Result) throws -> Result {
        faults.pass()
        let result = try base.transaction { store in
            let result = try body(store)
            try faults.beforeCommit()
            return result
        }
        try faults.afterCommit()
        return result
    }

    func checkpoint() throws(StoreFailure) { try base.checkpoint() }
}
