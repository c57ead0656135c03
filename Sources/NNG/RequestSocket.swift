import CNNG
import Dispatch
import Synchronization

/// Sends requests to one address (REQ), many at a time.
///
/// Nothing is ever sent twice: when the connection drops, requests that wait for their reply fail
/// with `.connectionReset` at once, and what became of them is unknown. Requests not yet sent wait
/// for the next connection until their time-out. It lives until `close`.
package final class RequestSocket: Sendable {
    private let socket: Socket
    private let maximumConcurrentRequests: Int
    private let pool = Mutex(Pool())
    /// Entered once for each request under way.
    private let busy = DispatchGroup()
    /// Frees contexts that are not used again.
    private let retirement = DispatchQueue(label: "nng.retirement")

    private struct Pool {
        var isClosed = false
        var idle: [RequestContext] = []
        var all: [ObjectIdentifier: RequestContext] = [:]
    }

    /// Dials `address` in the background; returns before there is a connection.
    /// - Parameters:
    ///   - tls: for `tls+tcp`, and for it only.
    ///   - maximumMessageBytes: a peer that sends a longer reply is disconnected.
    ///   - maximumConcurrentRequests: more fail with `.limitReached`.
    ///   - onPipeEvent: hears of the connection coming and going.
    package init(
        dialing address: Address, tls: TLSConfiguration? = nil, maximumMessageBytes: Int,
        maximumConcurrentRequests: Int = 16_384, reconnect: Reconnect = .init(),
        onPipeEvent: PipeHandler? = nil
    ) throws(NNGError) {
        self.maximumConcurrentRequests = maximumConcurrentRequests
        socket = try Socket(
            open: nng_req0_open, maximumMessageBytes: maximumMessageBytes, pipeHandler: onPipeEvent)
        do throws(NNGError) {
            // With this, nng fails a request whose connection drops instead of sending it again.
            try check(
                nng_socket_set_ms(
                    socket.id, NNG_OPT_REQ_RESENDTIME, nng_duration(NNG_DURATION_INFINITE)),
                "turn off resending")
            try socket.dial(address, tls: tls, reconnect: reconnect)
        } catch {
            socket.close()
            throw error
        }
    }

    /// Whether there is a connection now.
    package var isConnected: Bool { socket.pipes.count > 0 }

    /// Sends `message` and waits for the reply.
    /// - Throws: `.timedOut`; `.connectionReset` when the connection dropped after sending;
    ///   `.canceled` when the task was cancelled; `.closed`; `.limitReached`.
    package func request(
        _ message: consuming Message, timeout: Duration
    ) async throws(NNGError) -> Message {
        let message = message.release()
        let context: RequestContext
        do throws(NNGError) {
            context = try acquire()
        } catch {
            message.free()
            throw error
        }
        let generation = context.reserve()
        let outcome = await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                context.start(message, timeout: timeout) { continuation.resume(returning: $0) }
            }
        } onCancel: {
            context.giveUp(generation, because: .canceled)
        }
        return try outcome.get()
    }

    /// Sends `message` and calls `completion` once, as above, on a thread of nng or before this
    /// returns. It must not block, and must not close the socket.
    package func request(
        _ message: consuming Message, timeout: Duration,
        completion: @escaping @Sendable (consuming Result<Message, NNGError>) -> Void
    ) {
        let message = message.release()
        do throws(NNGError) {
            let context = try acquire()
            _ = context.reserve()
            context.start(message, timeout: timeout) { outcome in
                switch outcome {
                case .reply(let reply): completion(.success(Message(owning: reply)))
                case .failure(let error): completion(.failure(error))
                }
            }
        } catch {
            message.free()
            completion(.failure(error))
        }
    }

    /// Fails all requests under way with `.closed`, and closes the connection.
    ///
    /// Blocks for a moment, ten seconds at the most. Never call it on a thread of nng.
    ///
    /// Fault (1.5.2): `nng_close` waits for open contexts, and can wait for ever when they have
    /// operations under way. So first every request is ended and has reported so, then aios and
    /// contexts are freed, then the socket is closed.
    package func close() {
        let contexts = pool.withLock { pool in
            defer {
                pool.isClosed = true
                pool.idle = []
            }
            return pool.isClosed ? [] : Array(pool.all.values)
        }
        for context in contexts {
            context.giveUp(because: .closed)
        }
        // On a time-out nng still holds them: they stay in the pool, which then leaks with the
        // socket.
        if busy.wait(timeout: .now() + closeLimit) == .success {
            let remaining = pool.withLock { pool in
                defer { pool.all = [:] }
                return Array(pool.all.values)
            }
            for context in remaining {
                context.free()
            }
        } else {
            _ = Unmanaged.passRetained(self)
        }
        socket.close()
    }
}

// MARK: - The pool

extension RequestSocket {
    private func acquire() throws(NNGError) -> RequestContext {
        try pool.withLock { pool throws(NNGError) in
            guard !pool.isClosed else { throw NNGError(.closed, "request") }
            if let context = pool.idle.popLast() {
                busy.enter()
                return context
            }
            guard pool.all.count < maximumConcurrentRequests else {
                throw NNGError(
                    .limitReached, "request",
                    detail: "\(maximumConcurrentRequests) requests are under way")
            }
            let context = try RequestContext(socket: self, on: socket.id)
            pool.all[ObjectIdentifier(context)] = context
            busy.enter()
            return context
        }
    }

    /// Takes back a context whose request has ended.
    func release(_ context: RequestContext, reusable: Bool) {
        let isRetired = pool.withLock { pool in
            guard !reusable, !pool.isClosed else {
                pool.idle.append(context)
                return false
            }
            pool.all[ObjectIdentifier(context)] = nil
            return true
        }
        guard isRetired else { return busy.leave() }
        // Not here: this is a callback of the context.
        retirement.async { [busy] in
            context.free()
            busy.leave()
        }
    }
}
