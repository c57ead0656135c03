import Logging
import Store
import Synchronization
import Workflow

/// What a node does by itself: deadlines, checkpoints of the log, old reply records, and the look for
/// requests that can no longer be approved.
///
/// `tick` does whatever its time has come for; `run` only calls it again and again.
final class Upkeep: Sendable {
    private let options: NodeOptions
    private let node: NodeState
    private let commits: CommitQueue
    private let deadlines: DeadlineWatch
    private let state = Mutex(State())

    private struct State {
        var purgeAt = Span.zero
        var checkAt = Span.zero
        var clock = ClockState.ok
        /// The configuration version of each organization that a check was begun for.
        var checked: [OrganizationID: Int64] = [:]
    }

    private static let tickMilliseconds: Int64 = 50
    private static let purgeInterval = Span.seconds(60)
    private static let purgeSlice = 1_000
    private static let reachabilityInterval = Span.seconds(1)

    init(options: NodeOptions, node: NodeState, commits: CommitQueue, deadlines: DeadlineWatch) {
        self.options = options
        self.node = node
        self.commits = commits
        self.deadlines = deadlines
    }

    /// Pending requests were checked up to this version before the node started.
    func seed(reachabilityVersion version: Int64, of organization: OrganizationID) {
        state.withLock { $0.checked[organization] = version }
    }

    func run() async {
        while !Task.isCancelled {
            tick()
            try? await Task.sleep(for: .milliseconds(Self.tickMilliseconds))
        }
    }

    func tick() {
        let now = node.clock.elapsed()
        watchClock()
        commits.expireDue(node, deadlines)
        checkpointLogs(at: now)
        let (purges, checks) = state.withLock { state in
            let due = (now >= state.purgeAt, now >= state.checkAt)
            if due.0 { state.purgeAt = now + Self.purgeInterval }
            if due.1 { state.checkAt = now + Self.reachabilityInterval }
            return due
        }
        if purges { purgeReplies() }
        if checks { checkReachability() }
    }

    /// Looks all the time, so that a step is noticed, and told, although nobody asks for a grant.
    private func watchClock() {
        let clock = node.clock.check()
        let hasChanged = state.withLock { state in
            defer { state.clock = clock }
            return state.clock != clock
        }
        guard hasChanged else { return }
        switch clock {
        case .stepped:
            let ahead = node.clock.deviation().milliseconds
            node.logger.error(
                "the clock has stepped: no grants until it is steady or an operator confirms it",
                metadata: ["ahead_ms": "\(ahead)"])
        case .ok:
            node.logger.notice("the clock is steady again: grants are made")
        }
    }

    private func checkpointLogs(at now: Span) {
        do {
            let due = try node.checkpointer.due(at: now, wall: node.clock.wall())
            if !due.isEmpty { save(due) }
        } catch {
            node.logger.error("a log checkpoint was not signed", metadata: ["error": "\(error)"])
        }
    }

    private func save(_ checkpoints: [(organization: OrganizationID, checkpoint: LogCheckpoint)]) {
        let task = WriteTask(name: "checkpoint") { batch in
            for (organization, checkpoint) in checkpoints {
                try batch.command(of: organization) {
                    try $0.store.save(checkpoint, of: organization)
                }
            }
        } finished: { [node] error in
            if let error {
                node.logger.error("a log checkpoint failed", metadata: ["error": "\(error)"])
                return
            }
            for (organization, checkpoint) in checkpoints {
                node.checkpointer.saved(checkpoint, of: organization)
            }
        }
        _ = commits.submit(task)
    }

    /// Deletes reply records past their retention, a slice at a time.
    private func purgeReplies() {
        let before = node.clock.wall() - options.replyRetention
        let flag = PurgeProgress()
        let task = WriteTask(name: "purge") { batch in
            let deleted = try batch.store.deleteReplyRecords(
                before: before, limit: Self.purgeSlice)
            flag.more.store(deleted == Self.purgeSlice, ordering: .relaxed)
        } finished: { [self] error in
            if let error {
                node.logger.error("purge failed", metadata: ["error": "\(error)"])
            } else if flag.more.load(ordering: .relaxed) {
                purgeReplies()
            }
        }
        _ = commits.submit(task)
    }

    private func checkReachability() {
        let versions = node.configurations.versions()
        let changed = state.withLock { state in
            versions.filter { organization, version in
                guard state.checked[organization] != version else { return false }
                state.checked[organization] = version
                return true
            }
        }
        for organization in changed.keys {
            commits.checkReachability(of: organization, node) { [self] in
                state.withLock { $0.checked[organization] = nil }
            }
        }
    }
}

/// Whether a slice of the purge left something.
private final class PurgeProgress: Sendable {
    let more = Atomic<Bool>(false)
}
