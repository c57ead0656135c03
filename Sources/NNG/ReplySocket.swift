import CNNG
import Dispatch
import Synchronization

/// Answers requests (REP), as many at a time as it has contexts.
///
/// ```
/// let socket = try ReplySocket(
///     contexts: 256, maximumMessageBytes: 65_536, sendTimeout: .seconds(5))
/// try socket.start { exchange in queue.add(exchange) }      // elsewhere: exchange.reply(message)
/// try socket.listen(on: Address("tcp://*:7000"))
/// await socket.drain()
/// socket.close()
/// ```
///
/// Each context goes from request to handler to reply and back on nng's threads. When all are busy,
/// requests wait unread in their connections. It lives, with all its contexts, until `close`.
package final class ReplySocket: Sendable {
    /// Gets each request, on a thread of nng: it must not block. The reply may come later, from any
    /// thread.
    package typealias Handler = @Sendable (Exchange) -> Void

    let counters = Counters()
    private let socket: Socket
    private let contextCount: Int
    private let sendTimeout: Duration
    private let state = Mutex(State())
    /// Entered once for each context that is not idle.
    private let busy = DispatchGroup()

    final class Counters: Sendable {
        let accepted = Atomic<Int>(0)
        let replied = Atomic<Int>(0)
        let failed = Atomic<Int>(0)
    }

    private struct State {
        var phase: Phase = .created
        var contexts: [ReplyContext] = []

        mutating func takeContexts() -> [ReplyContext] {
            defer { contexts = [] }
            return contexts
        }
    }

    private enum Phase {
        case created
        case started
        case closed
    }

    /// - Parameters:
    ///   - contexts: how many requests may be under way at a time.
    ///   - maximumMessageBytes: a peer that sends a longer request is disconnected.
    ///   - sendTimeout: how long a reply may wait for a peer that does not read; the context is
    ///     parked for that time and no longer.
    ///   - onPipeEvent: hears of connections.
    package init(
        contexts: Int, maximumMessageBytes: Int, sendTimeout: Duration,
        onPipeEvent: PipeHandler? = nil
    ) throws(NNGError) {
        precondition(contexts > 0)
        contextCount = contexts
        self.sendTimeout = sendTimeout
        socket = try Socket(
            open: nng_rep0_open, maximumMessageBytes: maximumMessageBytes, pipeHandler: onPipeEvent)
    }

    /// Begins to take requests. Once only, before or after `listen`.
    package func start(handler: @escaping Handler) throws(NNGError) {
        try state.withLock { state throws(NNGError) in
            guard state.phase == .created else {
                throw NNGError(.wrongState, "start a reply socket")
            }
            for _ in 0..<contextCount {
                state.contexts.append(
                    try ReplyContext(
                        socket: self, on: socket.id, sendTimeout: sendTimeout, handler: handler))
            }
            state.phase = .started
            for context in state.contexts {
                busy.enter()
                context.receive()
            }
        }
    }

    /// Listens on one more address, until `close`.
    /// - Parameters:
    ///   - tls: for `tls+tcp`, and for it only.
    ///   - permissions: of the socket file of an `ipc` address.
    /// - Returns: the address with the actual port, if port 0 was asked for.
    /// - Throws: `.addressInUse` when another process listens there.
    @discardableResult
    package func listen(
        on address: Address, tls: TLSConfiguration? = nil, permissions: UInt16 = 0o600
    ) throws(NNGError) -> Address {
        try socket.listen(on: address, tls: tls, permissions: permissions)
    }
}

// MARK: - Stopping

extension ReplySocket {
    /// Takes no further request. Those under way go on; later ones stay unread in their
    /// connections.
    package func stopReceiving() {
        state.withLock { state in
            for context in state.contexts {
                context.stopReceiving()
            }
        }
    }

    /// Stops receiving, and returns when every request under way is answered and its reply is with
    /// the transport, or has been given up after the send time-out.
    ///
    /// nng does not tell when the transport has written the last bytes; `close` right after can cut
    /// off a peer that reads slowly.
    package func drain() async {
        stopReceiving()
        reclaimDropped()
        await withCheckedContinuation { continuation in
            busy.notify(queue: .global()) { continuation.resume() }
        }
    }

    /// Closes all connections. Requests still with the handler are dropped: their `reply` does
    /// nothing.
    ///
    /// Blocks for a moment, ten seconds at the most. Never call it on a thread of nng: in the
    /// handler, or in a connection handler.
    ///
    /// Fault (1.5.2): `nng_close` waits for open contexts, and can wait for ever when they have
    /// operations under way. So first every operation is ended and has reported so, then aios and
    /// contexts are freed, then the socket is closed.
    package func close() {
        let contexts = state.withLock { state in
            guard state.phase != .closed else { return [ReplyContext]() }
            state.phase = .closed
            return state.takeContexts()
        }
        for context in contexts where context.abandon() {
            busy.leave()
        }
        if busy.wait(timeout: .now() + closeLimit) == .success {
            for context in contexts {
                context.free()
            }
        } else {
            // nng still holds them: they are leaked rather than freed under its feet.
            for context in contexts { _ = Unmanaged.passRetained(context) }
        }
        socket.close()
    }

    func contextBecameIdle() {
        busy.leave()
    }

    /// A context with a request that only this socket refers to can never be answered.
    private func reclaimDropped() {
        state.withLock { state in
            for index in state.contexts.indices
            where isKnownUniquelyReferenced(&state.contexts[index])
                && state.contexts[index].isHandedOut
            {
                assertionFailure("a request was dropped without a reply")
                if state.contexts[index].abandon() {
                    busy.leave()
                }
            }
        }
    }
}

// MARK: - Statistics

extension ReplySocket {
    /// Counts since the start; each is exact, but they are not of one instant.
    package struct Statistics: Hashable, Sendable {
        /// Requests given to the handler.
        package var acceptedRequests: Int
        /// Requests now with the handler.
        package var handedOut: Int
        /// Replies that nng gave back, mostly because the peer did not read in time.
        package var failedReplies: Int
        /// Connections open now.
        package var openPipes: Int
    }

    package var statistics: Statistics {
        let replied = counters.replied.load(ordering: .relaxed)
        let accepted = counters.accepted.load(ordering: .relaxed)
        return Statistics(
            acceptedRequests: accepted, handedOut: max(0, accepted - replied),
            failedReplies: counters.failed.load(ordering: .relaxed), openPipes: socket.pipes.count)
    }
}
