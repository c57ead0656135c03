import Store
import Workflow

/// What a read knows: one consistent view of the store, and the time in it.
struct ReadContext {
    let caller: Caller
    let snapshot: VersionedConfiguration
    let store: any Reading
    let head: Head
    /// Organization time: never before the last transaction's.
    let now: Instant
    /// Taken before the read began; see `EventFeed.openStream`.
    let rightsMoment: RightsMoment
    let node: NodeState

    var configuration: Configuration { snapshot.configuration }
    var organization: OrganizationID { caller.organization }

    var views: AccessViews { AccessViews(snapshot: snapshot, viewer: caller, now: now) }

    func ruleSet(of request: Workflow.AccessRequest) throws(StoreFailure) -> RuleSet {
        try node.ruleSets.ruleSet(request.rules, of: organization, from: store)
    }

    func has(_ permission: Workflow.Permission) -> Bool {
        caller.has(permission, in: configuration)
    }
}
