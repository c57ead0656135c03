import CountersignProto
import Foundation

/// `GetRequest` with a real token, beside an echo with the same sizes: rounds of one and the other in
/// turn, through the same client.
struct ReadsSuite {
    private let bench: Bench
    private static let inFlight = 64
    private static let connections = 4
    private static let requests = 1_000

    init(_ bench: Bench) {
        self.bench = bench
    }

    func run() async throws {
        let (node, organization) = try await bench.makeNode("reads")
        defer { node.stop() }
        let source = try RequestSource(node, organization)
        let stored = try await source.makePending(Self.requests)
        source.close()
        let frames = try organization.frames(for: stored, organization.addGet)
        let lanes = try CallLanes(
            address: node.callAddress,
            inFlight: Self.inFlight,
            connections: Self.connections
        )
        defer { lanes.close() }
        let replyBytes = try await warmUp(lanes, frames).meanReplyBytes
        let echo = try Echo(in: bench.directory, replyBytes: replyBytes)
        defer { echo.stop() }
        let echoLanes = try echo.lanes(inFlight: Self.inFlight, connections: Self.connections)
        defer { echoLanes.close() }
        _ = try await warmUp(echoLanes, frames)
        var rounds = PairedRounds()
        for round in 1...bench.sizes.rounds {
            progress("reads: round \(round)")
            try await rounds.addLimit(measure(echoLanes, frames, server: echo.processIdentifier))
            try await rounds.add(measure(lanes, frames, server: node.processIdentifier))
        }
        bench.report.add(
            Figure(
                name: "GetRequest, 64 in flight",
                value: rounds.value,
                range: rounds.range,
                limit: rounds.limit(named: "nng echo"),
                target: "≥ 0.50",
                note:
                    "\(frames.meanByteCount) bytes out, \(replyBytes) back; \(rounds.processorText)"
            )
        )
    }

    private func warmUp(_ lanes: CallLanes, _ frames: FrameBuffer) async throws -> CallBatch {
        let batch = CallBatch(frames, count: 5_000)
        await lanes.run(batch)
        try batch.requireSuccess("GetRequest")
        return batch
    }

    private func measure(
        _ lanes: CallLanes,
        _ frames: FrameBuffer,
        server: pid_t
    ) async throws -> Round {
        let batch = CallBatch(frames, count: bench.sizes.readsPerRound)
        let processor = ProcessorTime(server: server)
        let took = await lanes.run(batch)
        try batch.requireSuccess("GetRequest")
        return Round(
            perSecond: Double(batch.count) / took,
            processor: processor.perCall(batch.count)
        )
    }
}
