package import Store
package import Workflow

/// Makes organizations in a database that no node has open.
package enum NodeBootstrap {
    /// Founds an organization with its first administrator, who has every permission that users can
    /// have. It is in the log like everything that follows.
    ///
    /// Throws a `Refusal` if a name or e-mail does not do, a `StoreFailure` if it can't be written.
    package static func createOrganization(
        named name: String, adminEmail: String, adminName: String, storage: any Storage,
        clock: any NodeClock
    ) throws -> OrganizationID {
        let now = clock.wall()
        var random = SystemRandomNumberGenerator()
        let ids = ConfigurationWorkflow.BootstrapIDs(
            organization: OrganizationID(at: now, using: &random),
            administrator: UserID(at: now, using: &random), role: RoleID(at: now, using: &random))
        let decision = try ConfigurationWorkflow.bootstrap(
            OrganizationDraft(name: name),
            administrator: UserDraft(email: adminEmail, displayName: adminName), ids: ids, now: now)
        let writer = try storage.makeWriter()
        try writer.transaction { store in
            try store.createOrganization(ids.organization, at: now)
            try store.save(decision.changes, of: ids.organization)
            try store.advanceTime(to: now, of: ids.organization)
            let encoder = EventEncoder(
                organization: ids.organization, time: now,
                snapshotBefore: VersionedConfiguration(version: 0, configuration: Configuration()),
                snapshot: VersionedConfiguration(
                    version: 1, configuration: Configuration(decision)))
            for event in decision.events {
                try store.append(to: ids.organization) { epoch, seq in
                    try encoder.encode(event, epoch: epoch, seq: seq)
                }
            }
        }
        return ids.organization
    }
}

extension Configuration {
    /// What a decision founds.
    fileprivate init(_ decision: Decision) {
        self.init()
        for object in decision.objects { apply(object) }
    }
}
