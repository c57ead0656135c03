import Broker
import Store
import Testing
import Workflow

@testable import countersignd

struct TenantTests {
    private let clock = ManualNodeClock()

    /// Makes a database with these organizations, each with the administrator ada@NAME.
    private func withDatabase<Result>(
        _ names: [String], _ body: (any Reader) throws -> Result
    ) async throws -> Result {
        try await withScratchDirectory { directory in
            let path = directory + "/countersign.db"
            let storage = try SQLiteStorage(path: path)
            for name in names {
                _ = try NodeBootstrap.createOrganization(
                    named: name, adminEmail: "ada@\(name)", adminName: "Ada", storage: storage,
                    clock: clock)
            }
            // The storage stays open, as a running node has it.
            defer { withExtendedLifetime(storage) {} }
            return try body(try SQLiteStorage.openReader(path: path))
        }
    }

    @Test func `A token's holder is found while a node has the database`() async throws {
        try await withDatabase(["acme", "umbrella"]) { reader in
            try reader.read { store in
                let tenant = try Tenant.find("umbrella", in: store)
                let holder = try tenant.holder(user: "ADA@umbrella")
                #expect(holder.organization == tenant.id)
                #expect(!holder.subject.isEmpty)
                #expect(try Tenant.find(tenant.id.description, in: store).name == "umbrella")
            }
        }
    }

    @Test(
        arguments: [
            ([], nil, "there are 0 organizations"),
            (["acme", "umbrella"], nil, "there are 2 organizations; say which"),
            (["acme"], "umbrella", "there is no organization `umbrella`"),
        ] as [([String], String?, String)])
    func `Without one organization there is no holder`(
        names: [String], wanted: String?, message: String
    ) async throws {
        try await withDatabase(names) { reader in
            let failure = #expect(throws: DaemonFailure.self) {
                try reader.read { try Tenant.find(wanted, in: $0).name }
            }
            #expect(failure?.description.hasPrefix(message) == true)
        }
    }

    @Test func `Whoever is not there gets no token`() async throws {
        try await withDatabase(["acme"]) { reader in
            try reader.read { store in
                let tenant = try Tenant.find(nil, in: store)
                #expect(throws: DaemonFailure.self) { try tenant.holder(user: "eve@acme") }
                #expect(throws: DaemonFailure.self) { try tenant.holder(service: "gateway") }
                #expect(throws: DaemonFailure.self) { try tenant.holder(subject: "") }
                #expect(try tenant.holder(subject: "anyone").subject == "anyone")
            }
        }
    }
}
