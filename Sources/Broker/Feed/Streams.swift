internal import CountersignProto
internal import Workflow

/// The streams that somebody opened, and when their next heartbeat is due.
///
/// An organization without a stream costs nothing here: no key, no heartbeat, nothing sealed.
struct Streams: Sendable {
    private var rings: [OrganizationID: StreamKeyRing] = [:]
    private let heartbeatInterval: Span
    private let rotationInterval: Span
    private let framesPerKey: UInt64
    /// On the elapsed clock; one time for all streams. nil while there is none.
    private(set) var heartbeatTime: Span?

    init(heartbeatInterval: Span, rotationInterval: Span, framesPerKey: UInt64) {
        self.heartbeatInterval = heartbeatInterval
        self.rotationInterval = rotationInterval
        self.framesPerKey = framesPerKey
    }

    /// The keys of the organization's stream, which begins with the first call.
    mutating func open(_ organization: OrganizationID, at now: ClockReading) -> StreamKeyRing {
        var ring =
            rings[organization]
            ?? StreamKeyRing(
                rotationInterval: rotationInterval,
                framesPerKey: framesPerKey,
                at: now
            )
        ring.rotateIfDue(at: now)
        rings[organization] = ring
        heartbeatTime = heartbeatTime ?? now.elapsed + heartbeatInterval
        return ring
    }

    mutating func rotateAtOnce(_ organization: OrganizationID, at now: ClockReading) {
        rings[organization]?.rotateAtOnce(at: now)
    }

    /// nil if the organization has no stream.
    mutating func seal(
        _ kind: FrameKind,
        seq: UInt64,
        _ content: some Message,
        of organization: OrganizationID,
        at now: ClockReading
    ) throws -> [UInt8]? {
        try rings[organization]?.seal(kind, seq: seq, content, at: now)
    }

    /// The organizations whose heartbeat is due: all or none. Late ones are not made up for.
    mutating func takeHeartbeats(at now: ClockReading) -> [OrganizationID] {
        guard let due = heartbeatTime, now.elapsed >= due else { return [] }
        heartbeatTime = now.elapsed + heartbeatInterval
        return Array(rings.keys)
    }
}
