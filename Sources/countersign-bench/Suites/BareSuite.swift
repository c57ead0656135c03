/// The limits that need no node, by themselves: to know the machine.
struct BareSuite {
    private let bench: Bench
    private static let requestBytes = 450
    private static let replyBytes = 600
    private static let frameBytes = 600

    init(_ bench: Bench) {
        self.bench = bench
    }

    func run() async throws {
        for (inFlight, connections) in [(1, 1), (64, 1), (64, 2), (64, 4), (64, 8), (256, 4)] {
            try await measureEcho(inFlight, connections)
        }
        let latencies = try BarePublisher.latencies(
            in: bench.directory,
            frameBytes: Self.frameBytes,
            burst: 4,
            perSecond: 1_000,
            count: bench.sizes.latencySeconds * 1_000
        )
        for (name, fraction) in [("p50", 0.5), ("p99", 0.99), ("max", 1)] {
            bench.report.add(
                Figure(name: "nng pub to sub, \(name)", value: .seconds(latencies.at(fraction)))
            )
        }
    }

    private func measureEcho(_ inFlight: Int, _ connections: Int) async throws {
        let echo = try Echo(in: bench.directory, replyBytes: Self.replyBytes)
        defer { echo.stop() }
        let lanes = try echo.lanes(inFlight: inFlight, connections: connections)
        defer { lanes.close() }
        var frames = FrameBuffer()
        frames.append(Array(repeating: 1, count: Self.requestBytes))
        var rounds = PairedRounds()
        for _ in 0..<bench.sizes.rounds {
            let batch = CallBatch(frames, count: bench.sizes.readsPerRound)
            let processor = ProcessorTime(server: echo.processIdentifier)
            let took = await lanes.run(batch)
            try batch.requireSuccess("echo")
            rounds.add(
                Round(
                    perSecond: Double(batch.count) / took,
                    processor: processor.perCall(batch.count)
                )
            )
        }
        bench.report.add(
            Figure(
                name: "nng echo, \(inFlight) in flight, \(connections) connections",
                value: rounds.value,
                range: rounds.range,
                note: rounds.processorText
            )
        )
    }
}
