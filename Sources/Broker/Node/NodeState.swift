import Logging
import Store
import Synchronization
import Workflow

/// What all threads of a node share.
final class NodeState: Sendable {
    let configurations = ConfigurationCache()
    let ruleSets = RuleSetCache()
    let feed: EventFeed
    let checkpointer: LogCheckpointer
    let clock: ClockGuard
    let signingKey: SigningKey
    let identity: NodeIdentity
    let metrics = NodeMetrics()
    let logger: Logger
    /// Where the node can be reached, known once it listens.
    let reach = Mutex(NodeAddresses())
    /// The node takes calls; false while it starts and drains.
    let isServing = ServingFlag()

    init(
        feed: EventFeed, checkpointer: LogCheckpointer, clock: ClockGuard, signingKey: SigningKey,
        identity: NodeIdentity, logger: Logger
    ) {
        self.feed = feed
        self.checkpointer = checkpointer
        self.clock = clock
        self.signingKey = signingKey
        self.identity = identity
        self.logger = logger
    }
}

/// What `ClusterService/GetNode` tells of the node that never changes while it runs.
package struct NodeIdentity: Sendable {
    let id: String
    let startedAt: Instant
    let store: String
    let schemaVersion: Int

    package static let version = "0.1.0"
}

/// Where a node listens, with the ports that it really has.
package struct NodeAddresses: Hashable, Sendable, Codable {
    /// For calls.
    package var listen: [String] = []
    /// For the event stream, as subscribers are told.
    package var publish: [String] = []
}
