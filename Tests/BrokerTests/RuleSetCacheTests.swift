import Store
import Testing
import Workflow

@testable import Broker

/// The node's memory of rule sets holds what is committed and nothing else.
@Suite struct RuleSetCacheTests {
    private struct Undone: Error {}

    /// Rules under one key; the number tells them apart.
    private func rules(_ hours: Int64) -> RuleSet {
        RuleSet(
            key: "pol_1@3", policy: nil, minDuration: .zero, maxDuration: .hours(hours),
            maxTimeToLive: .hours(24), distinctApprovers: true, steps: [])
    }

    @Test func `rules of a transaction that was undone are not taken for those that came instead`()
        throws
    {
        let premises = try Premises()
        let storage = try SQLiteStorage(path: premises.database)
        let organization = try NodeBootstrap.createOrganization(
            named: "Acme", adminEmail: "admin@example.com", adminName: "Admin", storage: storage,
            clock: ManualNodeClock())
        let (cache, key) = (RuleSetCache(), rules(1).key)
        let writer = try storage.makeWriter()
        #expect(throws: Undone.self) {
            try writer.transaction { store in
                try store.save([.keepRuleSet(rules(1))], of: organization)
                let seen = try cache.ruleSet(key, of: organization, within: store)
                #expect(seen == rules(1))
                throw Undone()
            }
        }
        try writer.transaction { store in
            try store.save([.keepRuleSet(rules(2))], of: organization)
            #expect(try cache.ruleSet(key, of: organization, within: store) == rules(2))
        }
        let read = try storage.makeReader().read { store in
            try cache.ruleSet(key, of: organization, from: store)
        }
        #expect(read == rules(2))
    }
}
