import Store
import Testing
import Workflow

@Suite struct TransactionTests {
    @Test(arguments: Backend.all)
    func whatIsCommittedIsReadAndWhatIsNotIsNot(_ backend: Backend) throws {
        let store = try TestStore(backend)
        var world = World()
        try store.begin(world)
        let request = world.request()
        try store.writer.transaction { writing throws in
            try writing.command {
                try writing.save(
                    [.insertRequest(request, awaiting: [])],
                    of: world.organization
                )
            }
            let own = try writing.request(request.id, of: world.organization)
            let other = try store.read { try $0.request(request.id, of: world.organization) }
            #expect(own == request)
            #expect(other == nil)
        }
        let after = try store.read { try $0.request(request.id, of: world.organization) }
        #expect(after == request)
    }

    @Test(arguments: Backend.all)
    func aReaderKeepsItsView(_ backend: Backend) throws {
        let store = try TestStore(backend)
        let world = World()
        try store.begin(world)
        try store.read { reading throws in
            #expect(try reading.head(of: world.organization)?.seq == 0)
            try store.append(in: world)
            #expect(try reading.head(of: world.organization)?.seq == 0)
        }
        #expect(try store.head(in: world)?.seq == 1)
    }

    @Test(arguments: Backend.all)
    func aCommandThatThrowsIsUndoneAndTheOthersStand(_ backend: Backend) throws {
        let store = try TestStore(backend)
        var world = World()
        try store.begin(world)
        let organization = world.organization
        let start = world.now
        let (first, second, third) = (world.request(), world.request(), world.request())
        let other = RuleSet(
            key: "pol_other@1",
            policy: nil,
            minDuration: .zero,
            maxDuration: .hours(1),
            maxTimeToLive: .hours(1),
            distinctApprovers: false,
            steps: []
        )
        try store.writer.transaction { writing throws in
            for request in [first, second, third] {
                let refused = request == second
                let outcome = Result {
                    try writing.command {
                        try writing.save(
                            [
                                .insertRequest(request, awaiting: []), .keepRuleSet(other),
                                .put(.group(world.group())),
                            ],
                            of: organization
                        )
                        try writing.append(to: organization)
                        try writing.advanceTime(
                            to: writing.head(of: organization)!.time + .seconds(1),
                            of: organization
                        )
                        if refused { throw Refused() }
                    }
                }
                if refused {
                    #expect(throws: Refused.self) { try outcome.get() }
                } else {
                    try outcome.get()
                }
            }
        }
        let head = try #require(try store.head(in: world))
        #expect(head.seq == 2)
        #expect(head.configurationVersion == 2)
        #expect(head.time == start + .seconds(2))
        let log = try store.log(in: world)
        #expect(log.map(\.seq) == [1, 2])
        #expect(LogChain.firstBreak(in: log, after: 0, hash: LogChain.start) == nil)
        #expect(log.last?.hash == head.hash)
        try store.read { reading throws in
            #expect(try reading.request(first.id, of: organization) == first)
            #expect(try reading.request(second.id, of: organization) == nil)
            #expect(try reading.request(third.id, of: organization) == third)
        }
    }

    /// The writer remembers which rule sets are kept; what it undoes it must forget.
    @Test(arguments: Backend.all)
    func aRuleSetOfAnUndoneCommandIsKeptByTheNext(_ backend: Backend) throws {
        let store = try TestStore(backend)
        let world = World()
        let organization = world.organization
        try store.command { try $0.createOrganization(organization, at: world.now) }
        try store.writer.transaction { writing throws in
            #expect(throws: Refused.self) {
                try writing.command {
                    try writing.save([.keepRuleSet(world.rules)], of: organization)
                    throw Refused()
                }
            }
            #expect(try writing.ruleSet(world.rules.key, of: organization) == nil)
        }
        #expect(throws: Refused.self) {
            try store.writer.transaction { writing throws in
                try writing.command {
                    try writing.save([.keepRuleSet(world.rules)], of: organization)
                }
                throw Refused()
            }
        }
        try store.save([.keepRuleSet(world.rules)], in: world)
        let kept = try store.read { try $0.ruleSet(world.rules.key, of: organization) }
        #expect(kept == world.rules)
    }

    @Test(arguments: Backend.all)
    func anErrorOfTheBodyRollsEverythingBack(_ backend: Backend) throws {
        let store = try TestStore(backend)
        let world = World()
        try store.begin(world)
        #expect(throws: Refused.self) {
            try store.writer.transaction { writing throws in
                _ = try writing.command { try writing.append(3, to: world.organization) }
                throw Refused()
            }
        }
        #expect(try store.head(in: world)?.seq == 0)
        #expect(try store.log(in: world).isEmpty)
        #expect(try store.append(in: world).map(\.seq) == [1])
    }

    @Test(arguments: Backend.all)
    func anOrganizationOfAnUndoneCommandIsNotThere(_ backend: Backend) throws {
        let store = try TestStore(backend)
        let world = World()
        #expect(throws: Refused.self) {
            try store.command { writing throws in
                try writing.createOrganization(world.organization, at: world.now)
                try writing.append(to: world.organization)
                throw Refused()
            }
        }
        #expect(try store.head(in: world) == nil)
        #expect(throws: StoreFailure.self) { try store.append(in: world) }
        try store.begin(world)
        #expect(try store.append(in: world).map(\.seq) == [1])
    }

    @Test(arguments: Backend.all)
    func everythingIsThereAfterARestart(_ backend: Backend) throws {
        let store = try TestStore(backend)
        var world = World()
        try store.begin(world)
        let request = world.request()
        try store.save([.insertRequest(request, awaiting: [])], in: world)
        let (approved, grant) = try store.approve(request, in: &world)
        try store.append(5, in: world)
        let head = try store.head(in: world)
        try store.reopen()
        #expect(try store.head(in: world) == head)
        #expect(try store.log(in: world).count == 5)
        try store.read { reading throws in
            #expect(try reading.request(request.id, of: world.organization) == approved)
            #expect(try reading.grant(grant.id, of: world.organization) == grant)
            #expect(try reading.organizations() == [world.organization])
        }
        #expect(try store.append(in: world).map(\.seq) == [6])
    }

    @Test(arguments: Backend.all)
    func aStoreHasOneWriterAtATime(_ backend: Backend) throws {
        let store = try TestStore(backend)
        #expect(throws: StoreFailure.self) { try store.storage.makeWriter() }
    }
}
