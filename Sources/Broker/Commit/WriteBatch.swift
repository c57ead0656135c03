import Store
import Workflow

/// One transaction in the making: the commands of a batch, each of which sees what the ones before
/// it did, and what they leave to tell once it is committed.
final class WriteBatch {
    let store: any Writing
    let node: NodeState
    private let wall: Instant
    private(set) var journals: [OrganizationID: Journal] = [:]
    /// The soonest deadline among all that was written.
    private(set) var soonestDeadline: Instant?

    /// What the node is to do once all of this is on disk.
    private(set) var afterCommit: [() -> Void] = []

    /// What the batch did to one organization.
    struct Journal {
        var snapshot: VersionedConfiguration
        /// The configuration the batch began with.
        let before: VersionedConfiguration
        let now: Instant
        var records: [LogRecord] = []
    }

    init(store: any Writing, node: NodeState, wall: Instant) {
        self.store = store
        self.node = node
        self.wall = wall
    }

    func snapshot(of organization: OrganizationID) -> VersionedConfiguration {
        journals[organization]!.snapshot
    }

    /// Runs one command in its savepoint. If it throws, nothing of it is left.
    func command<Result>(
        of organization: OrganizationID, _ body: (WriteContext) throws -> Result
    ) throws -> Result {
        let (now, snapshot, recordCount) = try open(organization)
        let afterCount = afterCommit.count
        let context = WriteContext(
            organization: organization, caller: nil, batch: self, now: now)
        do {
            return try store.command { try body(context) }
        } catch {
            journals[organization]!.snapshot = snapshot
            journals[organization]!.records.removeSubrange(recordCount...)
            afterCommit.removeSubrange(afterCount...)
            throw error
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
        let encoder = EventEncoder(
            organization: organization, time: now, before: before.configuration,
            after: journals[organization]!.snapshot.configuration)
        for event in decision.events {
            let record = try store.append(to: organization) { epoch, seq in
                try encoder.encode(event, epoch: epoch, seq: seq)
            }
            journals[organization]!.records.append(record)
        }
    }

    /// The organization's journal as far as a command must know it. Never the journal itself: a second
    /// reference to its records would have every append copy all of them.
    private func open(
        _ organization: OrganizationID
    ) throws -> (now: Instant, snapshot: VersionedConfiguration, recordCount: Int) {
        if let index = journals.index(forKey: organization) {
            let now = journals.values[index].now
            return (now, journals.values[index].snapshot, journals.values[index].records.count)
        }
        guard let head = try store.head(of: organization) else {
            throw CallFailure.unknownOrganization
        }
        let snapshot = try node.configurations.snapshot(
            of: organization, version: head.configurationVersion, from: store)
        let now = max(wall, head.time)
        journals[organization] = Journal(snapshot: snapshot, before: snapshot, now: now)
        return (now, snapshot, 0)
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
