import CNNG

/// One asynchronous operation slot of nng (`nng_aio`): at most one operation at a time.
///
/// Whoever makes it calls `free` exactly once.
struct AIO: @unchecked Sendable {  // nng locks an aio's state itself; its owner orders submissions
    private let pointer: OpaquePointer

    /// - Parameters:
    ///   - argument: given to `callback`, not retained: the owner keeps it alive until `free`.
    ///   - callback: runs on one of nng's threads when the operation ends, with no lock of nng
    ///     held.
    init(
        argument: UnsafeMutableRawPointer?,
        callback: (@convention(c) (UnsafeMutableRawPointer?) -> Void)?
    ) throws(NNGError) {
        var allocated: OpaquePointer?
        try check(nng_aio_alloc(&allocated, callback, argument), "make an aio")
        pointer = allocated!
    }

    /// The outcome of the operation that ended: zero or an error number.
    var result: Int32 { nng_aio_result(pointer) }

    /// Takes the message out: a received one, or one that could not be sent.
    func takeMessage() -> MessagePointer? {
        guard let message = nng_aio_get_msg(pointer) else { return nil }
        nng_aio_set_msg(pointer, nil)
        return MessagePointer(raw: message)
    }

    func send(_ message: MessagePointer, on context: nng_ctx, timeout: Milliseconds) {
        nng_aio_set_msg(pointer, message.raw)
        nng_aio_set_timeout(pointer, timeout.count)
        nng_ctx_send(context, pointer)
    }

    /// Sends on a socket that completes at once, and returns the outcome.
    func sendNow(_ message: MessagePointer, on socket: nng_socket) -> Int32 {
        nng_aio_set_msg(pointer, message.raw)
        nng_send_aio(socket, pointer)
        nng_aio_wait(pointer)
        return result
    }

    func receive(on context: nng_ctx, timeout: Milliseconds) {
        nng_aio_set_timeout(pointer, timeout.count)
        nng_ctx_recv(context, pointer)
    }

    func receive(on socket: nng_socket) {
        nng_recv_aio(socket, pointer)
    }

    /// Ends the operation under way, if there is one, with `.canceled`.
    ///
    /// Fault (1.5.2): an abort that comes while the operation is being submitted is lost. Callers
    /// hold the lock under which they submit.
    func abort() {
        nng_aio_abort(pointer, Int32(bitPattern: NNG_ECANCELED.rawValue))
    }

    /// Frees it, after its callback has returned. Only when no operation is under way and none can
    /// be submitted any more; never in the callback.
    ///
    /// Fault (1.5.2): when a time-out strikes, nng calls into the context of the operation without
    /// holding it. Freeing the aio waits for that: so aios are freed before the context or socket
    /// they used.
    func free() {
        // Stop waits for the tail of a callback that has reported its end already.
        nng_aio_stop(pointer)
        nng_aio_free(pointer)
    }
}

/// A time-out as nng takes it.
struct Milliseconds {
    let count: nng_duration

    static let infinite = Milliseconds(count: nng_duration(NNG_DURATION_INFINITE))

    /// Rounds up, and to at least one.
    ///
    /// Fault (1.5.2): a REQ send with time-out zero reports a failure and sends all the same.
    init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let limit = Int64(nng_duration.max)
        guard seconds < limit / 1000 else {
            count = nng_duration.max
            return
        }
        let milliseconds =
            seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
        count = nng_duration(max(1, milliseconds))
    }

    private init(count: nng_duration) {
        self.count = count
    }
}
