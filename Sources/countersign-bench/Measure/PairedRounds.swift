/// One round of calls.
struct Round {
    let perSecond: Double
    /// Microseconds of processor time for each call.
    var processor: (client: Double, server: Double)?
}

/// Rounds of what is measured and of its limit, taken in turn so that both have the same weather.
struct PairedRounds {
    private var rounds: [Round] = []
    private var limits: [Round] = []

    mutating func add(_ round: Round) { rounds.append(round) }
    mutating func addLimit(_ round: Round) { limits.append(round) }

    var value: Quantity { .perSecond(Spread(rounds.map(\.perSecond)).median) }
    var range: ClosedRange<Double>? { Self.range(rounds) }

    func limit(named name: String) -> Figure.Limit {
        Figure.Limit(
            name: name,
            value: .perSecond(Spread(limits.map(\.perSecond)).median),
            range: Self.range(limits)
        )
    }

    /// Processor time of each call, in words.
    var processorText: String {
        let hasLimit = limits.contains { $0.processor != nil }
        let atLimit = hasLimit ? "; at the limit: \(Self.text(limits))" : ""
        return "µs of processor a call: \(Self.text(rounds))\(atLimit)"
    }

    private static func text(_ rounds: [Round]) -> String {
        let used = rounds.compactMap(\.processor)
        guard !used.isEmpty else { return "-" }
        let client = Spread(used.map(\.client)).median
        let server = Spread(used.map(\.server)).median
        return "client \(decimal(client, places: 1)), server \(decimal(server, places: 1))"
    }

    private static func range(_ rounds: [Round]) -> ClosedRange<Double>? {
        let spread = Spread(rounds.map(\.perSecond))
        return rounds.isEmpty ? nil : spread.minimum...spread.maximum
    }
}
