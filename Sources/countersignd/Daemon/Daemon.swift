import Broker
import CoreMetrics
import Glibc
import Logging
import ServiceLifecycle
import Store

/// Puts a node together from its configuration and runs it until it is told to stop.
struct Daemon {
    private let loader: ConfigurationLoader
    private let values: ConfigurationValues
    private let log: LogWriter
    private let output: LogOutput
    private let registry = MetricsRegistry()
    private let logger: Logger

    init(_ loader: ConfigurationLoader) throws {
        self.loader = loader
        values = try loader.load()
        let clock = ClockGuard(clock: SystemNodeClock())
        let log = try LogWriter(droppedLine: { LogLine.dropped($0, at: clock.wall()).text })
        let output = LogOutput(
            level: values[\.logLevel], now: { clock.wall() }, sink: { log.write($0) })
        self.log = log
        self.output = output
        LoggingSystem.bootstrap(
            { JSONLogHandler(label: $0, output: output, metadataProvider: $1) },
            metadataProvider: nil)
        MetricsSystem.bootstrap(registry)
        logger = Logger(label: "countersignd")
        // A reader of our log or of a page that goes away must not take the node along.
        signal(SIGPIPE, SIG_IGN)
    }

    /// Returns once everything that was begun is finished.
    func run() async throws {
        defer { log.finish() }
        let directory = values.dataDirectory
        try directory.requireMade()
        let clock = ClockGuard(clock: SystemNodeClock())
        let verifier = try TokenVerifier(issuers: try await values.loadIssuers(), clock: clock)
        let signingKey = try SigningKey.load(fromPath: directory.logKey)
        let storage = try openStorage(directory)
        let node = try Node(
            options: values.nodeOptions, storage: storage, verifier: verifier,
            signingKey: signingKey, clock: clock, logger: Logger(label: "countersign"))
        let reloader = Reloader(
            loader: loader, values: values, output: output, verifier: verifier, node: node,
            logger: logger)
        let addresses = AddressFile(path: directory.addresses, node: node.addresses)
        addresses.remove()
        defer { addresses.remove() }
        try await serve(node, storage, addresses, reloader)
    }

    private func openStorage(_ directory: DataDirectory) throws(DaemonFailure) -> SQLiteStorage {
        do {
            return try SQLiteStorage(path: directory.database)
        } catch {
            throw DaemonFailure(error)
        }
    }

    /// The pages start before the node and end after it, so that they can tell of both.
    private func serve(
        _ node: Node, _ storage: SQLiteStorage, _ addresses: AddressFile, _ reloader: Reloader
    ) async throws {
        var services: [any Service] = [node]
        if let http = values[\.http] {
            let pages = Pages(
                registry: registry, readiness: Readiness(node: node, storage: storage))
            let service = PageService(
                pages: pages, address: http, logger: Logger(label: "http")
            ) {
                try addresses.write(http: $0)
            }
            services.insert(service, at: 0)
        } else {
            try addresses.write(http: nil)
        }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: services, logger: Logger(label: "lifecycle")))
        let signals = SignalWatch(
            group: group, drainTimeout: values[\.drainTimeout], reloader: reloader, logger: logger,
            log: log)
        try await signals.supervise()
    }
}
