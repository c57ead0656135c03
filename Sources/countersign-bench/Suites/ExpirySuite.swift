import CountersignClient
import CountersignProto
import Foundation

/// Very many grants that are due in the same second, and what the calls of others feel of it.
struct ExpirySuite {
    private let bench: Bench
    private static let inFlight = 256
    /// Small, so that all grants of a slice are made within a few milliseconds of what was planned.
    private static let slice = 500
    private static let pilot = 2_000
    /// Calls go on from so long before the grants are due …
    private static let secondsBefore = 5
    /// … until so long after.
    private static let secondsAfter = 15
    private static let callsPerSecond = 300

    init(_ bench: Bench) {
        self.bench = bench
    }

    func run() async throws {
        let (node, organization) = try await bench.makeNode("expiry")
        defer { node.stop() }
        let calls = try await MixedCalls.make(
            (Self.secondsBefore + Self.secondsAfter) * Self.callsPerSecond,
            on: node,
            organization
        )
        let made = try await makeGrants(node, organization)
        let client = try node.client(organization.gateway)
        defer { client.close() }
        let stream = try await client.event.openStream()
        let arrivals = try FrameArrivals(
            stream,
            capacity: bench.sizes.grants + calls.batch.count * 8
        )
        defer { arrivals.close() }
        let due = Monotonic.instant(ofWall: made.firstDue)
        let begin = due - UInt64(Self.secondsBefore) * 1_000_000_000
        guard Monotonic.now() < begin else {
            throw BenchFailure("making the grants took longer than expected; try again")
        }
        progress("expiry: calls, then \(grouped(bench.sizes.grants)) grants come due")
        let lanes = try node.lanes(inFlight: 1_024)
        defer { lanes.close() }
        await lanes.run(calls.batch, perSecond: Double(Self.callsPerSecond), from: begin)
        let failures = calls.batch.failureCount
        let last = try await lastExpiry(client, after: stream.head?.seq ?? 0, arrivals)
        bench.report.add(
            Figure(
                name: "\(grouped(bench.sizes.grants)) grants expired, first due to last event",
                value: .seconds(Double(last) / 1e9 - Double(due) / 1e9),
                limit: .init(name: "making them", value: .seconds(made.seconds)),
                target: "≤ 10 s",
                note: "due within \(made.lastDue - made.firstDue) ms of each other; \(failures) of "
                    + "\(grouped(calls.batch.count)) calls meanwhile failed"
            )
        )
        report(calls, from: due, to: max(last, due + 1_000_000_000), before: begin..<due)
    }

    private struct Made {
        let firstDue: Int64
        let lastDue: Int64
        let seconds: Double
    }

    /// Each slice asks for as much time as is left, so that all end together.
    private func makeGrants(
        _ node: NodeProcess,
        _ organization: BenchOrganization
    ) async throws -> Made {
        progress("expiry: making \(grouped(bench.sizes.grants)) grants")
        let lanes = try node.lanes(inFlight: Self.inFlight)
        defer { lanes.close() }
        let hour: Int64 = 3_600_000
        let pace = try await grant(0..<Self.pilot, milliseconds: hour, lanes, organization)
        let slices = Double(bench.sizes.grants) / Double(Self.pilot)
        let span = Int64((pace * slices * 1.5 + Double(Self.secondsBefore) + 5) * 1e3)
        let due = Monotonic.wallMilliseconds() + span
        var seconds = 0.0
        for start in stride(from: 0, to: bench.sizes.grants, by: Self.slice) {
            let indices = start..<min(start + Self.slice, bench.sizes.grants)
            let left = max(1_000, due - Monotonic.wallMilliseconds())
            seconds += try await grant(indices, milliseconds: left, lanes, organization)
        }
        let database = try Database(path: node.database, readOnly: true)
        let open = "FROM access_grant WHERE state = 3 AND expires_ms < \(due + hour / 2)"
        return Made(
            firstDue: try database.integer("SELECT MIN(expires_ms) \(open)"),
            lastDue: try database.integer("SELECT MAX(expires_ms) \(open)"),
            seconds: seconds
        )
    }

    private func grant(
        _ indices: Range<Int>,
        milliseconds: Int64,
        _ lanes: CallLanes,
        _ organization: BenchOrganization
    ) async throws -> Double {
        var frames = FrameBuffer()
        for index in indices {
            try organization.addOpenCreate(index, milliseconds: milliseconds, to: &frames)
        }
        let batch = CallBatch(frames)
        let seconds = await lanes.run(batch)
        try batch.requireSuccess("CreateRequest")
        return seconds
    }

    /// When the event of the last expiry came: its frame, or its entry in the log if the frame was lost.
    private func lastExpiry(
        _ client: CountersignClient,
        after seq: UInt64,
        _ arrivals: FrameArrivals
    ) async throws -> UInt64 {
        let limit = Monotonic.now() + 120_000_000_000
        while Monotonic.now() < limit {
            var (count, last, wall) = (0, UInt64(0), Int64(0))
            try await LogPages.read(client, after: seq) { event in
                guard event.kind == .grantExpired else { return }
                count += 1
                last = event.seq
                wall = event.time?.milliseconds ?? 0
            }
            if count == bench.sizes.grants {
                return arrivals.time(of: last) ?? Monotonic.instant(ofWall: wall)
            }
            progress("expiry: \(grouped(count)) of \(grouped(bench.sizes.grants)) expired so far")
            Monotonic.sleep(until: Monotonic.now() + 1_000_000_000)
        }
        throw BenchFailure("not all grants have expired after two minutes")
    }

    private func report(
        _ calls: MixedCalls,
        from due: UInt64,
        to last: UInt64,
        before: Range<UInt64>
    ) {
        for kind in MixedCalls.Kind.allCases {
            let during = Spread(calls.latencies(of: kind, sentIn: due..<last))
            let calm = Spread(calls.latencies(of: kind, sentIn: before))
            for (name, fraction) in [("p50", 0.5), ("p99", 0.99), ("max", 1)] {
                bench.report.add(
                    Figure(
                        name: "\(kind.text) meanwhile, \(name)",
                        value: .seconds(during.at(fraction)),
                        limit: .init(name: "before", value: .seconds(calm.at(fraction))),
                        target: name == "p99" ? "≤ 50 ms" : nil
                    )
                )
            }
        }
    }
}
