/// A node that is filled with requests step by step: most decided, every 49th pending.
final class FilledNode {
    let node: NodeProcess
    let organization: BenchOrganization
    private let source: RequestSource
    private var sample: [StoredRequest] = []
    private var setAside: [StoredRequest] = []

    private static let sampleCount = 20_000
    private static let inFlight = 64

    static func make(on bench: Bench) async throws -> FilledNode {
        let (node, organization) = try await bench.makeNode("filled")
        return FilledNode(node, organization, try RequestSource(node, organization))
    }

    private init(
        _ node: NodeProcess,
        _ organization: BenchOrganization,
        _ source: RequestSource
    ) {
        self.node = node
        self.organization = organization
        self.source = source
    }

    /// How many requests it has stored.
    var count: Int { source.count }

    /// Ends the connections for filling; the node can be restarted then.
    func finish() { source.close() }

    /// Fills up to `count` requests. Those that the decisions will need come first, so that they are
    /// not the newest when lists are measured.
    func fill(to count: Int) async throws {
        setAside = try await source.makePending(GrowthCall.decisions)
        sample = try await source.fill(count - source.count, sampling: Self.sampleCount)
    }

    /// What each kind of call costs now. Once for each fill: the decisions use up what was set aside.
    func costs() async throws -> [GrowthCall: CallCost] {
        var costs: [GrowthCall: CallCost] = [:]
        for call in GrowthCall.allCases {
            progress("growth: \(call.text) with \(grouped(count)) requests")
            costs[call] = try await cost(of: call)
        }
        return costs
    }

    private func cost(of call: GrowthCall) async throws -> CallCost {
        let single = try node.lanes(inFlight: 1)
        let many = try node.lanes(inFlight: Self.inFlight)
        defer {
            single.close()
            many.close()
        }
        if call != .decision { try await make(call.roundCount / 4, call, on: many) }
        let alone = try await make(call.aloneCount, call, on: single).batch.latencies()
        var rates: [Double] = []
        for _ in 0..<GrowthCall.rounds {
            let (batch, seconds) = try await make(call.roundCount, call, on: many)
            rates.append(Double(batch.count) / seconds)
        }
        return CallCost(alone: Spread(alone).median, perSecond: Spread(rates).median)
    }

    @discardableResult
    private func make(
        _ count: Int,
        _ call: GrowthCall,
        on lanes: CallLanes
    ) async throws -> (batch: CallBatch, seconds: Double) {
        let frames = try organization.frames(for: requests(count, for: call)) {
            try organization.add(call, $0, to: &$1)
        }
        let batch = CallBatch(frames, count: count)
        let seconds = await lanes.run(batch)
        try batch.requireSuccess(call.text)
        return (batch, seconds)
    }

    /// Decisions take theirs away; what only reads draws from all that are stored.
    private func requests(_ count: Int, for call: GrowthCall) -> ArraySlice<StoredRequest> {
        guard call == .decision else {
            sample.shuffle()
            return sample.prefix(count)
        }
        defer { setAside.removeFirst(count) }
        return setAside.prefix(count)
    }
}
