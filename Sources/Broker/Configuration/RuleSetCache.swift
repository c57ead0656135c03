import Store
import Synchronization
import Workflow

/// The rule sets of requests. A rule set never changes under its key, so what is known stays true.
final class RuleSetCache: Sendable {
    private struct Key: Hashable {
        let organization: OrganizationID
        let key: String
    }

    private static let remembered = 10_000
    private let known = Mutex<[Key: RuleSet]>([:])

    init() {}

    func ruleSet(
        _ key: String, of organization: OrganizationID, from store: any RequestReading
    ) throws(StoreFailure) -> RuleSet {
        let name = Key(organization: organization, key: key)
        if let ruleSet = known.withLock({ $0[name] }) { return ruleSet }
        guard let ruleSet = try store.ruleSet(key, of: organization) else {
            throw .broken("rule set \(key) is named by a request and not there")
        }
        known.withLock {
            if $0.count >= Self.remembered { $0.removeAll(keepingCapacity: true) }
            $0[name] = ruleSet
        }
        return ruleSet
    }
}
