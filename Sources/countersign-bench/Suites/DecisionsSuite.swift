import Foundation

/// `ApproveRequest` to grant, durable, beside a loop that writes the very same rows into a copy of
/// the node's database, in batches as large as the node's.
struct DecisionsSuite {
    private let bench: Bench
    private static let inFlight = 256
    private static let warmUp = 2_000

    init(_ bench: Bench) {
        self.bench = bench
    }

    func run() async throws {
        let (node, organization) = try await bench.makeNode("decisions")
        defer { node.stop() }
        let stored = try await prepare(node, organization)
        let copyPath = node.directory + "/bare.db"
        let database = try Database(path: node.database, readOnly: true)
        try database.copy(to: copyPath)
        let copy = try Database(path: copyPath)
        let loop = try DecisionLoop(copy)
        let lanes = try node.lanes(inFlight: Self.inFlight)
        defer { lanes.close() }
        var rounds = PairedRounds()
        var batchSizes: [Double] = []
        var rowText = ""
        for round in 0...bench.sizes.rounds {
            progress(round == 0 ? "decisions: warming up" : "decisions: round \(round)")
            let count = round == 0 ? Self.warmUp : bench.sizes.decisionsPerRound
            let start = round == 0 ? 0 : Self.warmUp + (round - 1) * count
            let mark = try DecisionRows.Mark(database)
            let (measured, batchSize) = try await measure(
                node,
                lanes,
                organization,
                stored[start..<(start + count)]
            )
            let rows = try DecisionRows(database, since: mark, before: copy)
            guard rows.count == count else {
                throw BenchFailure("\(count) decisions left \(rows.count) in the database")
            }
            let took = try loop.write(rows, batchSize: max(1, Int(batchSize.rounded())))
            guard round > 0 else { continue }
            rounds.add(measured)
            rounds.addLimit(Round(perSecond: Double(rows.count) / took))
            batchSizes.append(batchSize)
            rowText = rows.text
        }
        report(rounds, batchSize: Spread(batchSizes).median, rowText)
    }

    /// Pending requests in the order of their ids, which is the order of their rows.
    private func prepare(
        _ node: NodeProcess,
        _ organization: BenchOrganization
    ) async throws -> [StoredRequest] {
        let count = Self.warmUp + bench.sizes.rounds * bench.sizes.decisionsPerRound
        progress("decisions: making \(grouped(count)) requests")
        let source = try RequestSource(node, organization)
        defer { source.close() }
        return try await source.makePending(count).sorted { $0.id < $1.id }
    }

    private func measure(
        _ node: NodeProcess,
        _ lanes: CallLanes,
        _ organization: BenchOrganization,
        _ requests: ArraySlice<StoredRequest>
    ) async throws -> (Round, batchSize: Double) {
        let batch = CallBatch(
            try organization.frames(for: requests) { try organization.addApprove($0, to: &$1) }
        )
        let before = try node.metrics()
        let processor = ProcessorTime(server: node.processIdentifier)
        let took = await lanes.run(batch)
        try batch.requireSuccess("ApproveRequest")
        let round = Round(
            perSecond: Double(batch.count) / took,
            processor: processor.perCall(batch.count)
        )
        return (round, try node.metrics().batchSize(since: before))
    }

    private func report(_ rounds: PairedRounds, batchSize: Double, _ rowText: String) {
        let size = decimal(batchSize, places: 0)
        bench.report.add(
            Figure(
                name: "ApproveRequest to grant, 256 in flight",
                value: rounds.value,
                range: rounds.range,
                limit: rounds.limit(named: "SQLite loop"),
                target: "≥ 15,000/s",
                note: "batches of \(size); \(rowText); \(rounds.processorText)"
            )
        )
    }
}
