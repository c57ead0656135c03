import CountersignClient
import CountersignProto
import Testing

/// Lists: filters, and pages that stay where they are.
@Suite struct ListTests {
    /// A resource of Olga's that the engineers may ask for, with many accounts.
    private func wide(in office: Office, _ name: String, accounts: Int) async throws {
        var resource = Resource.productionDatabase
        resource.name = name
        resource.accounts = (0..<accounts).map { "account-\($0)" }
        _ = try await office[.admin].resource.createResource(resource: resource)
    }

    @Test func `requests are listed by state, by mine and by resource, newest first`()
        async throws
    {
        try await withOffice { office in
            try await wide(in: office, "prod-web", accounts: 1)
            let rejected = try await office.ask()
            _ = try await office[.ben].access.rejectRequest(id: rejected.id)
            office.advance(milliseconds: 1)
            let pending = try await office.ask()
            office.advance(milliseconds: 1)
            let other = try await office.ask(
                as: .anna, resource: "prod-web", account: "account-0")

            func list(
                as person: Person, state: RequestState = .unspecified, mine: Bool = false,
                resource: String = ""
            ) async throws -> [String] {
                try await office[person].access.listRequests(
                    state: state, mine: mine, resource: resource
                ).requests.map(\.id)
            }
            #expect(try await list(as: .admin) == [other.id, pending.id, rejected.id])
            #expect(try await list(as: .admin, state: .rejected) == [rejected.id])
            #expect(try await list(as: .admin, state: .pending) == [other.id, pending.id])
            #expect(try await list(as: .admin, resource: "prod-web") == [other.id])
            #expect(try await list(as: .rita, mine: true) == [pending.id, rejected.id])
            #expect(try await list(as: .rita, state: .pending, mine: true) == [pending.id])
            #expect(try await list(as: .anna, mine: true, resource: "prod-db") == [])
            #expect(try await list(as: .olga, resource: "prod-db") == [pending.id, rejected.id])
            await expectRefusal(.permissionDenied, "PERMISSION_MISSING") {
                try await list(as: .rita, resource: "prod-db")
            }
        }
    }

    @Test func `pages stay where they are while new requests arrive`() async throws {
        try await withOffice { office in
            try await wide(in: office, "prod-wide", accounts: 30)
            var asked: [String] = []
            for number in 0..<12 {
                asked.append(
                    try await office.ask(resource: "prod-wide", account: "account-\(number)").id)
                office.advance(milliseconds: 1)
            }
            var seen: [String] = []
            var token = ""
            repeat {
                let page = try await office[.rita].access.listRequests(
                    mine: true, pageSize: 5, pageToken: token)
                #expect(page.requests.count <= 5)
                seen += page.requests.map(\.id)
                token = page.nextPageToken
                _ = try await office.ask(
                    resource: "prod-wide", account: "account-\(12 + seen.count)")
                office.advance(milliseconds: 1)
            } while !token.isEmpty
            #expect(seen == asked.reversed())
        }
    }

    @Test func `what waits for my vote is what I could vote on now`() async throws {
        try await withOffice { office in
            let request = try await office.ask()
            func waits(for person: Person) async throws -> Bool {
                let page = try await office[person].access.listRequests(waitingForMyVote: true)
                #expect(page.requests.allSatisfy { $0.actions?.canApprove == true })
                return page.requests.map(\.id) == [request.id]
            }
            #expect(try await waits(for: .ben))
            #expect(try await waits(for: .anna))
            #expect(try await !waits(for: .carl))
            #expect(try await !waits(for: .rita))
            #expect(try await !waits(for: .admin))
            try await office.approve(request, as: .ben)
            #expect(try await !waits(for: .ben))
            #expect(try await !waits(for: .anna))
            #expect(try await waits(for: .carl))
            try await office.approve(request, as: .carl)
            #expect(try await !waits(for: .carl))
            #expect(try await !waits(for: .dora))
        }
    }

    @Test func `of a step that needs two, it disappears for the one who has voted`() async throws {
        try await withOffice { office in
            var policy = ApprovalPolicy.production
            policy.name = "four eyes"
            policy.priority = 1
            policy.steps = [PolicyStep(approvers: [.group("dba")], requiredApprovals: 2)]
            _ = try await office[.admin].policy.createPolicy(policy: policy)
            let request = try await office.ask()
            try await office.approve(request, as: .ben)
            let bens = try await office[.ben].access.listRequests(waitingForMyVote: true)
            let annas = try await office[.anna].access.listRequests(waitingForMyVote: true)
            #expect(bens.requests.isEmpty)
            #expect(annas.requests.map(\.id) == [request.id])
            await expectRefusal(.failedPrecondition, "ALREADY_VOTED") {
                try await office.approve(request, as: .ben)
            }
        }
    }

    @Test func `a page token goes with its filters`() async throws {
        try await withOffice { office in
            _ = try await office.ask()
            office.advance(milliseconds: 1)
            _ = try await office.ask(account: "readonly")
            let page = try await office[.rita].access.listRequests(mine: true, pageSize: 1)
            #expect(!page.nextPageToken.isEmpty)
            for token in [page.nextPageToken, "nonsense", "." + page.nextPageToken] {
                let error = await expectRefusal(.invalidArgument, "INVALID_FIELDS") {
                    try await office[.rita].access.listRequests(
                        state: .pending, mine: true, pageToken: token)
                }
                #expect(error?.fieldViolations.map(\.field) == ["page_token"])
            }
            await expectRefusal(.invalidArgument, "INVALID_FIELDS") {
                try await office[.admin].directory.listUsers(pageToken: page.nextPageToken)
            }
        }
    }

    @Test func `a page has fifty elements, and never more than two hundred`() async throws {
        try await withOffice { office in
            try await withThrowingTaskGroup { group in
                for number in 0..<230 {
                    group.addTask {
                        _ = try await office[.admin].directory.createGroup(
                            group: Group(name: "group-\(number)"))
                    }
                }
                try await group.waitForAll()
            }
            let admin = office[.admin].directory
            #expect(try await admin.listGroups().groups.count == 50)
            #expect(try await admin.listGroups(pageSize: 3).groups.count == 3)
            let most = try await admin.listGroups(pageSize: 100_000)
            #expect(most.groups.count == 200)
            let rest = try await admin.listGroups(pageSize: 200, pageToken: most.nextPageToken)
            #expect(rest.nextPageToken.isEmpty)
            #expect(Set((most.groups + rest.groups).map(\.id)).count == 233)
        }
    }

    @Test func `grants are listed like requests, and open ones by the minute`() async throws {
        try await withOffice { office in
            let first = try await office.grant()
            office.advance(milliseconds: 1)
            let second = try await office.grant(account: "readonly", duration: .hours(2))
            func mine(openOnly: Bool) async throws -> [String] {
                try await office[.rita].access.listGrants(openOnly: openOnly, mine: true)
                    .grants.map(\.id)
            }
            #expect(try await mine(openOnly: true) == [second.id, first.id])
            try office.advance(to: first.expireTime)
            #expect(try await mine(openOnly: true) == [second.id])
            #expect(try await mine(openOnly: false) == [second.id, first.id])
            let olgas = try await office[.olga].access.listGrants(resource: "prod-db")
            #expect(olgas.grants.count == 2)
            await expectRefusal(.permissionDenied, "PERMISSION_MISSING") {
                try await office[.rita].access.listGrants()
            }
        }
    }
}
