import Store
import Synchronization
import Workflow

/// The newest configuration of each organization that this node has seen.
///
/// Every transaction reads the version in the head row and asks for that version, so a cache that
/// has fallen behind, because another node wrote, is brought up to date and never used as it is.
final class ConfigurationCache: Sendable {
    private let snapshots = Mutex<[OrganizationID: VersionedConfiguration]>([:])

    init() {}

    /// The configuration in `version` or newer.
    func snapshot(
        of organization: OrganizationID, version: Int64, from store: any ConfigurationReading
    ) throws(StoreFailure) -> VersionedConfiguration {
        let known = snapshots.withLock { $0[organization] }
        if let known, known.version >= version { return known }
        let base = known ?? VersionedConfiguration(version: 0, configuration: Configuration())
        let changed = try store.configurationObjects(
            changedAfter: base.version, of: organization)
        let snapshot = base.applying(changed, version: version)
        keep(snapshot, of: organization)
        return snapshot
    }

    /// Takes over what a transaction has committed.
    func keep(_ snapshot: VersionedConfiguration, of organization: OrganizationID) {
        snapshots.withLock {
            if let known = $0[organization], known.version > snapshot.version { return }
            $0[organization] = snapshot
        }
    }

    /// What is known now, without a look into the store; nil before the first use.
    func latest(of organization: OrganizationID) -> VersionedConfiguration? {
        snapshots.withLock { $0[organization] }
    }

    /// The version of each organization that is known now.
    func versions() -> [OrganizationID: Int64] {
        snapshots.withLock { $0.mapValues(\.version) }
    }
}
