internal import CountersignProto
internal import Metrics
internal import Store
internal import Synchronization
package import Workflow

/// The work of the feed's own thread.
extension EventFeed {
    /// Publishes, wakes and keeps time until `close`. Blocks: give it a thread of its own.
    package func run() {
        while turn(within: timeToNextLook()) {}
    }

    /// Ends `run` once everything committed before is published.
    package func close() {
        queue.close()
    }

    /// One turn: waits for work, for at most `timeout` (nil: as long as it takes), and does it.
    /// False when closed and done.
    package func turn(within timeout: Span?) -> Bool {
        guard let items = queue.takeAll(max: limits.commitsPerTurn, within: timeout) else {
            return false
        }
        let now = ClockReading(of: clock)
        let hasSubscribers = publisher.subscriberCount > 0
        for item in items {
            switch item {
            case .records(let records, let organization):
                queuedRecords.wrappingSubtract(records.count, ordering: .relaxed)
                if hasSubscribers { publish(records, of: organization, at: now) }
            case .look:
                break
            }
        }
        // Each commit notes its news before it puts its item, so no item taken is without its news.
        wake(polls.withLock { $0.takeNews() }, .news)
        tick()
        return true
    }

    /// Does what is due by the clock: heartbeats, rotation with them, and the ends of waits.
    package func tick() {
        let now = ClockReading(of: clock)
        wake(polls.withLock { $0.takeExpired(at: now.elapsed) }, .timeUp)
        let due = streams.withLock { $0.takeHeartbeats(at: now) }
        guard !due.isEmpty, publisher.subscriberCount > 0 else { return }
        for organization in due { publishHeartbeat(of: organization, at: now) }
    }

    /// Has the thread look at the clock by `time`, if it means to sleep longer.
    func wakeBefore(_ time: Span) {
        let sleepsLonger = plannedLook.withLock { planned in
            guard planned.map({ time < $0 }) ?? true else { return false }
            planned = time
            return true
        }
        if sleepsLonger { _ = queue.put(.look) }
    }

    private func timeToNextLook() -> Span? {
        // As if it slept for ever: who comes with an earlier time while this plans leaves a
        // `.look`.
        plannedLook.withLock { $0 = nil }
        let looks = [polls.withLock { $0.lookTime }, streams.withLock { $0.heartbeatTime }]
        let next = looks.compactMap(\.self).min()
        guard let next else { return nil }
        plannedLook.withLock { $0 = min($0 ?? next, next) }
        let now = clock.elapsed()
        return Span(milliseconds: max(0, next.milliseconds - now.milliseconds))
    }

    private func publish(
        _ records: [LogRecord],
        of organization: OrganizationID,
        at now: ClockReading
    ) {
        for record in records {
            let content = EventRecord(seq: record.seq, event: record.event, hash: record.hash)
            let isPublished = publish(.record, seq: record.seq, content, of: organization, at: now)
            if !isPublished { noteDropped(1) }
        }
    }

    /// A head that records on their way have not reached yet makes subscribers read them; that is
    /// harmless, and only under load.
    private func publishHeartbeat(of organization: OrganizationID, at now: ClockReading) {
        let head = polls.withLock { $0.head(of: organization) }
        let content = Heartbeat(
            head: head,
            time: ProtoTimestamp(milliseconds: now.wall.milliseconds)
        )
        publish(.heartbeat, seq: head.seq, content, of: organization, at: now)
    }

    /// False if the frame would be too long, or can't be sealed: to subscribers it is a gap.
    @discardableResult
    private func publish(
        _ kind: FrameKind,
        seq: UInt64,
        _ content: some Message,
        of organization: OrganizationID,
        at now: ClockReading
    ) -> Bool {
        let sealed = try? streams.withLock {
            try $0.seal(kind, seq: seq, content, of: organization, at: now)
        }
        guard let frame = sealed, frame.count <= limits.frameBytes else { return false }
        publisher.publish(frame: frame)
        metrics.published.increment()
        return true
    }
}
