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
        try await measureLibrary(node, organization, Array(stored[count...]))
        try measureBare(count: count, frameBytes: frames.bytes, burst: frames.perDecision)
    }

    /// To the arrival of the grant's frame at a bare SUB socket.
    private func measureFrames(
        _ node: NodeProcess,
        _ organization: BenchOrganization,
        _ stored: [StoredRequest]
    ) async throws -> (bytes: Int, perDecision: Int) {
        progress("latency: frames")
        let client = try node.client(organization.gateway)
        defer { client.close() }
        let stream = try await client.event.openStream()
        let head = stream.head?.seq ?? 0
        let arrivals = try FrameArrivals(stream, capacity: stored.count * 8)
        defer { arrivals.close() }
        Monotonic.sleep(until: Monotonic.now() + 500_000_000)
        let batch = try await approve(node, organization, stored)
        Monotonic.sleep(until: Monotonic.now() + 500_000_000)
        let log = try await DecisionLog.read(client, after: head)
        let moments = stored.enumerated().compactMap { index, request in
            log.grants[request.id].flatMap { arrivals.time(of: $0) }.map {
                Moments(batch.times(index), news: $0)
            }
        }
        report(moments, of: stored.count, what: "frame")
        return (arrivals.meanByteCount, log.eventCount / stored.count)
    }

    /// To the moment at which the client library yields the event: opened, decoded, chain verified.
    private func measureLibrary(
        _ node: NodeProcess,
        _ organization: BenchOrganization,
        _ stored: [StoredRequest]
    ) async throws {
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
        Monotonic.sleep(until: Monotonic.now() + 500_000_000)
        let batch = try await approve(node, organization, stored)
        let arrivals = try await reader.value
        let moments = stored.enumerated().compactMap { index, request in
            arrivals[request.id].map { Moments(batch.times(index), news: $0) }
        }
        report(moments, of: stored.count, what: "event in the client")
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

    private func measureBare(count: Int, frameBytes: Int, burst: Int) throws {
        progress("latency: bare pub and sub")
        let latencies = try BarePublisher.latencies(
            in: bench.directory,
            frameBytes: frameBytes,
            burst: burst,
            perSecond: Self.perSecond,
            count: count
        )
        for (name, fraction) in Self.fractions {
            bench.report.add(
                Figure(
                    name: "nng pub to sub, \(name)",
                    value: .seconds(latencies.at(fraction)),
                    note: "\(burst) frames of \(frameBytes) bytes, 1,000 times a second"
                )
            )
        }
    }

    private static let fractions = [("p50", 0.5), ("p99", 0.99)]

    private func report(_ moments: [Moments], of count: Int, what: String) {
        let reply = Spread(moments.map(\.toReply))
        let fromSending = Spread(moments.map(\.fromSending))
        let fromReply = Spread(moments.map(\.fromReply))
        for (name, fraction) in Self.fractions {
            bench.report.add(
                Figure(
                    name: "decision sent to \(what), \(name)",
                    value: .seconds(fromSending.at(fraction)),
                    limit: .init(name: "to its reply", value: .seconds(reply.at(fraction)))
                )
            )
            bench.report.add(
                Figure(
                    name: "reply to \(what), \(name)",
                    value: .seconds(fromReply.at(fraction)),
                    note: moments.count < count ? "\(count - moments.count) frames missed" : nil
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
