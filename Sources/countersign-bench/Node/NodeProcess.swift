import CountersignClient
import CountersignProto
import Foundation

/// A node of its own, in a process of its own, on Unix sockets in its data directory.
final class NodeProcess {
    let directory: String
    private let program: String
    private let flags: [String]
    private var process: Process?

    init(program: String, directory: String, flags: [String]) {
        self.program = program
        self.directory = directory
        self.flags = flags
    }

    static let administrator = "admin@bench.example"

    var callAddress: String { "ipc://\(directory)/node.ipc" }
    var database: String { "\(directory)/countersign.db" }
    var processIdentifier: pid_t { process?.processIdentifier ?? 0 }
    private var configuration: String { "\(directory)/countersignd.yaml" }
    private var log: String { "\(directory)/node.log" }

    /// Makes data directory, keys and organization.
    func initialize() throws {
        _ = try Children.output(
            of: program,
            [
                "init", "--organization", "bench", "--admin", Self.administrator,
                "--data", directory, "--listen", callAddress,
                "--publish", "ipc://\(directory)/events.ipc", "--http", "127.0.0.1:0",
                "--log-level", "warning",
            ]
        )
    }

    /// Starts it. Returns the seconds until it answered its first call with SERVING.
    func start() async throws -> Double {
        guard FileManager.default.createFile(atPath: log, contents: nil),
            let errors = FileHandle(forWritingAtPath: log)
        else { throw BenchFailure("can't write \(log)") }
        try? FileManager.default.removeItem(atPath: "\(directory)/node.ipc")
        let start = Monotonic.now()
        process = try Children.start(
            program,
            ["run", "--config", configuration] + flags,
            output: .nullDevice,
            errors: errors
        )
        while try await !isServing() {
            guard process?.isRunning == true else {
                throw BenchFailure("the node ended at once: \(logTail)")
            }
            guard Monotonic.now() - start < 120_000_000_000 else {
                throw BenchFailure("the node does not serve: \(logTail)")
            }
            Monotonic.sleep(until: Monotonic.now() + 1_000_000)
        }
        return Double(Monotonic.now() - start) / 1e9
    }

    /// Drains and stops it.
    func stop() {
        if let process { Children.stop(process) }
        process = nil
    }

    /// Connections for load. Whoever takes them closes them.
    func lanes(inFlight: Int) throws -> CallLanes {
        try CallLanes(address: callAddress, inFlight: inFlight)
    }

    /// A client of the library, as the holder of `token`.
    func client(_ token: String) throws -> CountersignClient {
        try CountersignClient(.init(addresses: [callAddress], token: .fixed(token)))
    }

    func token(user: String) throws -> String {
        try Children.output(
            of: program,
            ["token", "issue", "--config", configuration, "--user", user]
        )
    }

    func token(service: String) throws -> String {
        try Children.output(
            of: program,
            ["token", "issue", "--config", configuration, "--service", service]
        )
    }

    func usage() -> ProcessUsage { ProcessUsage(of: processIdentifier) }

    /// The counters of the metrics page.
    func metrics() throws -> NodeMetrics {
        let addresses = try JSONDecoder().decode(
            Addresses.self,
            from: Data(contentsOf: URL(fileURLWithPath: directory + "/addresses.json"))
        )
        return try NodeMetrics(at: addresses.http)
    }

    private struct Addresses: Decodable {
        let http: String
    }

    private func isServing() async throws -> Bool {
        guard let lanes = try? self.lanes(inFlight: 1) else { return false }
        defer { lanes.close() }
        var frames = FrameBuffer()
        try frames.append(Methods.Health.check, HealthCheckRequest(), token: "")
        // SERVING is the one field of the body: tag and 1.
        let batch = CallBatch(frames)
        await lanes.run(batch)
        return batch.failureCount == 0 && batch.meanReplyBytes == Self.servingReplyBytes
    }

    /// `Reply { body: HealthCheckResponse { status: SERVING } }`
    private static let servingReplyBytes = 4

    private var logTail: String {
        let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").suffix(5).joined(separator: "\n")
    }
}
