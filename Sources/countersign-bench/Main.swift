import ArgumentParser

@main
struct CountersignBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "countersign-bench",
        abstract: "Measures a node beside what the machine could do at best.",
        discussion: """
            Every figure stands beside a limit that was measured in the same run: bare nng, bare \
            SQLite, or the same node with little data. Nothing is asserted. Each suite starts a node \
            of its own as a child process and stops it.
            """,
        subcommands: [RunCommand.self, EchoServerCommand.self, FramePublisherCommand.self],
        defaultSubcommand: RunCommand.self
    )
}

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Runs suites and prints one line for each figure.",
        discussion: SuiteName.list
    )

    @Argument(help: ArgumentHelp("The suites to run, or all.", valueName: "suite"))
    var suites: [SuiteName] = [.all]

    @OptionGroup var options: Options

    func run() async throws {
        let bench = try Bench(options)
        defer { bench.cleanUp() }
        bench.report.begin(bench.sizes)
        let all = suites.contains(.all) ? SuiteName.inAll : suites
        for suite in all {
            try await suite.run(on: bench)
        }
        bench.report.end()
    }
}

/// What can be measured.
enum SuiteName: String, CaseIterable, ExpressibleByArgument {
    case all, reads, decisions, latency, growth, memory, expiry, bare

    static var list: String {
        allCases.map { "\($0.rawValue): \($0.summary)" }.joined(separator: "\n")
    }

    static var inAll: [SuiteName] {
        allCases.filter { $0 != .all && $0 != .bare }
    }

    private var summary: String {
        switch self {
        case .all: "all of these but bare"
        case .reads: "GetRequest, 64 in flight, beside an nng echo on the C API"
        case .decisions: "ApproveRequest to grant, 256 in flight, beside a loop on SQLite's C API"
        case .latency: "from a decision to its subscriber, beside nng pub and sub"
        case .growth: "calls with many stored requests, beside the same with few"
        case .memory: "resident memory and start-up time, with many stored requests"
        case .bare: "the limits of nng alone, without a node"
        case .expiry: "very many grants due in the same second, and the calls meanwhile"
        }
    }

    func run(on bench: Bench) async throws {
        switch self {
        case .all: break
        case .reads: try await ReadsSuite(bench).run()
        case .decisions: try await DecisionsSuite(bench).run()
        case .latency: try await LatencySuite(bench).run()
        case .growth: try await GrowthSuite(bench).run()
        case .memory: try await MemorySuite(bench).run()
        case .bare: try await BareSuite(bench).run()
        case .expiry: try await ExpirySuite(bench).run()
        }
    }
}
