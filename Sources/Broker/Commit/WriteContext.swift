import Store
import Workflow

/// What a command knows, and its way to write: decisions, never rows.
struct WriteContext {
    let organization: OrganizationID
    /// nil for what the broker does by itself.
    let caller: Caller?
    let batch: WriteBatch
    /// The time of the transaction.
    let now: Instant

    var store: any Writing { batch.store }
    var node: NodeState { batch.node }
    var snapshot: VersionedConfiguration { batch.snapshot(of: organization) }
    var configuration: Configuration { snapshot.configuration }

    var actor: Actor { caller?.actor ?? .system("broker") }

    /// The same, for a call of `caller`.
    func by(_ caller: Caller) -> WriteContext {
        WriteContext(organization: organization, caller: caller, batch: batch, now: now)
    }

    /// The person who calls. A method whose rule is not `.user` must not ask.
    func user() throws(CallFailure) -> UserID {
        guard case .user(let id) = caller?.principal else {
            throw CallFailure(
                .permissionDenied, Refusal.Reason.serviceCannotApprove.rawValue,
                "a service can't do this; pass the token of the person it acts for")
        }
        return id
    }

    /// What the caller sees once what was applied so far is committed.
    var views: AccessViews { AccessViews(snapshot: snapshot, viewer: caller, now: now) }

    func ruleSet(of request: AccessRequest) throws(StoreFailure) -> RuleSet {
        try node.ruleSets.ruleSet(request.rules, of: organization, within: store)
    }

    func newID<Tag>() -> Identifier<Tag> {
        Identifier(at: now, using: &batch.random)
    }

    /// Writes a decision: its changes and its events, in the transaction of the batch.
    func apply(_ decision: Decision) throws {
        try batch.apply(decision, to: organization, at: now)
    }
}
