import CountersignProto

/// Makes the exact log out of a stream that may lose, repeat and reorder.
///
/// A pure value. It is told what happened, with the time on a clock that only goes on, and
/// ``next(now:)`` says what to do: hand out an event, open the stream, read the log, wait for a
/// frame.
///
/// Invariant: the events handed out are those after the first cursor, each once, in order, and
/// their hashes form one chain. A frame is used only if it continues the chain; everything else is
/// a reason to read the log, which alone can be wrong for good.
struct EventAssembler {
    /// What to do next.
    enum Step: Hashable {
        /// Hand the event out.
        case yield(ClientEvent)
        /// Call OpenStream and listen at the address of this number (modulo their count).
        case open(address: Int)
        /// Call ReadEvents.
        case read(ReadEventsRequest)
        /// Take the next frame; tell ``silence(now:)`` if none has come by then.
        case wait(until: Duration)
    }

    /// Events in one page of the log.
    static let pageLimit: UInt32 = 500
    /// After so many heartbeats without a frame, the log is read.
    static let missedHeartbeats = 2
    /// After so many silences in a row the stream is opened again, at the next address.
    static let silencesBeforeReopening = 2

    /// After the last event that was accepted.
    private(set) var cursor: EventCursor
    private var ready: ArraySlice<ClientEvent> = []
    private var isOpen = false
    private var mustRead = true
    private var address = 0
    private var silences = 0
    private var lastHeard = Duration.zero
    private var reopenAllowed = Duration.zero
    private var heartbeatInterval = Duration.seconds(1)

    init(after cursor: EventCursor) {
        self.cursor = cursor
    }

    /// Says what to do. A `yield` is said once; the others until their outcome is told.
    mutating func next(now: Duration) -> Step {
        if let event = ready.popFirst() { return .yield(event) }
        if !isOpen { return .open(address: address) }
        if mustRead {
            return .read(
                ReadEventsRequest(after: cursor.seq, limit: Self.pageLimit, epoch: cursor.epoch)
            )
        }
        return .wait(until: lastHeard + heartbeatInterval * Self.missedHeartbeats)
    }
}

// MARK: - The stream

extension EventAssembler {
    /// The stream is open; `head` was the end of the log.
    mutating func opened(head: LogPosition, heartbeatInterval: Duration, now: Duration) {
        isOpen = true
        self.heartbeatInterval = max(heartbeatInterval, .milliseconds(1))
        reopenAllowed = now + self.heartbeatInterval
        heard(now)
        noteHead(head)
    }

    /// A frame with a record came.
    mutating func frame(_ record: EventRecord, now: Duration) {
        silences = 0
        heard(now)
        guard record.seq > cursor.seq else { return }
        if let event = try? continuation(record, epoch: cursor.epoch),
            event.event.epoch == cursor.epoch
        {
            accept(event)
        } else {
            mustRead = true
        }
    }

    /// A heartbeat came.
    mutating func heartbeat(_ head: LogPosition, now: Duration) {
        silences = 0
        heard(now)
        noteHead(head)
    }

    /// A frame came that no known key opens. Whoever sends garbage does not make the client call
    /// more than once in a heartbeat interval.
    mutating func unknownKey(now: Duration) {
        if now >= reopenAllowed { isOpen = false }
    }

    /// Nothing came for the time of several heartbeats.
    mutating func silence(now: Duration) {
        heard(now)
        mustRead = true
        silences += 1
        if silences.isMultiple(of: Self.silencesBeforeReopening) {
            isOpen = false
            address += 1
        }
    }

    private mutating func heard(_ now: Duration) {
        lastHeard = max(lastHeard, now)
    }

    /// Another epoch is a reason to read, too: the log says what it means.
    private mutating func noteHead(_ head: LogPosition) {
        if head.seq > cursor.seq || (cursor.epoch != 0 && head.epoch != cursor.epoch) {
            mustRead = true
        }
    }
}

// MARK: - The log

extension EventAssembler {
    /// A page of the log came. An empty one ends the reading, whatever a heartbeat promised: what
    /// the node has not got yet will be announced again.
    ///
    /// Throws code `dataLoss` if the log has a gap or does not continue the chain, `aborted` if it
    /// is of another epoch.
    mutating func page(_ page: ReadEventsResponse) throws(CountersignError) {
        let epoch = page.head?.epoch ?? cursor.epoch
        guard cursor.epoch == 0 || epoch == cursor.epoch else {
            throw .epochChanged(from: cursor.epoch, to: epoch)
        }
        cursor.epoch = epoch
        var accepted = 0
        for record in page.records where record.seq > cursor.seq {
            accept(try continuation(record, epoch: epoch))
            accepted += 1
        }
        mustRead = accepted > 0 && (page.head?.seq ?? 0) > cursor.seq
    }

    private mutating func accept(_ event: ClientEvent) {
        ready.append(event)
        cursor = event.cursor
    }

    /// The event of a record that continues the log.
    private func continuation(
        _ record: EventRecord,
        epoch: UInt64
    ) throws(CountersignError) -> ClientEvent {
        guard record.seq == cursor.seq + 1 else {
            throw .damaged(.logNotDense, at: cursor.seq + 1, "\(record.seq) came in its place")
        }
        guard HashChain.continues(record, after: cursor.hash) else {
            throw .damaged(.chainBroken, at: record.seq, "its hash does not continue the chain")
        }
        return try ClientEvent(record, epoch: epoch)
    }
}

extension CountersignError {
    fileprivate static func epochChanged(from old: UInt64, to new: UInt64) -> CountersignError {
        CountersignError(
            .aborted,
            reason: .epochChanged,
            message: "the log was restored (epoch \(old), now \(new)): read it from the beginning",
            metadata: ["epoch": String(new)]
        )
    }
}
