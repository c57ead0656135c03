import Synchronization

/// One request in a reply socket's hands, to be answered exactly once.
///
/// A small value without an allocation of its own: copy it freely, answer it once. Dropping all
/// copies without an answer takes one context out of service; `ReplySocket.drain` traps on that in
/// debug builds.
package struct Exchange: Sendable {
    let context: ReplyContext
    /// Which of the context's requests this is, so that it can never answer another.
    let generation: UInt64

    /// The request's bytes, in nng's memory. Valid until `reply`; reading it after that traps.
    package var request: UnsafeRawBufferPointer {
        context.request(generation)
    }

    /// Answers, from any thread, without blocking. A second reply to one request traps.
    ///
    /// There is no error: a peer that went away or does not read misses its reply, which counts in
    /// `ReplySocket.Statistics.failedReplies` if nng tells. After `ReplySocket.close` it does
    /// nothing.
    package func reply(_ message: consuming Message) {
        context.reply(message, to: generation)
    }
}
