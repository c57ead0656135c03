import CountersignClient
import CountersignProto
import Foundation

/// From a decision to its subscriber at 1,000 decisions a second.
///
/// No one outside sees the moment of the commit. It lies between sending the decision and the reply, so
/// both are given: from sending to the frame, with the commit and its fsync in it, and from the reply
/// to the frame, which is negative when the event overtakes the reply.
struct LatencySuite {
    private let bench: Bench
    private static let perSecond = 1_000.0
    private static let lanes = 512
    private static let settleNanoseconds: UInt64 = 500_000_000

    init(_ bench: Bench) {
        self.bench = bench
    }

    func run() async throws {
        let (node, organization) = try await bench.makeNode("latency")
        defer { node.stop() }
        let count = bench.sizes.latencySeconds * Int(Self.perSecond)
        let source = try RequestSource(node, organization)
        let stored = try await source.makePending(2 * count)
        source.close()
        let frames = try await measureFrames(node, organization, Array(stored[..<count]))
        let bare = try measureBare(count: count, frames)
        let events = try await measureLibrary(node, organization, Array(stored[count...]))
        report(frames.moments, bare, what: "its frame", missed: count - frames.moments.count)
        report(events, bare, what: "its event in the client", missed: count - events.count)
        bench.report.add(
            Figure(
                name: "frame of an event",
                value: .bytes(frames.byteCount),
                note: "\(frames.perDecision) for each decision; bare pub and sub send as many"
            )
        )
    }

    /// What came of a run with a bare subscriber.
    private struct Frames {
        let moments: [Moments]
        let byteCount: Int
        let perDecision: Int
    }

    /// To the arrival of the grant's frame at a bare SUB socket.
    private func measureFrames(
        _ node: NodeProcess,
        _ organization: BenchOrganization,
        _ stored: [StoredRequest]
    ) async throws -> Frames {
        progress("latency: frames")
        let client = try node.client(organization.gateway)
        defer { client.close() }
        let stream = try await client.event.openStream()
        let arrivals = try FrameArrivals(stream, capacity: stored.count * 8)
        defer { arrivals.close() }
        Monotonic.sleep(until: Monotonic.now() + Self.settleNanoseconds)
        let batch = try await approve(node, organization, stored)
        Monotonic.sleep(until: Monotonic.now() + Self.settleNanoseconds)
        let log = try await DecisionLog.read(client, after: stream.head?.seq ?? 0)
        let moments = stored.enumerated().compactMap { index, request in
            log.grants[request.id].flatMap { arrivals.time(of: $0) }.map {
                Moments(batch.times(index), news: $0)
            }
        }
        return Frames(
            moments: moments,
            byteCount: arrivals.meanByteCount,
            perDecision: log.eventCount / stored.count
        )
    }

    /// To the moment at which the client library yields the event: opened, decoded, chain verified.
    private func measureLibrary(
        _ node: NodeProcess,
        _ organization: BenchOrganization,
        _ stored: [StoredRequest]
    ) async throws -> [Moments] {
        progress("latency: events of the client library")
        let client = try node.client(organization.gateway)
        defer { client.close() }
        let head = try await client.event.openStream().head
        let reader = Task {
            try await EventArrivals.collect(
                client,
                after: EventCursor(epoch: head?.epoch ?? 0, seq: head?.seq ?? 0),
                count: stored.count
            )
        }
        Monotonic.sleep(until: Monotonic.now() + Self.settleNanoseconds)
        let batch = try await approve(node, organization, stored)
        let arrivals = try await reader.value
        return stored.enumerated().compactMap { index, request in
            arrivals[request.id].map { Moments(batch.times(index), news: $0) }
        }
    }

    private func approve(
        _ node: NodeProcess,
        _ organization: BenchOrganization,
        _ stored: [StoredRequest]
    ) async throws -> CallBatch {
        let lanes = try node.lanes(inFlight: Self.lanes)
        defer { lanes.close() }
        let batch = CallBatch(
            try organization.frames(for: stored) { try organization.addApprove($0, to: &$1) }
        )
        await lanes.run(batch, perSecond: Self.perSecond, from: Monotonic.now() + 10_000_000)
        try batch.requireSuccess("ApproveRequest")
        return batch
    }

    private func measureBare(count: Int, _ frames: Frames) throws -> Spread {
        progress("latency: bare pub and sub")
        return try BarePublisher.latencies(
            in: bench.directory,
            frameBytes: frames.byteCount,
            burst: frames.perDecision,
            perSecond: Self.perSecond,
            count: count
        )
    }

    private func report(_ moments: [Moments], _ bare: Spread, what: String, missed: Int) {
        let toReply = Spread(moments.map(\.toReply))
        let fromSending = Spread(moments.map(\.fromSending))
        let fromReply = Spread(moments.map(\.fromReply))
        let note = missed > 0 ? "\(missed) missed" : nil
        for (name, fraction) in [("p50", 0.5), ("p99", 0.99)] {
            bench.report.add(
                Figure(
                    name: "reply to \(what), \(name)",
                    value: .seconds(fromReply.at(fraction)),
                    limit: .init(name: "nng pub to sub", value: .seconds(bare.at(fraction))),
                    note: note
                )
            )
            bench.report.add(
                Figure(
                    name: "decision sent to \(what), \(name)",
                    value: .seconds(fromSending.at(fraction)),
                    limit: .init(name: "to its reply", value: .seconds(toReply.at(fraction)))
                )
            )
        }
    }
}

/// When a decision was sent and answered, and when the news of it came.
private struct Moments {
    let toReply: Double
    let fromSending: Double
    let fromReply: Double

    init(_ call: (sent: UInt64, answered: UInt64), news: UInt64) {
        toReply = Double(call.answered - call.sent) / 1e9
        fromSending = (Double(news) - Double(call.sent)) / 1e9
        fromReply = (Double(news) - Double(call.answered)) / 1e9
    }
}
