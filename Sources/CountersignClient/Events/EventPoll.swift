import CountersignProto

extension CountersignClient {
    /// The events after a position that the caller may see, live, by long poll.
    ///
    /// For people, who have no right to the stream: they get the events that concern them, so
    /// sequence numbers have gaps and the hash chain can't be verified. Otherwise like
    /// ``events(after:)``.
    ///
    /// - Parameter wait: How long a node holds a poll open; at least one second, at most 25.
    public func pollEvents(
        after cursor: EventCursor = .beginning,
        wait: Duration = .seconds(20)
    ) -> EventPoll {
        EventPoll(client: self, cursor: cursor, wait: min(max(wait, .seconds(1)), .seconds(25)))
    }
}

/// The events that concern the caller; see ``CountersignClient/pollEvents(after:wait:)``.
public struct EventPoll: AsyncSequence, Sendable {
    /// An event.
    public typealias Element = ClientEvent
    /// Why the sequence failed.
    public typealias Failure = CountersignError

    let client: CountersignClient
    let cursor: EventCursor
    let wait: Duration

    /// Starts at the cursor.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(client: client, cursor: cursor, wait: wait)
    }

    /// Polls whenever an event is asked for and none is left of the page before.
    public struct AsyncIterator: AsyncIteratorProtocol {
        let client: CountersignClient
        let wait: Duration
        /// After the last event that was read, including those that the caller may not see.
        public private(set) var cursor: EventCursor
        private var page: ArraySlice<EventRecord> = []
        private var failures = 0

        init(client: CountersignClient, cursor: EventCursor, wait: Duration) {
            self.client = client
            self.cursor = cursor
            self.wait = wait
        }

        /// The next event. Never nil.
        public mutating func next() async throws(CountersignError) -> ClientEvent? {
            try await next(isolation: nil)
        }

        /// The next event. Never nil.
        public mutating func next(
            isolation actor: isolated (any _Concurrency.Actor)?
        ) async throws(CountersignError) -> ClientEvent? {
            while true {
                if let record = page.popFirst() {
                    return try ClientEvent(record, epoch: cursor.epoch)
                }
                if Task.isCancelled { throw CountersignError(.cancelled, at: "") }
                try await poll()
            }
        }

        nonisolated(nonsending) private mutating func poll() async throws(CountersignError) {
            let request = ReadEventsRequest(
                after: cursor.seq,
                limit: 100,
                waitMs: UInt32(clamping: wait.wholeMilliseconds),
                epoch: cursor.epoch
            )
            let time = wait + client.configuration.retry.attemptTimeout
            do throws(CountersignError) {
                let response = try await client.call(
                    Methods.EventService.readEvents,
                    request,
                    options: CallOptions(
                        timeout: wait + client.configuration.timeout,
                        attemptTimeout: time
                    )
                )
                turn(to: response)
            } catch {
                try await client.outlast(error, failures: &failures)
            }
        }

        private mutating func turn(to response: ReadEventsResponse) {
            failures = 0
            page = response.records[...]
            let epoch = response.head?.epoch ?? cursor.epoch
            let last = response.records.last
            let seq = Swift.max(response.nextAfter, last?.seq ?? 0, cursor.seq)
            cursor = EventCursor(epoch: epoch, seq: seq, hash: last?.seq == seq ? last?.hash : nil)
        }
    }
}
