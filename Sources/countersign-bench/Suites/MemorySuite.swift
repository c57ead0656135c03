/// What a node keeps in memory, and how long it takes to start: new, and with very many requests.
struct MemorySuite {
    private let bench: Bench
    private static let starts = 3
    private static let settleNanoseconds: UInt64 = 3_000_000_000

    init(_ bench: Bench) {
        self.bench = bench
    }

    func run() async throws {
        let (fresh, _) = try await bench.makeNode("new")
        let new = try await restart(fresh)
        reportMemory("resident, idle, new node", fresh)
        fresh.stop()
        let filled = try await filledNode()
        let count = grouped(filled.count)
        reportMemory("resident, after \(count) requests", filled.node)
        filled.finish()
        let full = try await restart(filled.node)
        reportMemory("resident, idle, restarted with \(count)", filled.node)
        filled.node.stop()
        bench.filled = nil
        bench.report.add(
            Figure(
                name: "start to first answer, \(count) requests",
                value: .seconds(full.median),
                range: full.minimum...full.maximum,
                limit: .init(
                    name: "new node",
                    value: .seconds(new.median),
                    range: new.minimum...new.maximum
                )
            )
        )
    }

    private func filledNode() async throws -> FilledNode {
        if let filled = bench.filled { return filled }
        let filled = try await FilledNode.make(on: bench)
        bench.filled = filled
        try await filled.fill(to: bench.sizes.manyRequests)
        return filled
    }

    /// The seconds that each of some starts took; leaves the node running, and idle for a while.
    private func restart(_ node: NodeProcess) async throws -> Spread {
        var times: [Double] = []
        for _ in 0..<Self.starts {
            node.stop()
            times.append(try await node.start())
        }
        Monotonic.sleep(until: Monotonic.now() + Self.settleNanoseconds)
        return Spread(times)
    }

    private func reportMemory(_ name: String, _ node: NodeProcess) {
        let usage = node.usage()
        let own = Quantity.bytes(usage.anonymous).text
        let mapped = Quantity.bytes(usage.mapped).text
        bench.report.add(
            Figure(
                name: name,
                value: .bytes(usage.resident),
                note: "\(own) its own, \(mapped) of mapped files, which the kernel may take back"
            )
        )
    }
}
