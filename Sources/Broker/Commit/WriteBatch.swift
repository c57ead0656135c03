import Store
import Workflow

/// One transaction in the making: the commands of a batch, each of which sees what the ones before
/// it did, and what they leave to tell once it is committed.
final class WriteBatch {
    let store: any Writing
    let node: NodeState
    private let wall: Instant
    private let paperwork: Paperwork
    /// What the command that runs leaves to be encoded.
    private var paper: Paper?
    /// The replies that commands of this batch leave. They are not in the store before its end.
    private var replies: [ReplyKey: (fingerprint: [UInt8], paper: Int)] = [:]
    private(set) var journals: [OrganizationID: Journal] = [:]
    /// The soonest deadline among all that was written.
    private(set) var soonestDeadline: Instant?
    var random = RandomPool()

    /// What the node is to do once all of this is on disk.
    private(set) var afterCommit: [() -> Void] = []

    /// What the batch did to one organization.
    struct Journal {
        var snapshot: VersionedConfiguration
        /// The configuration the batch began with.
        let before: VersionedConfiguration
        let hashBefore: [UInt8]
        let now: Instant
        var records: [LogRecord] = []
    }

    init(store: any Writing, node: NodeState, wall: Instant, paperwork: Paperwork) {
        self.store = store
        self.node = node
        self.wall = wall
        self.paperwork = paperwork
    }

    func snapshot(of organization: OrganizationID) -> VersionedConfiguration {
        journals[organization]!.snapshot
    }

    /// Runs one command in its savepoint. If it throws, nothing of it is left.
    func command<Result>(
        of organization: OrganizationID, _ body: (WriteContext) throws -> Result
    ) throws -> Result {
        let (now, snapshot, hashBefore) = try open(organization)
        let afterCount = afterCommit.count
        paper = Paper(organization: organization, hashBefore: hashBefore)
        defer { paper = nil }
        let context = WriteContext(
            organization: organization, caller: nil, batch: self, now: now)
        do {
            let (result, encoded) = try store.command {
                let result = try body(context)
                return (result, try paperwork.prepare(paper!))
            }
            if let reply = paper!.reply {
                replies[reply.key] = (reply.fingerprint, paperwork.count)
            }
            paperwork.file(paper!, encoded)
            return result
        } catch {
            journals[organization]!.snapshot = snapshot
            afterCommit.removeSubrange(afterCount...)
            throw error
        }
    }

    /// The reply that an earlier command of this batch left for the same call.
    func earlierReply(_ key: ReplyKey) -> (fingerprint: [UInt8], paper: Int)? { replies[key] }

    /// What the running command is answered, and what the answer is kept under. Returns which of the
    /// papers of the batch it is in.
    func answer(_ reply: ReplyDraft) -> Int {
        paper!.reply = reply
        return paperwork.count
    }

    /// Writes the rows of all papers; returns the encoded replies, in the order of the papers.
    func finish() throws -> [[UInt8]?] {
        try paperwork.finish().map { paper in
            if !paper.records.isEmpty {
                try store.append(
                    paper.records, after: paper.hashBefore, to: paper.organization)
                journals[paper.organization]!.records += paper.records
            }
            guard let (draft, body) = paper.reply else { return nil }
            try store.save(
                ReplyRecord(fingerprint: draft.fingerprint, reply: body),
                requestID: draft.key.requestID, caller: draft.key.caller, at: draft.now,
                of: paper.organization)
            return body
        }
    }

    /// Does something outside the store, but only when the command is committed.
    func whenCommitted(_ action: @escaping () -> Void) {
        afterCommit.append(action)
    }

    func apply(_ decision: Decision, to organization: OrganizationID, at now: Instant) throws {
        try refuseGrantsOfAStrayClock(decision, at: now)
        try store.save(decision.changes, of: organization)
        try store.advanceTime(to: now, of: organization)
        let before = journals[organization]!.snapshot
        try takeOver(decision, of: organization)
        guard !decision.events.isEmpty else { return }
        let encoder = EventEncoder(
            organization: organization, time: now, snapshotBefore: before,
            snapshot: journals[organization]!.snapshot)
        let (epoch, seq) = try store.reserve(decision.events.count, of: organization)
        paper!.entries.append(
            Paper.Entry(events: decision.events, encoder: encoder, epoch: epoch, seq: seq))
    }

    private func open(
        _ organization: OrganizationID
    ) throws -> (now: Instant, snapshot: VersionedConfiguration, hashBefore: [UInt8]) {
        if let journal = journals[organization] {
            return (journal.now, journal.snapshot, journal.hashBefore)
        }
        guard let head = try store.head(of: organization) else {
            throw CallFailure.unknownOrganization
        }
        let snapshot = try node.configurations.snapshot(
            of: organization, version: head.configurationVersion, from: store)
        let now = max(wall, head.time)
        journals[organization] = Journal(
            snapshot: snapshot, before: snapshot, hashBefore: head.hash, now: now)
        return (now, snapshot, head.hash)
    }

    /// Notes what later commands of the batch, and the node after the commit, must know.
    private func takeOver(_ decision: Decision, of organization: OrganizationID) throws {
        var objects: [ConfigurationObject] = []
        for change in decision.changes {
            switch change {
            case .put(let object): objects.append(object)
            case .insertRequest(let request, _), .updateRequest(let request, _):
                note(deadline: request.deadline)
            case .insertGrant(let grant), .updateGrant(let grant):
                note(deadline: grant.deadline)
            case .insertVote, .keepRuleSet: break
            }
        }
        guard !objects.isEmpty, let head = try store.head(of: organization) else { return }
        journals[organization]!.snapshot = journals[organization]!.snapshot
            .applying(objects, version: head.configurationVersion)
    }

    private func note(deadline: Instant?) {
        guard let deadline else { return }
        soonestDeadline = min(soonestDeadline ?? deadline, deadline)
    }

    /// While the clock can't be trusted nobody gets access, nor while the organization's time is far
    /// ahead of the node's: a grant would last longer than it says. Expiry goes on.
    private func refuseGrantsOfAStrayClock(
        _ decision: Decision, at now: Instant
    ) throws(CallFailure) {
        let makesGrant = decision.changes.contains {
            if case .insertGrant = $0 { true } else { false }
        }
        guard makesGrant, !node.clock.permitsGrants(after: now) else { return }
        throw .retryLater(
            .unavailable, "CLOCK_STEPPED",
            "the node's clock has stepped, or the organization's time is ahead of it: no grants are "
                + "made until it is steady again or an operator confirms it",
            afterMilliseconds: 30_000)
    }
}
