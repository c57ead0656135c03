import Broker
import Logging
import ServiceLifecycle
import Store

/// A node that serves, until it is stopped.
final class RunningNode: Sendable {
    let node: Broker.Node
    private let group: ServiceGroup
    private let run: Task<Void, any Error>

    init(_ node: Broker.Node, logger: Logger) async throws {
        self.node = node
        let group = ServiceGroup(
            configuration: .init(
                services: [.init(service: node)], gracefulShutdownSignals: [], logger: logger))
        self.group = group
        run = Task { try await group.run() }
        try await eventually("the node serves") { node.isServing ? true : nil }
    }

    /// Drains, and returns when the node has stopped.
    func stop() async throws {
        await group.triggerGracefulShutdown()
        try await run.value
    }
}
