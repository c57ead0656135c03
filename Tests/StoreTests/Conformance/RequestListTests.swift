import Store
import Testing
import Workflow

@Suite struct RequestListTests {
    /// Walks pages and returns all identifiers, in order.
    private func walk(
        _ store: TestStore,
        _ filter: RequestFilter,
        limit: Int,
        in world: World,
        afterEachPage: () throws -> Void = {}
    ) throws -> [RequestID] {
        var found: [RequestID] = []
        var cursor: RequestID?
        repeat {
            let page = try store.read {
                try $0.requests(filter, before: cursor, limit: limit, of: world.organization)
            }
            #expect(page.elements.count <= limit)
            found += page.elements.map(\.id)
            cursor = page.next
            try afterEachPage()
        } while cursor != nil
        return found
    }

    /// Every range and state, against the same question asked of a list in memory.
    @Test(arguments: Backend.all)
    func everyFilterFindsWhatItSays(_ backend: Backend) throws {
        let store = try TestStore(backend)
        var world = World()
        try store.begin(world)
        let people: [UserID] = [world.id(), world.id(), world.id()]
        let resources: [ResourceID] = [world.id(), world.id()]
        let approvers: [Subject] = [.user(world.id()), .group(world.id()), .group(world.id())]
        var all: [(request: AccessRequest, awaiting: Set<Subject>)] = []
        for index in 0..<120 {
            let request = world.request(
                by: people[world.number(below: 3)],
                resource: resources[world.number(below: 2)],
                account: "account-\(index)"
            )
            let awaiting = approvers.filter { _ in world.number(below: 2) == 0 }
            try store.save([.insertRequest(request, awaiting: awaiting)], in: world)
            all.append((request, Set(awaiting)))
        }
        for index in all.indices {
            let state = RequestState.allCases[world.number(below: 5)]
            if state == .pending { continue }
            if state == .approved {
                all[index].request = try store.approve(all[index].request, in: &world).request
            } else {
                all[index].request.state = state
                try store.save([.updateRequest(all[index].request, awaiting: [])], in: world)
            }
            all[index].awaiting = []
        }

        var ranges: [(RequestFilter.Range, (AccessRequest, Set<Subject>) -> Bool)] = [
            (.all, { _, _ in true }), (.awaiting([]), { _, _ in false }),
            (.awaiting(approvers), { !$1.isEmpty }),
            (.awaiting([approvers[1]]), { $1.contains(approvers[1]) }),
        ]
        for person in people {
            ranges.append((.requester(person), { request, _ in request.requester == person }))
            ranges.append(
                (
                    .requesterAndResource(person, resources[0]),
                    { request, _ in
                        request.requester == person && request.resource == resources[0]
                    }
                )
            )
        }
        for resource in resources {
            ranges.append((.resource(resource), { request, _ in request.resource == resource }))
        }
        let states: [RequestState?] = [nil] + RequestState.allCases
        for (range, belongs) in ranges {
            for state in states {
                let expected = all.reversed()
                    .filter { belongs($0.request, $0.awaiting) }
                    .filter { state == nil || $0.request.state == state }
                    .map(\.request.id)
                for limit in [1, 7, 200] {
                    let found = try walk(
                        store,
                        RequestFilter(range: range, state: state),
                        limit: limit,
                        in: world
                    )
                    #expect(found == expected, "\(range) \(String(describing: state)) by \(limit)")
                }
            }
        }
    }

    @Test(arguments: Backend.all)
    func pagesStayTheSameWhileRequestsArrive(_ backend: Backend) throws {
        let store = try TestStore(backend)
        var world = World()
        try store.begin(world)
        let (person, resource): (UserID, ResourceID) = (world.id(), world.id())
        let approver = Subject.group(world.id())
        var count = 0
        func arrive() throws -> RequestID {
            count += 1
            let request = world.request(by: person, resource: resource, account: "\(count)")
            try store.save([.insertRequest(request, awaiting: [approver])], in: world)
            return request.id
        }
        let ranges: [RequestFilter.Range] = [
            .all, .requester(person), .resource(resource), .requesterAndResource(person, resource),
            .awaiting([approver, .user(person)]),
        ]
        var ids: [RequestID] = []
        for _ in 0..<25 { ids.append(try arrive()) }
        for range in ranges {
            var arrived: [RequestID] = []
            let found = try walk(store, RequestFilter(range: range), limit: 4, in: world) {
                arrived.append(try arrive())
            }
            #expect(found == ids.reversed(), "\(range)")
            ids += arrived
        }
    }

    @Test(arguments: Backend.all)
    func theWorkForAPageIsBounded(_ backend: Backend) throws {
        let store = try TestStore(backend)
        var world = World()
        try store.begin(world)
        let oldest = world.request()
        try store.save([.insertRequest(oldest, awaiting: [])], in: world)
        for _ in 0..<45 {
            var request = world.request()
            try store.save([.insertRequest(request, awaiting: [])], in: world)
            request.state = .cancelled
            try store.save([.updateRequest(request, awaiting: [])], in: world)
        }
        let filter = RequestFilter(range: .all, state: .pending)
        let first = try store.read {
            try $0.requests(filter, before: nil, limit: 2, of: world.organization)
        }
        #expect(first.elements.isEmpty)
        #expect(first.next != nil)
        #expect(try walk(store, filter, limit: 2, in: world) == [oldest.id])
    }

    @Test(arguments: Backend.all)
    func whatItWaitsForFollowsTheStep(_ backend: Backend) throws {
        let store = try TestStore(backend)
        var world = World()
        try store.begin(world)
        let (first, second) = (Subject.group(world.id()), Subject.user(world.id()))
        var request = world.request()
        func waits(for approver: Subject) throws -> Bool {
            let filter = RequestFilter(range: .awaiting([approver]))
            return try walk(store, filter, limit: 5, in: world) == [request.id]
        }
        try store.save([.insertRequest(request, awaiting: [first, first])], in: world)
        #expect(try waits(for: first) == true)
        #expect(try waits(for: second) == false)
        request.step = 1
        try store.save([.updateRequest(request, awaiting: [second])], in: world)
        #expect(try waits(for: first) == false)
        #expect(try waits(for: second) == true)
        try store.save([.updateRequest(request, awaiting: nil)], in: world)
        #expect(try waits(for: second))
        try store.approve(request, in: &world)
        #expect(try waits(for: first) == false)
        #expect(try waits(for: second) == false)
    }

    @Test(arguments: Backend.all)
    func aThousandApproversAreOneList(_ backend: Backend) throws {
        let store = try TestStore(backend)
        var world = World()
        try store.begin(world)
        let approvers: [Subject] = (0..<1_000).map { _ in .group(world.id()) }
        var ids: [RequestID] = []
        for index in 0..<40 {
            let request = world.request()
            ids.append(request.id)
            try store.save(
                [
                    .insertRequest(
                        request,
                        awaiting: [approvers[index * 20], approvers[999 - index]]
                    )
                ],
                in: world
            )
        }
        let filter = RequestFilter(range: .awaiting(approvers))
        #expect(try walk(store, filter, limit: 9, in: world) == ids.reversed())
    }
}
