import CountersignProto
import Store
import Synchronization
import Workflow

/// `EventService`: the log, as pages and as a live stream.
extension MethodTable {
    mutating func addEvents() {
        poll(Methods.EventService.readEvents, .member) { try $1.readEvents($0) }
        read(Methods.EventService.openStream, .service(.streamEvents)) { try $1.openStream($0) }
    }
}

/// How much one call reads.
private enum ReadLimits {
    static let standard = 100
    static let most = 1_000
    static let bytes = 1 << 20
    /// How many records that do not concern the reader are passed over in one call.
    static let scanned = 1_000
    static let longestWaitMilliseconds: Int64 = 25_000
}

extension ReadContext {
    fileprivate func readEvents(
        _ call: ReadEventsRequest
    ) throws -> PollOutcome<ReadEventsResponse> {
        let seesAll = try seesAllEvents()
        guard call.epoch == 0 || call.epoch == head.epoch else {
            throw CallFailure(
                .aborted, "EPOCH_CHANGED",
                "the log was restored from a backup; begin again after 0 in the new epoch",
                figures: ["epoch": "\(head.epoch)"])
        }
        let page = try page(after: call.after, limit: call.limit, seesAll: seesAll)
        let response = ReadEventsResponse(
            records: page.records, nextAfter: page.last,
            head: LogPosition(epoch: head.epoch, seq: head.seq))
        guard page.records.isEmpty, page.last >= head.seq else { return .ready(response) }
        let wait = min(Int64(call.waitMs), ReadLimits.longestWaitMilliseconds)
        guard wait > 0 else { return .ready(try notAhead(response, call)) }
        return .wait(
            after: page.last, atMostMilliseconds: wait, otherwise: try notAhead(response, call))
    }

    /// A reader that knows more than this node, because another one served it before, must not take
    /// silence for the end of the log.
    private func notAhead(
        _ response: ReadEventsResponse, _ call: ReadEventsRequest
    ) throws(CallFailure) -> ReadEventsResponse {
        guard call.after <= head.seq || call.waitMs > 0 else {
            throw .retryLater(
                .unavailable, "AHEAD_OF_NODE",
                "this node's log ends at \(head.seq), before \(call.after)",
                afterMilliseconds: 200)
        }
        return response
    }

    private func seesAllEvents() throws(CallFailure) -> Bool {
        switch caller.principal {
        case .user: return has(.readAudit)
        case .service:
            guard has(.streamEvents) || has(.readAudit) else {
                throw .noPermission([.streamEvents])
            }
            return true
        }
    }

    private func page(
        after: UInt64, limit: UInt32, seesAll: Bool
    ) throws -> (records: [EventRecord], last: UInt64) {
        let limit = limit == 0 ? ReadLimits.standard : min(Int(limit), ReadLimits.most)
        guard !seesAll else {
            let records = try store.records(
                after: after, limit: limit, byteLimit: ReadLimits.bytes, of: organization)
            return (records.map(EventRecord.init), records.last?.seq ?? after)
        }
        let scanned = try store.records(
            after: after, limit: ReadLimits.scanned, byteLimit: ReadLimits.bytes, of: organization)
        let interest = EventInterest(of: caller, in: configuration)
        var concerning: [EventRecord] = []
        for record in scanned {
            if let view = interest.view(of: record) { concerning.append(view) }
            if concerning.count == limit { return (concerning, record.seq) }
        }
        return (concerning, scanned.last?.seq ?? after)
    }

    fileprivate func openStream(_: OpenStreamRequest) throws(CallFailure) -> OpenStreamResponse {
        // A right that was lost since this read began has changed the keys already, and these would
        // be the new ones.
        guard
            let stream = node.feed.openStream(
                of: organization, unlessRightsLostSince: rightsMoment)
        else {
            throw .retryLater(
                .unavailable, "RIGHTS_CHANGED", "rights changed during the call; call again",
                afterMilliseconds: 50)
        }
        return OpenStreamResponse(
            addresses: node.reach.withLock { $0.publish },
            streamID: stream.streamID,
            current: StreamKey(stream.current),
            next: StreamKey(stream.next),
            head: LogPosition(epoch: head.epoch, seq: head.seq),
            heartbeatInterval: ProtoDuration(stream.heartbeatInterval))
    }
}

extension EventRecord {
    init(_ record: LogRecord) {
        self.init(seq: record.seq, event: record.event, hash: record.hash)
    }
}

extension StreamKey {
    fileprivate init(_ key: SealingKey) {
        self.init(keyID: key.id, key: key.bytes, notAfter: ProtoTimestamp(key.notAfter))
    }
}
