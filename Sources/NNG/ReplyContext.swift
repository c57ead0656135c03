import CNNG
import Synchronization

/// One REP context, which takes requests one after the other.
///
/// ```
/// receiving → handedOut → replying → receiving …
///      ↘          ↓           ↙
///        idle   abandoned            after stopReceiving or close
/// ```
final class ReplyContext: @unchecked Sendable {
    // Sound because `state` guards every change of phase and every submission to nng.
    private let state = Mutex(State())
    private let context: nng_ctx
    private let sendTimeout: Milliseconds
    /// Owns this object; the cycle ends with its `close`.
    private let socket: ReplySocket
    private let handler: ReplySocket.Handler
    // Set once, in init. Two, so that the receiving one never has a time-out: an aio used again
    // just as its time-out strikes can have the next operation time out at once (fault, 1.5.2). For
    // a reply that means the peer misses it, and asks again.
    private var receiveAIO: AIO!
    private var sendAIO: AIO!

    private struct State {
        var phase: Phase = .idle
        /// Which request is or was the last with the handler.
        var generation: UInt64 = 0
        /// The request with the handler.
        var request: MessagePointer?
        var mayReceive = true
        var isClosing = false

        func isCurrent(_ generation: UInt64) -> Bool {
            switch phase {
            case .handedOut, .abandoned: self.generation == generation
            case .idle, .receiving, .replying: false
            }
        }
    }

    private enum Phase {
        /// With nothing to do, for good.
        case idle
        /// Waiting for a request.
        case receiving
        /// The request is with the handler.
        case handedOut
        /// The reply is with nng.
        case replying
        /// The request is with the handler, but the socket has been closed.
        case abandoned
    }

    init(
        socket: ReplySocket, on id: nng_socket, sendTimeout: Duration,
        handler: @escaping ReplySocket.Handler
    ) throws(NNGError) {
        var opened = nng_ctx()
        try check(nng_ctx_open(&opened, id), "open a reply context")
        self.context = opened
        self.socket = socket
        self.handler = handler
        self.sendTimeout = Milliseconds(sendTimeout)
        // The socket holds this object until it has freed the aios, so they need not retain it.
        let argument = Unmanaged.passUnretained(self).toOpaque()
        receiveAIO = try AIO(argument: argument) { ReplyContext.from($0).received() }
        sendAIO = try AIO(argument: argument) { ReplyContext.from($0).sent() }
    }

    deinit {
        state.withLock { $0.request?.free() }
    }

    private static func from(_ argument: UnsafeMutableRawPointer?) -> ReplyContext {
        Unmanaged.fromOpaque(argument!).takeUnretainedValue()
    }
}

// MARK: - For the holder of an exchange

extension ReplyContext {
    func request(_ generation: UInt64) -> UnsafeRawBufferPointer {
        let message = state.withLock { $0.isCurrent(generation) ? $0.request?.raw : nil }
        guard let message else { preconditionFailure("a request was read after its reply") }
        return .init(start: nng_msg_body(message), count: nng_msg_len(message))
    }

    func reply(_ message: consuming Message, to generation: UInt64) {
        let reply = message.release()
        let (request, isSubmitted) = state.withLock { state in
            precondition(state.isCurrent(generation), "a request was answered twice")
            let request = state.request
            state.request = nil
            guard state.phase == .handedOut else {
                state.phase = .idle
                return (request, false)
            }
            state.phase = .replying
            sendAIO.send(reply, on: context, timeout: sendTimeout)
            return (request, true)
        }
        request?.free()
        if isSubmitted {
            socket.counters.replied.add(1, ordering: .relaxed)
        } else {
            reply.free()
        }
    }
}

// MARK: - The cycle

extension ReplyContext {
    /// Starts the cycle.
    func receive() {
        state.withLock { receive(&$0) }
    }

    /// Submits a receive. Under the lock, so that `stopReceiving` comes before or after, not
    /// within.
    private func receive(_ state: inout State) {
        state.phase = .receiving
        receiveAIO.receive(on: context, timeout: .infinite)
    }

    private func received() {
        let message = receiveAIO.result == 0 ? receiveAIO.takeMessage() : nil
        let generation = state.withLock { state -> UInt64? in
            guard message != nil, !state.isClosing else {
                state.phase = .idle
                return nil
            }
            state.request = message
            state.phase = .handedOut
            state.generation += 1
            return state.generation
        }
        guard let generation else {
            message?.free()
            socket.contextBecameIdle()
            return
        }
        socket.counters.accepted.add(1, ordering: .relaxed)
        handler(Exchange(context: self, generation: generation))
    }

    private func sent() {
        if sendAIO.result != 0 {
            // A failed send leaves the message with the caller.
            sendAIO.takeMessage()?.free()
            socket.counters.failed.add(1, ordering: .relaxed)
        }
        let isIdle = state.withLock { state in
            guard state.mayReceive else {
                state.phase = .idle
                return true
            }
            receive(&state)
            return false
        }
        if isIdle {
            socket.contextBecameIdle()
        }
    }
}

// MARK: - Stopping

extension ReplyContext {
    /// Takes no further request. One that has come is still answered.
    func stopReceiving() {
        state.withLock { state in
            state.mayReceive = false
            if state.phase == .receiving {
                receiveAIO.abort()
            }
        }
    }

    /// Ends the cycle without regard to a request under way.
    /// - Returns: whether it is out of the cycle by this call, as no callback will report it.
    func abandon() -> Bool {
        state.withLock { state in
            state.mayReceive = false
            state.isClosing = true
            switch state.phase {
            case .receiving: receiveAIO.abort()
            case .replying: sendAIO.abort()
            case .handedOut:
                state.phase = .abandoned
                return true
            case .idle, .abandoned: break
            }
            return false
        }
    }

    /// Whether a request is with the handler.
    var isHandedOut: Bool {
        state.withLock { $0.phase == .handedOut }
    }

    /// Frees what nng has given. Only once, when idle or abandoned, and not on a thread of nng.
    func free() {
        // The aios first: see AIO.free.
        receiveAIO.free()
        sendAIO.free()
        nng_ctx_close(context)
    }
}
