import CountersignClient
import CountersignProto
import Testing

/// Who sees what, and who hears of it.
@Suite struct VisibilityTests {
    @Test func `strangers see neither requests nor grants; those concerned do`() async throws {
        try await withOffice { office in
            let grant = try await office.grant()
            let request = try await office.ask(account: "readonly")
            for person in [Person.rita, .anna, .ben, .carl, .dora, .olga, .admin] {
                #expect(try await office.look(at: request, as: person).id == request.id)
                #expect(try await office.look(at: grant, as: person).id == grant.id)
            }
            await expectRefusal(.permissionDenied, "PERMISSION_MISSING") {
                try await office.look(at: request, as: .sam)
            }
            await expectRefusal(.permissionDenied, "PERMISSION_MISSING") {
                try await office.look(at: grant, as: .sam)
            }
            await expectRefusal(.permissionDenied, "PERMISSION_MISSING") {
                try await office[.lobby].access.getRequest(id: request.id)
            }
        }
    }

    @Test func `a view says what the viewer may do now`() async throws {
        try await withOffice { office in
            let request = try await office.ask()
            func may(_ person: Person) async throws -> [Bool] {
                let actions = try await office.look(at: request, as: person).actions
                return [
                    actions?.canApprove, actions?.canReject, actions?.canCancel,
                    actions?.canRemind,
                ].map { $0 ?? false }
            }
            #expect(try await may(.rita) == [false, false, true, true])
            #expect(try await may(.ben) == [true, true, false, false])
            #expect(try await may(.carl) == [false, false, false, false])
            #expect(try await may(.admin) == [false, false, false, false])
            let grant = try await office.grant(account: "readonly")
            #expect(try await office.look(at: grant, as: .rita).actions?.canEnd == true)
            #expect(try await office.look(at: grant, as: .rita).actions?.canRevoke == false)
            #expect(try await office.look(at: grant, as: .carl).actions?.canRevoke == true)
        }
    }

    @Test func `people see the resources that they may ask for`() async throws {
        try await withOffice { office in
            func names(_ person: Person) async throws -> [String] {
                try await office[person].resource.listResources().resources.map(\.name)
            }
            for person in [Person.rita, .olga, .admin] {
                let seen = try await names(person)
                #expect(seen == ["prod-db"])
            }
            #expect(try await names(.sam) == [])
            await expectRefusal(.permissionDenied, "PERMISSION_MISSING") {
                try await office[.sam].resource.getResource(id: "prod-db")
            }
        }
    }

    @Test func `whether a resource of that name exists can't be found out`() async throws {
        try await withOffice { office in
            func attempts(_ name: String) async -> [String] {
                let sam = office[.sam]
                return [
                    await refusal { try await sam.resource.getResource(id: name) },
                    await refusal { try await sam.access.listRequests(resource: name) },
                    await refusal { try await sam.access.listRequests(mine: true, resource: name) },
                    await refusal { try await sam.access.listGrants(mine: true, resource: name) },
                    await refusal { try await sam.access.listGrants(resource: name) },
                    await refusal { try await sam.access.explainAccess(resource: name) },
                    await refusal {
                        try await sam.access.createRequest(
                            resource: name, account: "admin", duration: .hours(1))
                    },
                ].map { $0.replacing(name, with: "it") }
            }
            let (hidden, absent) = (await attempts("prod-db"), await attempts("no-such"))
            #expect(hidden == absent)
        }
    }

    @Test func `a person reads the events that concern them, and moves on over the rest`()
        async throws
    {
        try await withOffice { office in
            let request = try await office.ask()
            try await office.approve(request, as: .ben)
            try await office.approve(request, as: .carl)
            let all = try await office.events()
            func read(_ person: Person) async throws -> [EventKind] {
                var (kinds, after): ([EventKind], UInt64) = ([], 0)
                while true {
                    let page = try await office[person].event.readEvents(after: after, limit: 3)
                    kinds += try page.records.map { try Event(serialized: $0.event).kind }
                    #expect(page.records.count <= 3)
                    #expect(page.nextAfter >= page.records.last?.seq ?? after)
                    after = page.nextAfter
                    if after == all.last?.seq { return kinds.filter { $0 != .userChanged } }
                }
            }
            let steps: [EventKind] = [.requestCreated, .stepStarted, .vote, .stepStarted, .vote]
            let ends: [EventKind] = [.requestApproved, .grantCreated]
            // Each has heard of their own account too, and members of their groups.
            func ofRequest(_ kinds: [EventKind]) -> [EventKind] {
                kinds.filter { steps.contains($0) || ends.contains($0) }
            }
            #expect(try await ofRequest(read(.rita)) == steps + ends)
            #expect(try await ofRequest(read(.olga)) == steps + ends)
            #expect(
                try await ofRequest(read(.anna)) == [.stepStarted, .vote])
            #expect(
                try await ofRequest(read(.ben)) == [
                    // The second step is nothing to Ben but that his vote began it.
                    .stepStarted, .vote, .stepStarted, .requestApproved,
                ])
            #expect(
                try await ofRequest(read(.dora)) == [.stepStarted, .vote, .requestApproved])
            #expect(try await ofRequest(read(.sam)) == [])
            #expect(try await read(.sam) == [])
        }
    }
}
