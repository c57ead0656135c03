import ArgumentParser

struct Options: ParsableArguments {
    @Flag(help: "Small sizes: a look at whether everything works, not at how fast it is.")
    var quick = false

    @Option(help: ArgumentHelp("Stored requests in growth and memory.", valueName: "number"))
    var requests: Int?

    @Option(
        help: ArgumentHelp(
            "Where the nodes keep their data, and leave it; a temporary directory if not given.",
            valueName: "dir"
        )
    )
    var data: String?

    @Flag(help: "Print one JSON object instead of a table.")
    var json = false

    @Option(
        help: ArgumentHelp(
            "The node's program; COUNTERSIGND, or countersignd beside this program, if not given.",
            valueName: "path"
        )
    )
    var node: String?

    @Option(
        help: ArgumentHelp(
            "A flag for the node, for example --node-flag=--worker-threads=3.",
            valueName: "flag"
        )
    )
    var nodeFlag: [String] = []

    func validate() throws {
        guard requests.map({ (20_000...1_000_000).contains($0) }) ?? true else {
            throw ValidationError("--requests must be 20000 to 1000000.")
        }
    }
}

/// How much of everything is done.
struct Sizes: Encodable {
    var rounds = 5
    var readsPerRound = 60_000
    var decisionsPerRound = 12_000
    var latencySeconds = 10
    var fewRequests = 10_000
    var manyRequests = 1_000_000
    var grants = 100_000

    init(_ options: Options) {
        if options.quick {
            rounds = 3
            readsPerRound = 10_000
            decisionsPerRound = 2_000
            latencySeconds = 3
            manyRequests = 50_000
            grants = 10_000
        }
        manyRequests = options.requests ?? manyRequests
    }

    var text: String {
        """
        \(rounds) rounds of \(grouped(readsPerRound)) reads and \(grouped(decisionsPerRound)) \
        decisions; \(latencySeconds) s at 1,000/s; \(grouped(fewRequests)) and \
        \(grouped(manyRequests)) stored requests; \(grouped(grants)) grants due at once
        """
    }
}
