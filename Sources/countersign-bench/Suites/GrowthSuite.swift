/// What calls cost with very many stored requests, beside the same calls with few, on one node.
struct GrowthSuite {
    private let bench: Bench

    init(_ bench: Bench) {
        self.bench = bench
    }

    func run() async throws {
        let filled = try await FilledNode.make(on: bench)
        bench.filled = filled
        try await filled.fill(to: bench.sizes.fewRequests)
        let few = try await filled.costs()
        let start = Monotonic.now()
        try await filled.fill(to: bench.sizes.manyRequests)
        let took = Double(Monotonic.now() - start) / 1e9
        progress("growth: filled in \(decimal(took, places: 0)) s")
        let many = try await filled.costs()
        for call in GrowthCall.allCases {
            guard let few = few[call], let many = many[call] else { continue }
            report(call, few, many)
        }
    }

    private func report(_ call: GrowthCall, _ few: CallCost, _ many: CallCost) {
        let count = grouped(bench.sizes.fewRequests)
        bench.report.add(
            Figure(
                name: call.text + ", alone",
                value: .seconds(many.alone),
                limit: .init(name: "with \(count)", value: .seconds(few.alone)),
                target: "≤ 1.30"
            )
        )
        bench.report.add(
            Figure(
                name: call.text + ", 64 in flight",
                value: .seconds(1 / many.perSecond),
                limit: .init(name: "with \(count)", value: .seconds(1 / few.perSecond)),
                target: "≤ 1.30",
                note: "\(Quantity.perSecond(many.perSecond).text)"
            )
        )
    }
}
