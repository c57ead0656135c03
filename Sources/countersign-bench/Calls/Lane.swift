import CNNG

/// One request at a time on a REQ context, straight on nng's C API: whatever the client costs, it
/// takes from the server on a machine with few cores.
struct Lane {
    private var context: nng_ctx
    private var aio: OpaquePointer
    private var isSending = false
    private var call = 0
    /// Kept alive by whoever waits for the job to end.
    private var job: Unmanaged<CallJob>?

    /// nng ends what takes longer; a node answers before.
    private static let timeoutMilliseconds: nng_duration = 90_000

    /// Makes a lane at `place`, where it stays until `free`.
    static func make(at place: UnsafeMutablePointer<Lane>, on socket: nng_socket) throws {
        var context = nng_ctx()
        try requireNNG(nng_ctx_open(&context, socket), "open a context")
        var aio: OpaquePointer?
        try requireNNG(nng_aio_alloc(&aio, Lane.operationEnded, place), "make an aio")
        nng_aio_set_timeout(aio, timeoutMilliseconds)
        place.initialize(to: Lane(context: context, aio: aio!))
    }

    private init(context: nng_ctx, aio: OpaquePointer) {
        self.context = context
        self.aio = aio
    }

    /// Frees an idle lane: the aio before its context (nng 1.5.2 calls into the context of an aio that
    /// times out without holding it).
    func free() {
        nng_aio_stop(aio)
        nng_aio_free(aio)
        nng_ctx_close(context)
    }

    /// Sends one call of the job's batch.
    static func start(_ lane: UnsafeMutablePointer<Lane>, _ call: Int, of job: CallJob) {
        var message: OpaquePointer?
        job.batch.withFrame(call) { frame in
            nng_msg_alloc(&message, frame.count)
            nng_msg_body(message).copyMemory(from: frame.baseAddress!, byteCount: frame.count)
        }
        lane.pointee.call = call
        lane.pointee.job = .passUnretained(job)
        lane.pointee.isSending = true
        nng_aio_set_msg(lane.pointee.aio, message)
        job.batch.note(sent: call)
        nng_ctx_send(lane.pointee.context, lane.pointee.aio)
    }

    private static let operationEnded: @convention(c) (UnsafeMutableRawPointer?) -> Void = {
        advance($0!.assumingMemoryBound(to: Lane.self))
    }

    private static func advance(_ lane: UnsafeMutablePointer<Lane>) {
        let result = nng_aio_result(lane.pointee.aio)
        guard result == 0 else { return fail(lane, result) }
        if lane.pointee.isSending {
            lane.pointee.isSending = false
            nng_ctx_recv(lane.pointee.context, lane.pointee.aio)
            return
        }
        let message = nng_aio_get_msg(lane.pointee.aio)
        nng_aio_set_msg(lane.pointee.aio, nil)
        lane.pointee.job!._withUnsafeGuaranteedRef { job in
            let body = UnsafeRawBufferPointer(
                start: nng_msg_body(message),
                count: nng_msg_len(message)
            )
            job.batch.note(reply: body, to: lane.pointee.call)
            nng_msg_free(message)
            job.finished(lane)
        }
    }

    private static func fail(_ lane: UnsafeMutablePointer<Lane>, _ result: Int32) {
        if lane.pointee.isSending, let message = nng_aio_get_msg(lane.pointee.aio) {
            nng_msg_free(message)
            nng_aio_set_msg(lane.pointee.aio, nil)
        }
        lane.pointee.job!._withUnsafeGuaranteedRef { job in
            job.batch.note(failure: String(cString: nng_strerror(result)), of: lane.pointee.call)
            job.finished(lane)
        }
    }
}

/// Throws unless `result` is zero.
func requireNNG(_ result: Int32, _ operation: String) throws {
    guard result != 0 else { return }
    throw BenchFailure("\(operation): \(String(cString: nng_strerror(result)))")
}
