import Store
import Testing
import Workflow

@Suite struct DueTests {
    private func due(_ store: TestStore, at instant: Instant, limit: Int = 100) throws -> [DueItem]
    {
        try store.command { try $0.due(at: instant, limit: limit) }
    }

    private func next(_ store: TestStore) throws -> Instant? {
        try store.command { try $0.nextDeadline() }
    }

    @Test(arguments: Backend.all)
    func requestsAndGrantsComeSoonestFirst(_ backend: Backend) throws {
        let store = try TestStore(backend)
        var world = World()
        let other = World()
        try store.begin(world)
        try store.begin(other)
        #expect(try next(store) == nil)
        #expect(try due(store, at: world.now + .days(365)).isEmpty)
        var expected: [(at: Instant, item: DueItem)] = []
        for index in 0..<60 {
            let place = index % 3 == 0 ? other : world
            let request = world.request()
            try store.save([.insertRequest(request, awaiting: [])], in: place)
            if world.number(below: 2) == 0 {
                expected.append((request.expiresAt, .request(request.id, of: place.organization)))
                continue
            }
            var grant = world.grant(for: request)
            grant.state = world.number(below: 2) == 0 ? .scheduled : .active
            grant.isWarned = world.number(below: 2) == 0
            var approved = request
            approved.state = .approved
            approved.grant = grant.id
            try store.save(
                [.updateRequest(approved, awaiting: []), .insertGrant(grant)],
                in: place
            )
            expected.append(
                (try #require(grant.deadline), .grant(grant.id, of: place.organization))
            )
        }
        expected.sort { $0.at < $1.at }
        #expect(try next(store) == expected[0].at)
        #expect(try due(store, at: world.now + .days(365)) == expected.map(\.item))
        #expect(
            try due(store, at: world.now + .days(365), limit: 7) == expected.prefix(7).map(\.item)
        )
        let middle = expected[30].at
        #expect(
            try due(store, at: middle) == expected.filter { $0.at <= middle }.map(\.item)
        )
        #expect(
            try due(store, at: middle - Span(milliseconds: 1))
                == expected.filter { $0.at < middle }.map(\.item)
        )
    }

    @Test(arguments: Backend.all)
    func whatIsOverIsNotDue(_ backend: Backend) throws {
        let store = try TestStore(backend)
        var world = World()
        try store.begin(world)
        let request = world.request()
        try store.save([.insertRequest(request, awaiting: [])], in: world)
        #expect(try next(store) == request.expiresAt)
        var (_, grant) = try store.approve(request, in: &world)
        #expect(try next(store) == grant.warnsAt)
        grant.isWarned = true
        try store.save([.updateGrant(grant)], in: world)
        #expect(try next(store) == grant.expiresAt)
        #expect(try due(store, at: grant.expiresAt) == [.grant(grant.id, of: world.organization)])
        grant.state = .expired
        try store.save([.updateGrant(grant)], in: world)
        #expect(try next(store) == nil)
        #expect(try due(store, at: world.now + .days(365)).isEmpty)
    }
}
