package import Workflow

/// How a node runs. The defaults serve an installation of any usual size.
package struct NodeOptions: Sendable {
    /// Where calls are taken: `ipc://`, `tcp://` or `tls+tcp://`.
    package var listenAddresses: [String]
    /// Where the event stream is published.
    package var publishAddresses: [String]
    /// What subscribers are told to dial; empty means where it is published.
    package var advertisedPublishAddresses: [String] = []
    /// Needed for `tls+tcp://`.
    package var tls: NodeTLS?
    /// How many calls may be under way at once.
    package var contexts = 1_024
    /// How many threads decode calls and serve reads.
    package var workerThreads = 2
    /// How many commands are committed together at most.
    package var batchSize = 256
    /// How many commands may wait.
    package var commitQueueLimit = 4_096
    package var limits = NodeLimits()
    /// How long a reply waits for a peer that does not read.
    package var sendTimeout = Span.seconds(5)
    package var heartbeatInterval = Span.seconds(1)
    package var keyRotationInterval = Span.days(1)
    package var checkpointInterval = Span.seconds(10)
    /// How long the reply to a request id is kept.
    package var replyRetention = Span.hours(24)

    package init(listenAddresses: [String], publishAddresses: [String]) {
        self.listenAddresses = listenAddresses
        self.publishAddresses = publishAddresses
    }

    /// Every long poll holds a context: so that they never hold all, they get half of them.
    var feedLimits: FeedLimits {
        var limits = FeedLimits()
        limits.waiters = max(1, contexts / 2)
        return limits
    }

    /// A frame from a caller; longer ones end the connection.
    package static let maximumFrameBytes = 64 << 10
}

/// What can change while a node runs.
package struct NodeLimits: Hashable, Sendable {
    /// How long a call may take if it does not say.
    package var defaultTimeout: Span
    /// How long it may take at most, whatever it says.
    package var maximumTimeout: Span

    package init(defaultTimeout: Span = .seconds(10), maximumTimeout: Span = .seconds(60)) {
        self.defaultTimeout = defaultTimeout
        self.maximumTimeout = maximumTimeout
    }
}

/// PEM files for mutual TLS. Clients without a certificate of this authority are refused.
package struct NodeTLS: Hashable, Sendable {
    package var certificateFile: String
    package var keyFile: String
    package var authorityFile: String

    package init(certificateFile: String, keyFile: String, authorityFile: String) {
        self.certificateFile = certificateFile
        self.keyFile = keyFile
        self.authorityFile = authorityFile
    }
}
