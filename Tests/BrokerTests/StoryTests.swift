import CountersignClient
import CountersignProto
import Store
import Testing

/// The whole way of one access, as its people see it.
@Suite struct StoryTests {
    @Test func `two approvals make a grant, which ends by itself`() async throws {
        try await withOffice { office in
            let request = try await office.ask()
            #expect(request.state == .pending)
            #expect(request.currentStep == 1)
            #expect(request.steps.map(\.state) == [.current, .waiting])
            #expect(request.actions?.canCancel == true)
            #expect(request.actions?.canApprove == false)
            #expect(
                request.steps[0].canStillApprove.map(\.email)
                    == [Person.anna.email, Person.ben.email])

            let first = try await office.approve(request, as: .ben)
            #expect(first.grant == nil)
            #expect(first.request?.currentStep == 2)
            let second = try await office.approve(request, as: .carl)
            #expect(second.request?.state == .approved)
            let grant = try #require(second.grant)
            #expect(grant.state == .active && grant.active)
            #expect(grant.holder?.email == Person.rita.email)
            #expect(grant.expireTime?.milliseconds == office.now + 3_600_000)

            office.advance(seconds: 3_600 - 300)
            try await office.happened(.grantExpiringSoon, to: grant.id)
            office.advance(seconds: 300)
            let expired = try await office.happened(.grantExpired, to: grant.id)
            #expect(expired.time == grant.expireTime)
            #expect(
                try await office.history(of: request.id) == [
                    .requestCreated, .stepStarted, .vote, .stepStarted, .vote, .requestApproved,
                ])
            #expect(
                try await office.history(of: grant.id) == [
                    .grantCreated, .grantActivated, .grantExpiringSoon, .grantExpired,
                ])
        }
    }

    @Test func `a grant reads EXPIRED from its very millisecond, written down or not`()
        async throws
    {
        try await withOffice { office in
            let grant = try await office.grant()
            // From now on no timer gets anything into the store.
            office.faults.fail(with: .unavailable("away"))
            try office.advance(to: grant.expireTime)
            #expect(try await office.look(at: grant).state == .expired)
            #expect(try await office.look(at: grant).active == false)
            let open = try await office[.rita].access.listGrants(openOnly: true, mine: true)
            #expect(open.grants.isEmpty)
            let explained = try await office[.rita].access.explainAccess(
                resource: "prod-db", account: "admin")
            #expect(!explained.allowed)
            #expect(try await office.history(of: grant.id) == [.grantCreated, .grantActivated])

            office.faults.fail(with: nil)
            // Expiry rests for a second after a failure.
            office.advance(seconds: 1)
            try await office.happened(.grantExpired, to: grant.id)
            #expect(try await office.look(at: grant).endTime == grant.expireTime)
            try await office.restart()
            #expect(
                try await office.history(of: grant.id) == [
                    .grantCreated, .grantActivated, .grantExpired,
                ])
        }
    }

    @Test func `a grant is active until the millisecond before its end`() async throws {
        try await withOffice { office in
            let grant = try await office.grant()
            office.advance(milliseconds: 3_600_000 - 1)
            #expect(try await office.look(at: grant).active)
            let explained = try await office[.rita].access.explainAccess(
                resource: "prod-db", account: "admin")
            #expect(explained.allowed)
            office.advance(milliseconds: 1)
            #expect(try await office.look(at: grant).active == false)
        }
    }

    @Test func `a grant that starts later is SCHEDULED, then ACTIVE, then EXPIRED`() async throws {
        try await withOffice { office in
            let start = office.now + 7_200_000
            let request = try #require(
                try await office[.rita].access.createRequest(
                    resource: "prod-db", account: "admin", duration: .minutes(10),
                    startTime: ProtoTimestamp(milliseconds: start)
                ).request)
            try await office.approve(request, as: .anna)
            let grant = try #require(try await office.approve(request, as: .dora).grant)
            #expect(grant.state == .scheduled && !grant.active)
            office.advance(milliseconds: 7_200_000)
            #expect(try await office.look(at: grant).active)
            try await office.happened(.grantActivated, to: grant.id)
            office.advance(milliseconds: 600_000)
            try await office.happened(.grantExpired, to: grant.id)
            #expect(
                try await office.history(of: grant.id) == [
                    .grantCreated, .grantActivated, .grantExpired,
                ])
        }
    }

    @Test func `a grant that is given back or revoked is over at once`() async throws {
        try await withOffice { office in
            let ended = try await office.grant()
            _ = try await office[.rita].access.endGrant(id: ended.id)
            #expect(try await office.look(at: ended).state == .ended)
            let revoked = try await office.grant()
            let error = await expectRefusal(.invalidArgument, "INVALID_FIELDS") {
                try await office[.ben].access.revokeGrant(id: revoked.id)
            }
            #expect(error?.fieldViolations.map(\.field) == ["reason"])
            _ = try await office[.ben].access.revokeGrant(id: revoked.id, reason: "it is over")
            #expect(try await office.look(at: revoked).state == .revoked)
            #expect(try await office.look(at: revoked).endReason == "it is over")
            await expectRefusal(.failedPrecondition, "GRANT_NOT_OPEN") {
                try await office[.rita].access.endGrant(id: revoked.id)
            }
        }
    }

    @Test func `one rejection ends a request, and nobody is asked twice`() async throws {
        try await withOffice { office in
            let request = try await office.ask()
            await expectRefusal(.alreadyExists, "REQUEST_PENDING") { try await office.ask() }
            _ = try await office[.anna].access.rejectRequest(id: request.id, comment: "not now")
            #expect(try await office.look(at: request).state == .rejected)
            await expectRefusal(.failedPrecondition, "REQUEST_NOT_PENDING") {
                try await office.approve(request, as: .ben)
            }
            #expect(try await office.ask().state == .pending)
        }
    }

    @Test func `everything wrong with a request is said at once`() async throws {
        try await withOffice { office in
            let error = await expectRefusal(.invalidArgument, "INVALID_FIELDS") {
                try await office[.rita].access.createRequest(
                    resource: "prod-db", account: "nobody", duration: .hours(31 * 24),
                    reason: String(repeating: "x", count: 1_025))
            }
            let fields = Set(error?.fieldViolations.map(\.field) ?? [])
            #expect(fields == ["account", "duration", "reason"])
        }
    }

    @Test func `a reminder goes out once in five minutes`() async throws {
        try await withOffice { office in
            let request = try await office.ask()
            let reminded = try await office[.rita].access.remindApprovers(id: request.id)
            #expect(reminded.remindedCount == 2)
            #expect(
                reminded.request?.nextReminderTime?.milliseconds == office.now + 300_000)
            office.advance(milliseconds: 299_999)
            await expectRefusal(.failedPrecondition, "REMINDED_RECENTLY") {
                try await office[.rita].access.remindApprovers(id: request.id)
            }
            office.advance(milliseconds: 1)
            _ = try await office[.rita].access.remindApprovers(id: request.id)
            #expect(try await office.history(of: request.id).filter { $0 == .reminder }.count == 2)
        }
    }
}
