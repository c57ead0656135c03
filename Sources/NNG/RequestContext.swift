import CNNG
import Synchronization

/// How a request ended, in a form that closures can pass on.
enum RequestOutcome: Sendable {
    case reply(MessagePointer)
    case failure(NNGError)

    /// The reply, owned. Once only.
    func get() throws(NNGError) -> Message {
        switch self {
        case .reply(let message): return Message(owning: message)
        case .failure(let error): throw error
        }
    }
}

/// One REQ context, for one request at a time.
///
/// ```
/// idle → reserved → sending → receiving → idle
/// ```
///
/// Fault (1.5.2, nng issue 1702): cancelling a receive while the send is under way crashes. The
/// receive is submitted in the send's callback, so the two never overlap.
final class RequestContext: @unchecked Sendable {
    // Sound because `state` guards every change of phase and every submission to nng.
    private let state = Mutex(State())
    private let context: nng_ctx
    /// Owns this object in its pool; the cycle ends with its `close`.
    private let socket: RequestSocket
    // Set once, in init.
    private var sendAIO: AIO!
    private var receiveAIO: AIO!

    typealias Completion = @Sendable (RequestOutcome) -> Void

    private struct State {
        var phase: Phase = .idle
        /// Which request this is: a late cancellation must not hit the next one.
        var generation: UInt64 = 0
        var deadline = ContinuousClock.now
        /// Why the request is being given up, if it is.
        var givenUp: NNGError.Code?
        var completion: Completion?
    }

    private enum Phase {
        case idle
        case reserved
        case sending
        case receiving
    }

    init(socket: RequestSocket, on id: nng_socket) throws(NNGError) {
        var opened = nng_ctx()
        try check(nng_ctx_open(&opened, id), "open a request context")
        context = opened
        self.socket = socket
        // The pool holds this object until the aios are freed, so they need not retain it.
        let argument = Unmanaged.passUnretained(self).toOpaque()
        sendAIO = try AIO(argument: argument) { RequestContext.from($0).sent() }
        receiveAIO = try AIO(argument: argument) { RequestContext.from($0).received() }
    }

    private static func from(_ argument: UnsafeMutableRawPointer?) -> RequestContext {
        Unmanaged.fromOpaque(argument!).takeUnretainedValue()
    }
}

// MARK: - One request

extension RequestContext {
    /// Claims an idle context. Returns the request's generation, to cancel it by.
    func reserve() -> UInt64 {
        state.withLock { state in
            precondition(state.phase == .idle)
            state.phase = .reserved
            return state.generation
        }
    }

    /// Sends `message` and calls `completion` once: with the reply, or with why there is none.
    func start(_ message: MessagePointer, timeout: Duration, completion: @escaping Completion) {
        let isSubmitted = state.withLock { state in
            precondition(state.phase == .reserved)
            state.completion = completion
            guard state.givenUp == nil else { return false }
            state.deadline = .now + timeout
            state.phase = .sending
            sendAIO.send(message, on: context, timeout: Milliseconds(timeout))
            return true
        }
        if !isSubmitted {
            message.free()
            finish(failure: .canceled)
        }
    }

    /// Gives up request number `generation`, or whichever is under way; its completion follows.
    func giveUp(_ generation: UInt64? = nil, because code: NNGError.Code) {
        state.withLock { state in
            guard generation == nil || generation == state.generation else { return }
            switch state.phase {
            case .idle: return
            case .reserved: break
            case .sending: sendAIO.abort()
            case .receiving: receiveAIO.abort()
            }
            state.givenUp = code
        }
    }

    private func sent() {
        let result = sendAIO.result
        guard result == 0 else {
            // A failed send leaves the message with the caller.
            sendAIO.takeMessage()?.free()
            finish(failure: .init(rawValue: result))
            return
        }
        let failure = state.withLock { state -> NNGError.Code? in
            if let code = state.givenUp { return code }
            let remaining = state.deadline - .now
            guard remaining > .zero else { return .timedOut }
            state.phase = .receiving
            receiveAIO.receive(on: context, timeout: Milliseconds(remaining))
            return nil
        }
        if let failure {
            // The reply to this one may still come; nng drops it when the context sends again.
            finish(failure: failure)
        }
    }

    private func received() {
        let result = receiveAIO.result
        if result == 0, let message = receiveAIO.takeMessage() {
            finish { _ in .reply(message) }
        } else {
            finish(failure: .init(rawValue: result))
        }
    }

    private func finish(failure code: NNGError.Code) {
        finish { givenUp in
            .failure(NNGError(code == .canceled ? givenUp ?? code : code, "request"))
        }
    }

    /// Makes the context free for the next request, then reports.
    private func finish(_ outcome: (_ givenUp: NNGError.Code?) -> RequestOutcome) {
        let (completion, givenUp, mayBeExpiring) = state.withLock { state in
            defer {
                state.phase = .idle
                state.generation += 1
                state.completion = nil
                state.givenUp = nil
            }
            let isLate = state.phase != .reserved && .now >= state.deadline - expiryMargin
            return (state.completion, state.givenUp, isLate)
        }
        let result = outcome(givenUp)
        socket.release(self, reusable: !mayBeExpiring)
        completion?(result)
    }
}

/// Fault (1.5.2): nng collects the aios whose time-out has passed and then ends whatever operation
/// each of them has by the time it gets there, which may be the next one. A context that finishes
/// this close to its deadline is not used again.
private let expiryMargin = Duration.milliseconds(5)

// MARK: - Freeing

extension RequestContext {
    /// Frees what nng has given. Only once, when idle, and not on a thread of nng.
    func free() {
        // The aios first: see AIO.free.
        sendAIO.free()
        receiveAIO.free()
        nng_ctx_close(context)
    }
}
