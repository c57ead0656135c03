import Store
import Testing
import Workflow

@Suite struct GrantTests {
    private func walk(
        _ store: TestStore,
        _ filter: GrantFilter,
        limit: Int,
        in world: World
    ) throws -> [GrantID] {
        var found: [GrantID] = []
        var cursor: GrantID?
        repeat {
            let page = try store.read {
                try $0.grants(filter, before: cursor, limit: limit, of: world.organization)
            }
            #expect(page.elements.count <= limit)
            found += page.elements.map(\.id)
            cursor = page.next
        } while cursor != nil
        return found
    }

    @Test(arguments: Backend.all)
    func aGrantComesBackAsItWas(_ backend: Backend) throws {
        let store = try TestStore(backend)
        var world = World()
        try store.begin(world)
        let request = world.request()
        try store.save([.insertRequest(request, awaiting: [])], in: world)
        var (_, grant) = try store.approve(request, in: &world)
        func found() throws -> Grant? {
            try store.read { try $0.grant(grant.id, of: world.organization) }
        }
        #expect(try found() == grant)
        grant.isWarned = true
        try store.save([.updateGrant(grant)], in: world)
        #expect(try found() == grant)
        grant.state = .revoked
        grant.endedAt = world.now
        grant.endReason = "no longer needed"
        try store.save([.updateGrant(grant)], in: world)
        #expect(try found() == grant)
    }

    @Test(arguments: Backend.all, GrantState.allCases.filter { !$0.isOpen })
    func whatIsOverStaysAsItIs(_ backend: Backend, _ state: GrantState) throws {
        let store = try TestStore(backend)
        var world = World()
        try store.begin(world)
        let request = world.request()
        try store.save([.insertRequest(request, awaiting: [])], in: world)
        var (_, grant) = try store.approve(request, in: &world)
        grant.state = state
        try store.save([.updateGrant(grant)], in: world)
        for next in GrantState.allCases {
            grant.state = next
            #expect(
                performing: { try store.save([.updateGrant(grant)], in: world) },
                throws: isConflict
            )
        }
    }

    @Test(arguments: Backend.all)
    func aRequestHasOneGrant(_ backend: Backend) throws {
        let store = try TestStore(backend)
        var world = World()
        try store.begin(world)
        let request = world.request()
        try store.save([.insertRequest(request, awaiting: [])], in: world)
        try store.approve(request, in: &world)
        let second = world.grant(for: request)
        #expect(
            performing: { try store.save([.insertGrant(second)], in: world) },
            throws: isConflict
        )
    }

    @Test(arguments: Backend.all)
    func everyFilterFindsWhatItSays(_ backend: Backend) throws {
        let store = try TestStore(backend)
        var world = World()
        try store.begin(world)
        let people: [UserID] = [world.id(), world.id(), world.id()]
        let resources: [ResourceID] = [world.id(), world.id()]
        var all: [Grant] = []
        for index in 0..<90 {
            var request = world.request(
                by: people[world.number(below: 3)],
                resource: resources[world.number(below: 2)],
                account: "account-\(index % 4)-\(index)"
            )
            try store.save([.insertRequest(request, awaiting: [])], in: world)
            guard world.number(below: 3) > 0 else {
                request.state = .rejected
                try store.save([.updateRequest(request, awaiting: [])], in: world)
                continue
            }
            var (_, grant) = try store.approve(request, in: &world)
            let state = GrantState.allCases[world.number(below: 7)]
            if state != grant.state {
                grant.state = state
                try store.save([.updateGrant(grant)], in: world)
            }
            all.append(grant)
        }
        var ranges: [(GrantFilter.Range, (Grant) -> Bool)] = [(.all, { _ in true })]
        for person in people {
            ranges.append((.holder(person), { $0.holder == person }))
            for resource in resources {
                ranges.append(
                    (
                        .holderAndResource(person, resource),
                        { $0.holder == person && $0.resource == resource }
                    )
                )
            }
        }
        for resource in resources {
            ranges.append((.resource(resource), { $0.resource == resource }))
        }
        for (range, belongs) in ranges {
            for openOnly in [false, true] {
                let expected = all.reversed()
                    .filter { belongs($0) && (!openOnly || $0.state.isOpen) }
                    .map(\.id)
                for limit in [1, 6, 200] {
                    let filter = GrantFilter(range: range, openOnly: openOnly)
                    let found = try walk(store, filter, limit: limit, in: world)
                    #expect(found == expected, "\(range) open: \(openOnly) by \(limit)")
                }
            }
        }
        try store.read { reading throws in
            for person in people {
                let wanted = all.filter {
                    $0.holder == person && $0.resource == resources[0] && $0.state.isOpen
                }
                for grant in wanted {
                    let open = try reading.openGrants(
                        of: person,
                        resource: resources[0],
                        account: grant.account,
                        in: world.organization
                    )
                    #expect(open == [grant])
                }
            }
        }
    }

    @Test(arguments: Backend.all)
    func onlyOpenGrantsOfTheAccountAreOpenGrants(_ backend: Backend) throws {
        let store = try TestStore(backend)
        var world = World()
        try store.begin(world)
        let (person, resource): (UserID, ResourceID) = (world.id(), world.id())
        var grants: [Grant] = []
        for account in ["root", "root", "root", "app"] {
            let request = world.request(by: person, resource: resource, account: account)
            try store.save([.insertRequest(request, awaiting: [])], in: world)
            grants.append(try store.approve(request, in: &world).grant)
        }
        grants[1].state = .ended
        try store.save([.updateGrant(grants[1])], in: world)
        let open = try store.read {
            try $0.openGrants(
                of: person,
                resource: resource,
                account: "root",
                in: world.organization
            )
        }
        #expect(Set(open) == [grants[0], grants[2]])
    }

    /// The work for one page would not reach so far.
    @Test(arguments: Backend.all)
    func whatIsLiveIsFoundAmongAnyNumberThatAreOver(_ backend: Backend) throws {
        let store = try TestStore(backend)
        var world = World()
        try store.begin(world)
        let (person, resource): (UserID, ResourceID) = (world.id(), world.id())
        let pending = world.request(by: person, resource: resource, account: "app")
        let approved = world.request(by: person, resource: resource)
        try store.save(
            [.insertRequest(pending, awaiting: []), .insertRequest(approved, awaiting: [])],
            in: world
        )
        let (_, open) = try store.approve(approved, in: &world)
        for index in 0..<40 {
            var request = world.request(by: person, resource: resource, account: "\(index)")
            try store.save([.insertRequest(request, awaiting: [])], in: world)
            if index % 2 == 0 {
                var (_, grant) = try store.approve(request, in: &world)
                grant.state = .ended
                try store.save([.updateGrant(grant)], in: world)
            } else {
                request.state = .rejected
                try store.save([.updateRequest(request, awaiting: [])], in: world)
            }
        }
        let requests: [RequestFilter.Range] = [
            .requester(person), .resource(resource), .requesterAndResource(person, resource),
        ]
        let grants: [GrantFilter.Range] = [
            .holder(person), .resource(resource), .holderAndResource(person, resource),
        ]
        try store.read { reading throws in
            for range in requests {
                let filter = RequestFilter(range: range, state: .pending)
                let page = try reading.requests(
                    filter, before: nil, limit: 1, of: world.organization)
                #expect(page.elements == [pending])
            }
            for range in grants {
                let filter = GrantFilter(range: range, openOnly: true)
                let page = try reading.grants(
                    filter, before: nil, limit: 1, of: world.organization)
                #expect(page.elements == [open])
            }
        }
    }
}
