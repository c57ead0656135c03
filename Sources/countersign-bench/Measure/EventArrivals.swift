import CountersignClient
import CountersignProto

/// Notes when the client library yields the grant of each request.
enum EventArrivals {
    /// Returns, by request, the time its grant was told, once there are `count` of them.
    static func collect(
        _ client: CountersignClient,
        after cursor: EventCursor,
        count: Int
    ) async throws -> [String: UInt64] {
        var times: [String: UInt64] = [:]
        times.reserveCapacity(count)
        for try await event in client.events(after: cursor) {
            let now = Monotonic.now()
            if let request = event.event.grantedRequest { times[request] = now }
            if times.count == count { break }
        }
        return times
    }
}

/// What the log says of a run.
struct DecisionLog {
    /// By request, the sequence number of its grant's event.
    private(set) var grants: [String: UInt64] = [:]
    private(set) var eventCount = 0

    /// Reads all events after a position.
    static func read(_ client: CountersignClient, after seq: UInt64) async throws -> DecisionLog {
        var log = DecisionLog()
        try await LogPages.read(client, after: seq) { event in
            log.eventCount += 1
            if let request = event.grantedRequest { log.grants[request] = event.seq }
        }
        return log
    }
}

/// The log, page by page.
enum LogPages {
    /// Gives every event after a position to `body`, up to the head as it is at the end.
    static func read(
        _ client: CountersignClient,
        after seq: UInt64,
        _ body: (Event) throws -> Void
    ) async throws {
        var after = seq
        while true {
            let page = try await client.event.readEvents(after: after, limit: 1_000)
            for record in page.records { try body(try Event(serialized: record.event, limits: .reply)) }
            guard page.nextAfter > after else { return }
            after = page.nextAfter
        }
    }
}

extension Event {
    /// The request whose grant this event tells of.
    var grantedRequest: String? {
        guard kind == .grantCreated, case .grant(let grant) = snapshot else { return nil }
        return grant.requestID
    }
}
