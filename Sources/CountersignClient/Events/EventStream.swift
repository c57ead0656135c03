extension CountersignClient {
    /// All events of the organization after a position, live, each once and in order.
    ///
    /// For services with `ALLOW_STREAM_EVENTS`. Frames of the live stream are opened as they come;
    /// what is lost on the way, for whatever reason, is read from the log. The hash chain is
    /// verified from the cursor on. While nobody asks for the next event nothing is kept but a few frames: a
    /// slow consumer costs no memory and catches up from the log.
    ///
    /// The sequence does not end. It outlives nodes that are away, and throws
    /// ``CountersignError`` for what waiting does not mend: `permissionDenied`, `unauthenticated`,
    /// `outOfRange` (reason ``CountersignError/Reason/compacted``), `aborted`
    /// (``CountersignError/Reason/epochChanged``), `dataLoss`, and `cancelled` when its task is
    /// cancelled or the client closed.
    public func events(after cursor: EventCursor = .beginning) -> EventStream {
        EventStream(client: self, cursor: cursor)
    }
}

/// The events of an organization; see ``CountersignClient/events(after:)``.
public struct EventStream: AsyncSequence, Sendable {
    /// An event.
    public typealias Element = ClientEvent
    /// Why the sequence failed.
    public typealias Failure = CountersignError

    let client: CountersignClient
    let cursor: EventCursor

    /// Starts a subscription of its own, at the cursor.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(subscription: EventSubscription(client, after: cursor))
    }

    /// The subscription, which ends with the iterator.
    public struct AsyncIterator: AsyncIteratorProtocol {
        let subscription: EventSubscription

        /// The next event. Never nil.
        public mutating func next() async throws(CountersignError) -> ClientEvent? {
            try await next(isolation: nil)
        }

        /// The next event. Never nil.
        public mutating func next(
            isolation actor: isolated (any Actor)?
        ) async throws(CountersignError) -> ClientEvent? {
            try await subscription.next()
        }
    }
}
