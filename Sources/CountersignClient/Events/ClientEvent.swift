public import CountersignProto

/// A position in an organization's log, to continue from. Store it with what the events led to.
public struct EventCursor: Sendable, Hashable, Codable {
    /// The epoch of the log; 0 while not known.
    public var epoch: UInt64
    /// The sequence number of the last event seen; 0 before the first.
    public var seq: UInt64
    /// The hash of the record with that number; nil while not known: then the chain is verified
    /// from the record after the next on.
    public var hash: [UInt8]?

    /// Before the first event.
    public static let beginning = EventCursor(epoch: 0, seq: 0, hash: HashChain.start)

    /// Creates a cursor.
    public init(epoch: UInt64 = 0, seq: UInt64, hash: [UInt8]? = nil) {
        self.epoch = epoch
        self.seq = seq
        self.hash = seq == 0 ? HashChain.start : hash
    }
}

/// One event of the log.
public struct ClientEvent: Sendable, Hashable {
    /// What happened.
    public let event: Event
    /// The event as it was stored and hashed.
    public let record: EventRecord
    /// The event's place in the log: the epoch is that of the log when it was read.
    public let position: LogPosition

    /// To continue after this event.
    public var cursor: EventCursor {
        EventCursor(epoch: position.epoch, seq: position.seq, hash: record.hash)
    }

    /// Decodes a record. Throws code `dataLoss` if it holds no event of that number.
    init(_ record: EventRecord, epoch: UInt64) throws(CountersignError) {
        do throws(DecodingFailure) {
            event = try Event(serialized: record.event, limits: .reply)
        } catch {
            throw .damaged(.malformedEvent, at: record.seq, "it can't be decoded: \(error)")
        }
        guard event.seq == record.seq else {
            throw .damaged(.malformedEvent, at: record.seq, "it says it is event \(event.seq)")
        }
        self.record = record
        position = LogPosition(epoch: epoch, seq: record.seq)
    }
}

extension CountersignError {
    static func damaged(_ reason: Reason, at seq: UInt64, _ what: String) -> CountersignError {
        CountersignError(
            .dataLoss,
            reason: reason,
            message: "event \(seq) of the log: \(what)",
            metadata: ["seq": String(seq)]
        )
    }
}
