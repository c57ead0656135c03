import CountersignProto
package import Logging
import NNG
import ServiceLifecycle
package import Store
import Synchronization
import Workflow

/// One node of the broker: it takes calls, decides, commits, meets deadlines and publishes events.
///
///     nng context → CallWorkers: decode, authenticate, look up
///        read:  reader connection → reply
///        write: CommitQueue → one transaction for all that waits → EventFeed and replies
package final class Node: ServiceLifecycle.Service {
    private let options: NodeOptions
    private let storage: any Storage
    private let state: NodeState
    private let verifier: TokenVerifier
    private let deadlines = DeadlineWatch()
    private let commits: CommitQueue
    private let workers: CallWorkers
    private let replies: ReplySocket
    private let publisher: PublishSocket
    private let upkeep: Upkeep
    private let feedThread = Mutex<OSThread?>(nil)

    /// Opens the sockets and listens; calls are answered from `run` on.
    package init(
        options: NodeOptions, storage: any Storage, verifier: TokenVerifier,
        signingKey: SigningKey, clock: any NodeClock, logger: Logger
    ) throws {
        let clock = ClockGuard.guarding(clock)
        self.options = options
        self.storage = storage
        self.verifier = verifier
        publisher = try PublishSocket()
        replies = try ReplySocket(
            contexts: options.contexts, maximumMessageBytes: NodeOptions.maximumFrameBytes,
            sendTimeout: .milliseconds(options.sendTimeout.milliseconds))
        let feed = EventFeed(
            publisher: FrameSocket(publisher), clock: clock,
            heartbeatInterval: options.heartbeatInterval,
            rotationInterval: options.keyRotationInterval, limits: options.feedLimits)
        var random = SystemRandomNumberGenerator()
        let started = clock.wall()
        let identity = NodeIdentity(
            id: "nod_"
                + Identifier<RequestTag>(at: started, using: &random).description.dropFirst(4),
            startedAt: started, store: storage.name, schemaVersion: storage.schemaVersion)
        let checkpointer = LogCheckpointer(
            interval: options.checkpointInterval, keyID: signingKey.id
        ) { try signingKey.sign($0) }
        state = NodeState(
            feed: feed, checkpointer: checkpointer, clock: clock,
            signingKey: signingKey, identity: identity, logger: logger)
        commits = CommitQueue(
            node: state, deadlines: deadlines, batchLimit: options.batchSize,
            limit: options.commitQueueLimit)
        workers = CallWorkers(
            table: .served, node: state, verifier: verifier, commits: commits,
            limits: options.limits, queueLimit: options.contexts * 2)
        upkeep = Upkeep(options: options, node: state, commits: commits, deadlines: deadlines)
        try listen()
    }

    /// Takes calls now.
    package var isServing: Bool { state.isServing.value }

    /// The clock can be trusted.
    package var isClockSteady: Bool { state.clock.check() == .ok }

    /// Where it listens, with the ports that it really has.
    package var addresses: NodeAddresses { state.reach.withLock { $0 } }

    /// Changes what can change while the node runs.
    package func apply(_ limits: NodeLimits) {
        workers.apply(limits)
    }

    /// Serves until told to stop, then finishes what it has: every call taken is answered.
    package func run() async throws {
        try start()
        state.isServing.set(true)
        state.logger.info("serving", metadata: ["addresses": "\(addresses.listen)"])
        await withTaskGroup { group in
            group.addTask { await self.upkeep.run() }
            try? await gracefulShutdown()
            state.logger.info("draining")
            await drain()
            group.cancelAll()
        }
        state.logger.info("stopped")
    }

    private func listen() throws {
        let tls = try options.tls.map {
            try TLSConfiguration.server(
                identity: TLSIdentity(
                    certificate: .file($0.certificateFile), key: .file($0.keyFile)),
                clientAuthorities: .file($0.authorityFile))
        }
        var reach = NodeAddresses()
        for text in options.listenAddresses {
            let address = try Address(text)
            let bound = try replies.listen(on: address, tls: address.usesTLS ? tls : nil)
            reach.listen.append(bound.description)
        }
        for text in options.publishAddresses {
            let address = try Address(text)
            let bound = try publisher.listen(on: address, tls: address.usesTLS ? tls : nil)
            reach.publish.append(bound.description)
        }
        if !options.advertisedPublishAddresses.isEmpty {
            reach.publish = options.advertisedPublishAddresses
        }
        state.reach.withLock { $0 = reach }
    }

    private func start() throws {
        try commits.start { [storage] in try storage.makeWriter() }
        try storage.makeReader().read { store in
            for organization in try store.organizations() {
                guard let head = try store.head(of: organization) else { continue }
                _ = try state.configurations.snapshot(
                    of: organization, version: head.configurationVersion, from: store)
                state.feed.seed(
                    head: LogPosition(epoch: head.epoch, seq: head.seq), of: organization)
                state.checkpointer.seed(
                    head, lastCheckpoint: try store.lastCheckpoint(of: organization),
                    of: organization)
                upkeep.seed(reachabilityVersion: head.reachabilityVersion, of: organization)
            }
        }
        let feedThread = try OSThread(name: "feed") { [feed = state.feed] in feed.run() }
        self.feedThread.withLock { $0 = feedThread }
        try workers.start(
            count: options.workerThreads, inlineCount: ReplySocket.callbackThreads
        ) { [storage] in try storage.makeReader() }
        try replies.start { [workers] exchange in workers.accept(exchange) }
    }

    /// Not serving, then finish, then stop: in this order no acknowledged call is lost and none is
    /// left without an answer.
    private func drain() async {
        state.isServing.set(false)
        state.feed.drain()
        await replies.drain()
        workers.stop()
        commits.stop()
        state.feed.close()
        feedThread.withLock { $0.take() }?.join()
        replies.close()
        publisher.close()
    }
}

extension MethodTable {
    /// Every method of the protos, with its rule.
    static let served: MethodTable = {
        var table = MethodTable()
        table.addRequests()
        table.addGrants()
        table.addPolicies()
        table.addResources()
        table.addPeople()
        table.addGroups()
        table.addRoles()
        table.addServices()
        table.addOrganization()
        table.addEvents()
        table.addOperations()
        table.requireComplete()
        return table
    }()
}
