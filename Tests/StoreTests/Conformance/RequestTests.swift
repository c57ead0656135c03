import Store
import Testing
import Workflow

@Suite struct RequestTests {
    @Test(arguments: Backend.all)
    func aRequestComesBackWithItsVotesInTheOrderCast(_ backend: Backend) throws {
        let store = try TestStore(backend)
        var world = World()
        try store.begin(world)
        var request = world.request()
        try store.save([.insertRequest(request, awaiting: [])], in: world)
        // The same instant for all, and identifiers and steps that are in no order.
        let voters: [UserID] = [world.id(), world.id(), world.id(), world.id()]
        for (voter, step) in zip([voters[2], voters[0], voters[3], voters[1]], [1, 0, 2, 0]) {
            let vote = world.vote(by: voter, step: step)
            request.votes.append(vote)
            try store.save([.insertVote(vote, on: request.id)], in: world)
        }
        request.step = 2
        request.remindedAt = world.now
        request.isUnreachable = true
        try store.save([.updateRequest(request, awaiting: nil)], in: world)
        let found = try store.read { try $0.request(request.id, of: world.organization) }
        #expect(found == request)
    }

    @Test(arguments: Backend.all)
    func textOfAnyKindComesBackAsItWas(_ backend: Backend) throws {
        let store = try TestStore(backend)
        var world = World()
        try store.begin(world)
        for account in ["", "a", "ünïcödé \u{1F511}", String(repeating: "x", count: 5_000)] {
            let request = world.request(account: account)
            try store.save([.insertRequest(request, awaiting: [])], in: world)
            let found = try store.read { try $0.request(request.id, of: world.organization) }
            #expect(found == request)
        }
    }

    @Test(arguments: Backend.all)
    func aSecondPendingRequestForTheSameAccessIsAConflict(_ backend: Backend) throws {
        let store = try TestStore(backend)
        var world = World()
        try store.begin(world)
        let first = world.request()
        let second = world.request(by: first.requester, resource: first.resource)
        let otherAccount = world.request(
            by: first.requester,
            resource: first.resource,
            account: "app"
        )
        try store.save([.insertRequest(first, awaiting: [])], in: world)
        #expect(
            performing: { try store.save([.insertRequest(second, awaiting: [])], in: world) },
            throws: isConflict
        )
        try store.save([.insertRequest(otherAccount, awaiting: [])], in: world)

        func pending() throws -> RequestID? {
            try store.read {
                try $0.pendingRequest(
                    by: first.requester,
                    resource: first.resource,
                    account: "root",
                    of: world.organization
                )
            }
        }
        #expect(try pending() == first.id)
        try store.approve(first, in: &world)
        #expect(try pending() == nil)
        try store.save([.insertRequest(second, awaiting: [])], in: world)
        #expect(try pending() == second.id)
    }

    /// A clock that stands still gives many requests the same millisecond, and then chance orders them.
    @Test(arguments: Backend.all)
    func whatIsPendingIsFoundAmongOpenGrantsOfTheSameMillisecond(_ backend: Backend) throws {
        let store = try TestStore(backend)
        var world = World()
        try store.begin(world)
        let pending = world.request()
        func find() throws -> RequestID? {
            try store.read {
                try $0.pendingRequest(
                    by: pending.requester,
                    resource: pending.resource,
                    account: pending.account,
                    of: world.organization
                )
            }
        }
        for number in 1...40 as ClosedRange<UInt64> {
            let id = RequestID(high: pending.id.high, low: pending.id.low &+ number)
            var granted = world.request(
                id: id,
                by: pending.requester,
                resource: pending.resource,
                account: pending.account
            )
            granted.state = .approved
            granted.grant = world.id()
            try store.save([.insertRequest(granted, awaiting: [])], in: world)
        }
        #expect(try find() == nil)
        try store.save([.insertRequest(pending, awaiting: [])], in: world)
        #expect(try find() == pending.id)
    }

    @Test(arguments: Backend.all)
    func aSecondVoteOfAPersonOnAStepIsAConflict(_ backend: Backend) throws {
        let store = try TestStore(backend)
        var world = World()
        try store.begin(world)
        let request = world.request()
        let vote = world.vote()
        try store.save(
            [.insertRequest(request, awaiting: []), .insertVote(vote, on: request.id)],
            in: world
        )
        let changed = world.vote(by: vote.voter, choice: .reject)
        #expect(
            performing: { try store.save([.insertVote(changed, on: request.id)], in: world) },
            throws: isConflict
        )
        let nextStep = world.vote(by: vote.voter, step: 1)
        try store.save([.insertVote(nextStep, on: request.id)], in: world)
        let found = try store.read { try $0.request(request.id, of: world.organization) }
        #expect(found?.votes == [vote, nextStep])
    }

    /// A conflict undoes its command and no other.
    @Test(arguments: Backend.all)
    func aConflictLeavesTheRestOfTheTransaction(_ backend: Backend) throws {
        let store = try TestStore(backend)
        var world = World()
        try store.begin(world)
        let request = world.request()
        let twin = world.request(by: request.requester, resource: request.resource)
        let other = world.request()
        try store.writer.transaction { writing throws in
            for request in [request, twin, other] {
                let outcome = Result {
                    try writing.command {
                        try writing.append(to: world.organization)
                        try writing.save(
                            [.insertRequest(request, awaiting: [])],
                            of: world.organization
                        )
                    }
                }
                if request == twin {
                    #expect(performing: { try outcome.get() }, throws: isConflict)
                } else {
                    try outcome.get()
                }
            }
        }
        #expect(try store.head(in: world)?.seq == 2)
    }

    @Test(arguments: Backend.all, [RequestState.approved, .rejected, .cancelled, .expired])
    func whatIsDecidedStaysAsItIs(_ backend: Backend, _ state: RequestState) throws {
        let store = try TestStore(backend)
        var world = World()
        try store.begin(world)
        var request = world.request()
        try store.save([.insertRequest(request, awaiting: [])], in: world)
        request.state = state
        request.resolvedAt = world.now
        try store.save([.updateRequest(request, awaiting: [])], in: world)
        var changed = request
        for next in RequestState.allCases {
            changed.state = next
            #expect(
                performing: { try store.save([.updateRequest(changed, awaiting: nil)], in: world) },
                throws: isConflict
            )
        }
        let found = try store.read { try $0.request(request.id, of: world.organization) }
        #expect(found == request)
    }

    @Test(arguments: Backend.all)
    func whatBelongsToARequestNeedsIt(_ backend: Backend) throws {
        let store = try TestStore(backend)
        var world = World()
        try store.begin(world)
        let missing = world.request()
        let changes: [Change] = [
            .insertVote(world.vote(), on: missing.id), .insertGrant(world.grant(for: missing)),
            .updateRequest(missing, awaiting: nil), .updateGrant(world.grant(for: missing)),
        ]
        for change in changes {
            #expect(performing: { try store.save([change], in: world) }, throws: isConflict)
        }
        let unruled = AccessRequest(
            id: missing.id,
            requester: missing.requester,
            resource: missing.resource,
            account: missing.account,
            duration: missing.duration,
            reason: "",
            ticket: "",
            startsAt: nil,
            createdAt: world.now,
            expiresAt: world.now,
            rules: "pol_none@1",
            state: .pending,
            step: 0,
            votes: [],
            resolvedAt: nil,
            remindedAt: nil,
            isUnreachable: false,
            grant: nil
        )
        #expect(
            performing: { try store.save([.insertRequest(unruled, awaiting: [])], in: world) },
            throws: isConflict
        )
    }
}
