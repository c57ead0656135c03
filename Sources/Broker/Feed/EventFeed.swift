package import CountersignProto
internal import Metrics
package import Store
internal import Synchronization
package import Workflow

/// Tells the world what was committed: seals records into frames for those who subscribe, and wakes
/// the calls that wait for news.
///
/// The commit thread hands over what it committed and goes on; everything else happens on the
/// feed's own thread, which runs `run`. Nobody who listens can delay a commit: between the two is a
/// queue with a limit, and what goes beyond it is not published. The log has it all, and a
/// subscriber that sees a gap reads it there (`event.proto`).
///
/// Locks, of which no two are held at once: `polls`, for heads and waiting calls, which the commit
/// thread takes; and `streams`, for keys, which the feed's thread holds while it seals.
package final class EventFeed: Sendable {
    let publisher: any FramePublishing
    let clock: any NodeClock
    let limits: FeedLimits
    let heartbeatInterval: Span
    let queue: Mailbox<Item>
    let polls: Mutex<LongPolls>
    let streams: Mutex<Streams>
    /// How often keys were replaced because a right was lost. Moves under the lock of `streams`.
    let rightsLost = Atomic<UInt64>(0)
    let queuedRecords = Atomic<Int>(0)
    let dropped = Atomic<UInt64>(0)
    /// When the feed's thread means to wake by itself, on the elapsed clock.
    let plannedLook = Mutex<Span?>(nil)
    let metrics = FeedMetrics()

    enum Item: Sendable {
        case records([LogRecord], of: OrganizationID)
        /// Somebody is to be woken, now or sooner than planned.
        case look
    }

    /// - Parameters:
    ///   - heartbeatInterval: how often each stream says where its log stands.
    ///   - rotationInterval: how long a key is used.
    package init(
        publisher: any FramePublishing,
        clock: any NodeClock,
        heartbeatInterval: Span = .seconds(1),
        rotationInterval: Span = .days(1),
        limits: FeedLimits = FeedLimits()
    ) {
        precondition(heartbeatInterval > .zero && rotationInterval > .zero)
        self.publisher = publisher
        self.clock = clock
        self.limits = limits
        self.heartbeatInterval = heartbeatInterval
        // Room for what wakes the thread, on top of commits with one record each.
        queue = Mailbox(limit: limits.queuedRecords + limits.waiters + 1)
        polls = Mutex(
            LongPolls(limit: limits.waiters, callerLimit: limits.waitersPerCaller)
        )
        streams = Mutex(
            Streams(
                heartbeatInterval: heartbeatInterval,
                rotationInterval: rotationInterval,
                framesPerKey: limits.framesPerKey
            )
        )
    }

    /// Sets where a log stands. Once for each organization, before its first `committed`; a log
    /// that nobody seeds is new: epoch 1, seq 0.
    package func seed(head: LogPosition, of organization: OrganizationID) {
        polls.withLock { $0.seed(head, of: organization) }
    }

    /// Where the log stands, as far as this node knows.
    package func position(of organization: OrganizationID) -> LogPosition {
        polls.withLock { $0.head(of: organization) }
    }

    /// Records were committed. Called by the thread that commits, in the order of the log; it does
    /// not wait, and its cost does not grow with the number of subscribers or of waiting calls.
    package func committed(_ records: [LogRecord], of organization: OrganizationID) {
        guard let last = records.last else { return }
        let interest = polls.withLock { $0.advance(to: last.seq, of: organization) }
        let isQueued = interest.streams && enqueue(records, of: organization)
        if interest.streams, !isQueued { noteDropped(records.count) }
        // A full mailbox does no harm: whoever takes from it looks for news at every turn.
        if interest.waits, !isQueued { _ = queue.put(.look) }
    }

    /// How many records were not published because the queue was full or they were too long.
    package var droppedRecords: UInt64 { dropped.load(ordering: .relaxed) }

    /// Waits for an event after `seq`, until `deadline` on the elapsed clock, without a thread.
    ///
    /// `resume` is called exactly once: before this returns if there is nothing to wait for, else
    /// on the feed's thread or on the one that drains. It must return soon. After `.draining` the
    /// caller must not wait again. False if too many wait, in all or with this `caller`, whose name
    /// is one within the organization; then `resume` is never called.
    package func wait(
        for organization: OrganizationID,
        after seq: UInt64,
        until deadline: Span,
        caller: String? = nil,
        resume: @escaping @Sendable (WaitOutcome) -> Void
    ) -> Bool {
        let now = clock.elapsed()
        let registration = polls.withLock {
            $0.register(
                organization,
                after: seq,
                until: deadline,
                at: now,
                caller: caller,
                resume: resume
            )
        }
        switch registration {
        case .waiting:
            wakeBefore(deadline)
            return true
        case .answered(let outcome):
            resume(outcome)
            return true
        case .full:
            return false
        }
    }

    /// Ends every wait, and lets no other begin. Records are still published.
    package func drain() {
        wake(polls.withLock { $0.drain() }, .draining)
    }

    private func enqueue(_ records: [LogRecord], of organization: OrganizationID) -> Bool {
        let queued = queuedRecords.wrappingAdd(records.count, ordering: .relaxed).newValue
        if queued <= limits.queuedRecords, queue.put(.records(records, of: organization)) {
            return true
        }
        queuedRecords.wrappingSubtract(records.count, ordering: .relaxed)
        return false
    }

    func noteDropped(_ count: Int) {
        dropped.wrappingAdd(UInt64(count), ordering: .relaxed)
        metrics.dropped.increment(by: count)
    }

    func wake(_ waiters: [LongPolls.Waiter], _ outcome: WaitOutcome) {
        for waiter in waiters { waiter.resume(outcome) }
    }
}

/// What the feed counts. The names are those of the metrics page.
struct FeedMetrics: Sendable {
    let published = Counter(label: "countersign_feed_frames_total")
    let dropped = Counter(label: "countersign_feed_records_dropped_total")
}
