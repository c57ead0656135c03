import Store
import Testing
import Workflow

@Suite struct HeadTests {
    @Test(arguments: Backend.all)
    func aNewOrganizationHasAnEmptyLog(_ backend: Backend) throws {
        let store = try TestStore(backend)
        let world = World()
        try store.command { try $0.createOrganization(world.organization, at: world.now) }
        let expected = Head(
            epoch: 1,
            seq: 0,
            hash: [UInt8](repeating: 0, count: 32),
            time: world.now,
            configurationVersion: 0,
            reachabilityVersion: 0
        )
        #expect(try store.head(in: world) == expected)
    }

    @Test(arguments: Backend.all)
    func anOrganizationIsMadeOnce(_ backend: Backend) throws {
        let store = try TestStore(backend)
        let world = World()
        try store.begin(world)
        #expect(performing: { try store.begin(world) }, throws: isConflict)
    }

    @Test(arguments: Backend.all)
    func organizationsAreListedById(_ backend: Backend) throws {
        let store = try TestStore(backend)
        var world = World()
        let ids: [OrganizationID] = [world.id(), world.id(), world.id()]
        for id in ids.reversed() {
            try store.command { try $0.createOrganization(id, at: world.now) }
        }
        #expect(try store.read { try $0.organizations() } == ids)
    }

    @Test(arguments: Backend.all)
    func timeAndReachabilityAreNoted(_ backend: Backend) throws {
        let store = try TestStore(backend)
        let world = World()
        try store.begin(world)
        let later = world.now + .hours(1)
        try store.command { writing throws in
            try writing.advanceTime(to: later, of: world.organization)
            try writing.setReachabilityVersion(7, of: world.organization)
        }
        let head = try store.head(in: world)
        #expect(head?.time == later)
        #expect(head?.reachabilityVersion == 7)
    }

    @Test(arguments: Backend.all)
    func organizationsDoNotSeeEachOther(_ backend: Backend) throws {
        let store = try TestStore(backend)
        var world = World()
        let other = World()
        try store.begin(world)
        try store.begin(other)
        let request = world.request()
        try store.save([.insertRequest(request, awaiting: [.user(request.requester)])], in: world)
        let (_, grant) = try store.approve(request, in: &world)
        try store.save([.put(.group(world.group()))], in: world)
        try store.append(3, in: world)
        try store.append(1, in: other)
        let reply = ReplyRecord(fingerprint: [1], reply: [2])
        let requestID = world.bytes(16)
        try store.command {
            try $0.save(
                reply,
                requestID: requestID,
                caller: "usr_a",
                at: world.now,
                of: world.organization
            )
            let foreign = try $0.replyRecord(
                requestID,
                caller: "usr_a",
                of: other.organization
            )
            #expect(foreign == nil)
        }
        #expect(try store.log(in: other).map(\.seq) == [1])
        #expect(try store.head(in: other)?.configurationVersion == 0)
        try store.read { reading throws in
            let organization = other.organization
            #expect(try reading.request(request.id, of: organization) == nil)
            #expect(try reading.grant(grant.id, of: organization) == nil)
            #expect(try reading.ruleSet("pol_none@1", of: organization) == nil)
            #expect(
                try reading.configurationObjects(changedAfter: 0, of: organization).isEmpty
            )
            #expect(
                try reading.requests(
                    RequestFilter(range: .all),
                    before: nil,
                    limit: 10,
                    of: organization
                ).elements.isEmpty
            )
            #expect(
                try reading.grants(
                    GrantFilter(range: .holder(request.requester)),
                    before: nil,
                    limit: 10,
                    of: organization
                ).elements.isEmpty
            )
        }
    }

    @Test(arguments: Backend.all)
    func anUnknownOrganizationReadsEmptyAndIsNotWrittenTo(_ backend: Backend) throws {
        let store = try TestStore(backend)
        var world = World()
        let request = world.request()
        #expect(try store.head(in: world) == nil)
        #expect(try store.log(in: world).isEmpty)
        try store.read { reading throws in
            #expect(try reading.request(request.id, of: world.organization) == nil)
        }
        #expect(
            performing: {
                try store.save([.insertRequest(request, awaiting: [])], in: world)
            },
            throws: isConflict
        )
    }
}

@Sendable func isConflict(_ error: any Error) -> Bool {
    if case .conflict = error as? StoreFailure { true } else { false }
}
