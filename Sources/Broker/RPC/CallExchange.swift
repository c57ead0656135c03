import CountersignProto

/// One call that came in, and the right to answer it once. The nng context behind it is free for
/// the next call as soon as the answer is sent.
protocol CallExchange: Sendable {
    /// The encoded `Call`; valid until the answer is given.
    var request: UnsafeRawBufferPointer { get }

    /// Answers the call, from any thread. Exactly once.
    func reply(_ packer: borrowing MessagePacker)
}

extension CallExchange {
    func reply(body: [UInt8]) {
        send(Reply(body: body))
    }

    func reply(_ failure: CallFailure) {
        send(failure.reply)
    }

    private func send(_ reply: Reply) {
        do {
            try reply.withPacker { self.reply($0) }
        } catch {
            // Only a NUL in a string can do that; a caller's text never gets here with one.
            let failure = CallFailure(
                .internal, "REPLY_NOT_ENCODED", "the reply could not be encoded")
            try? failure.reply.withPacker { self.reply($0) }
        }
    }
}
