import Store
import Synchronization
import Workflow

/// The rule sets of requests that are committed. A rule set never changes under its key once it is
/// in the database, so what is known stays true.
///
/// Before that it can: a transaction that is rolled back takes the version of the policy with it,
/// and the next one gives the same version to something else. So this cache learns from readers
/// alone; a transaction that writes looks here and then asks the store, whose session forgets what
/// is undone.
final class RuleSetCache: Sendable {
    private struct Key: Hashable {
        let organization: OrganizationID
        let key: String
    }

    private static let remembered = 10_000
    private let known = Mutex<[Key: RuleSet]>([:])

    init() {}

    /// For a reader: keeps what it finds, because what readers see is committed.
    func ruleSet(
        _ key: String, of organization: OrganizationID, from store: any Reading
    ) throws(StoreFailure) -> RuleSet {
        let name = Key(organization: organization, key: key)
        if let ruleSet = known.withLock({ $0[name] }) { return ruleSet }
        let ruleSet = try Self.find(key, of: organization, in: store)
        known.withLock {
            if $0.count >= Self.remembered { $0.removeAll(keepingCapacity: true) }
            $0[name] = ruleSet
        }
        return ruleSet
    }

    /// For a transaction that writes: what it finds may be its own doing, and is not kept.
    func ruleSet(
        _ key: String, of organization: OrganizationID, within transaction: any RequestReading
    ) throws(StoreFailure) -> RuleSet {
        let name = Key(organization: organization, key: key)
        if let ruleSet = known.withLock({ $0[name] }) { return ruleSet }
        return try Self.find(key, of: organization, in: transaction)
    }

    private static func find(
        _ key: String, of organization: OrganizationID, in store: any RequestReading
    ) throws(StoreFailure) -> RuleSet {
        guard let ruleSet = try store.ruleSet(key, of: organization) else {
            throw .broken("rule set \(key) is named by a request and not there")
        }
        return ruleSet
    }
}
