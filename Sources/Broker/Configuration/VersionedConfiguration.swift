import Synchronization
import Workflow

/// An organization's configuration in one version, shared by all threads.
final class VersionedConfiguration: Sendable {
    let version: Int64
    let configuration: Configuration

    /// Which rules govern an access, by resource and account: worked out once per version.
    private let selections = Mutex<[Access: RuleSet?]>([:])

    private struct Access: Hashable {
        let resource: ResourceID
        let account: ExactName
    }

    /// Resources have many accounts, so the memory must have an end.
    private static let remembered = 10_000

    init(version: Int64, configuration: Configuration) {
        self.version = version
        self.configuration = configuration
    }

    /// The rules that govern an access; nil if nothing matches and the organization denies then.
    func ruleSet(for resource: Resource, account: String) -> RuleSet? {
        let access = Access(resource: resource.id, account: ExactName(account))
        if let known = selections.withLock({ $0[access] }) { return known }
        let ruleSet = PolicySelection.ruleSet(for: resource, account: account, in: configuration)
        selections.withLock {
            if $0.count >= Self.remembered { $0.removeAll(keepingCapacity: true) }
            $0[access] = .some(ruleSet)
        }
        return ruleSet
    }

    /// The configuration with further objects, in the version that they made.
    func applying(_ objects: [ConfigurationObject], version: Int64) -> VersionedConfiguration {
        var copy = configuration
        for object in objects { copy.apply(object) }
        return VersionedConfiguration(version: version, configuration: copy)
    }
}
