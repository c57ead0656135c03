import CountersignClient
import CountersignProto
import Testing

/// What who has no right to know hears, and what who acts by a right of their own can do.
@Suite struct DisclosureTests {
    @Test func `an id of someone else's and one that is not there sound alike`() async throws {
        try await withOffice { office in
            let grant = try await office.grant()
            let request = try await office.ask(account: "readonly")
            func attempts(_ request: String, _ grant: String, _ person: Person) async -> [String] {
                let access = office[person].access
                return [
                    await refusal { try await access.getRequest(id: request) },
                    await refusal { try await access.approveRequest(id: request) },
                    await refusal { try await access.rejectRequest(id: request) },
                    await refusal { try await access.cancelRequest(id: request) },
                    await refusal { try await access.remindApprovers(id: request) },
                    await refusal { try await access.getGrant(id: grant) },
                    await refusal { try await access.endGrant(id: grant) },
                    await refusal { try await access.revokeGrant(id: grant, reason: "over") },
                ]
            }
            let (noRequest, noGrant) = (changed(request.id), changed(grant.id))
            let hidden = await attempts(request.id, grant.id, .sam)
            let absent = await attempts(noRequest, noGrant, .sam)
            let alike = absent.map {
                $0.replacing(noRequest, with: request.id).replacing(noGrant, with: grant.id)
            }
            #expect(hidden == alike)
            #expect(hidden.allSatisfy { $0.hasPrefix("7 ") })
            // Who may view all of them is told.
            let told = await attempts(noRequest, noGrant, .admin)
            #expect(told.allSatisfy { $0.hasPrefix("5 ") })
        }
    }

    @Test func `an explanation names other policies to who may see them`() async throws {
        try await withOffice { office in
            var other = ApprovalPolicy.production
            other.name = "laboratory"
            other.resourcePatterns = ["lab-*"]
            _ = try await office[.admin].policy.createPolicy(policy: other)
            func names(_ person: Person) async throws -> [String] {
                try await office[person].access.explainAccess(
                    user: Person.rita.email, resource: "prod-db", account: "admin"
                ).candidates.map(\.policyName)
            }
            #expect(try await names(.rita) == ["production"])
            #expect(try await names(.admin) == ["production", "laboratory"])
        }
    }

    @Test func `who hears of a change without the right to read it is not shown it`()
        async throws
    {
        try await withOffice { office in
            _ = try await office[.admin].directory.addGroupMembers(
                id: "engineers", members: [Person.sam.email])
            func heard(_ person: Person) async throws -> EventRecord {
                let records = try await office[person].event.readEvents(limit: 1_000).records
                return try #require(
                    try records.last {
                        try Event(serialized: $0.event).kind == .groupChanged
                    })
            }
            func snapshot(_ record: EventRecord) throws -> ConfigurationSnapshot? {
                let event = try Event(serialized: record.event)
                guard case .configuration(let snapshot) = event.snapshot else { return nil }
                return snapshot
            }
            let (filtered, whole) = (try await heard(.sam), try await heard(.admin))
            #expect(filtered.seq == whole.seq)
            #expect(filtered.hash.isEmpty && whole.hash.count == 32)
            let (hidden, shown) = (try snapshot(filtered), try snapshot(whole))
            #expect(hidden?.name == "engineers" && hidden?.version == shown?.version)
            #expect(hidden?.json == "" && hidden?.addedMembers == [])
            #expect(shown?.json.isEmpty == false)
            #expect(shown?.addedMembers.map(\.email) == [Person.sam.email])
            #expect(shown?.addedCount == 1 && shown?.removedCount == 0)
        }
    }

    @Test func `a service with the permission revokes, and does nothing that is for people`()
        async throws
    {
        try await withOffice { office in
            _ = try await office[.admin].directory.createRole(
                role: Role(
                    name: "guards", permissions: [.allowRevokeAccess], services: ["gateway"]))
            let grant = try await office.grant()
            let request = try await office.ask(account: "readonly")
            let gateway = office[Machine.gateway].access
            await expectRefusal(.permissionDenied, "PERMISSION_MISSING") {
                try await office[.lobby].access.revokeGrant(id: grant.id, reason: "over")
            }
            let revoked = try await gateway.revokeGrant(id: grant.id, reason: "over").grant
            #expect(revoked?.state == .revoked)
            let event = try await office.happened(.grantRevoked, to: grant.id)
            guard case .service? = event.actor?.actor else {
                Issue.record("the actor is \(String(describing: event.actor))")
                return
            }
            await expectRefusal(.permissionDenied, "NOT_FOR_SERVICES") {
                try await gateway.cancelRequest(id: request.id)
            }
            await expectRefusal(.permissionDenied, "NOT_FOR_SERVICES") {
                try await gateway.endGrant(id: grant.id)
            }
            await expectRefusal(.permissionDenied, "SERVICE_CANNOT_APPROVE") {
                try await gateway.approveRequest(id: request.id)
            }
        }
    }

    @Test func `a confirmed clock is in the log`() async throws {
        try await withOffice { office in
            let node = try #require(try await office[.admin].cluster.confirmClock().node)
            let event = try await office.happened(.clockConfirmed, to: node.id)
            #expect(event.snapshot == nil)
            guard case .user(let actor)? = event.actor?.actor else {
                Issue.record("nobody did it")
                return
            }
            #expect(actor.email == Person.admin.email)
        }
    }

    @Test func `a lookalike of an account's name is another name`() async throws {
        try await withOffice { office in
            _ = try await office[.admin].resource.createResource(
                resource: Resource(
                    name: "prod-safe", kind: .machine, owner: .person(.rita), accounts: ["BACKUP"]))
            // With the sign for kelvin where the letter should be.
            let error = await expectRefusal(.invalidArgument, "INVALID_FIELDS") {
                try await office.ask(resource: "prod-safe", account: "BAC\u{212A}UP")
            }
            #expect(error != nil)
            let request = try await office.ask(resource: "prod-safe", account: "BACKUP")
            #expect(request.state == .pending)
        }
    }
}

/// An id that reads like this one and was never given to anything.
private func changed(_ id: String) -> String {
    String(id.dropLast()) + (id.last == "0" ? "1" : "0")
}
