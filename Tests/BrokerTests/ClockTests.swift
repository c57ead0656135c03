import CountersignClient
import CountersignProto
import Testing

/// requirements.md §6: the clock steps.
@Suite struct ClockTests {
    @Test func `the time of an organization never goes back`() async throws {
        try await withOffice { office in
            let request = try await office.ask()
            office.step(seconds: -3)
            try await office.approve(request, as: .ben)
            office.step(seconds: -100)
            _ = try await office[.admin].directory.createGroup(group: Group(name: "later"))
            office.advance(seconds: 1)
            _ = try await office[.rita].access.cancelRequest(id: request.id)
            let times = try await office.events().map { $0.time?.milliseconds ?? 0 }
            #expect(times == times.sorted())
            let node = try await office[.admin].cluster.getNode()
            #expect(node.node?.time?.milliseconds == times.last)
        }
    }

    @Test func `a small step is nothing to worry about`() async throws {
        try await withOffice { office in
            office.step(seconds: 5)
            let grant = try await office.grant()
            #expect(grant.active)
            #expect(try await office[.admin].cluster.getNode().node?.clock == "ok")
        }
    }

    @Test(arguments: [Int64(6), -6, 3_000])
    func `after a step no grant is made, and all else goes on`(seconds: Int64) async throws {
        try await withOffice { office in
            let grant = try await office.grant(account: "readonly", duration: .hours(2))
            let request = try await office.ask()
            try await office.approve(request, as: .ben)
            office.step(seconds: seconds)
            let error = await expectRefusal(.unavailable, "CLOCK_STEPPED") {
                try await office.approve(request, as: .carl)
            }
            #expect(error?.retryDelay != nil)
            #expect(try await office[.admin].cluster.getNode().node?.clock == "stepped")
            let seen = try await office.look(at: request)
            #expect(seen.state == .pending && seen.steps[1].votes.isEmpty)
            _ = try await office[.admin].directory.createGroup(group: Group(name: "others"))
            office.advance(seconds: 7_200)
            try await office.happened(.grantExpired, to: grant.id)
        }
    }

    @Test func `grants are made again after the clock was right for thirty seconds`()
        async throws
    {
        try await withOffice { office in
            let request = try await office.ask()
            try await office.approve(request, as: .ben)
            office.step(seconds: 10)
            await expectRefusal(.unavailable, "CLOCK_STEPPED") {
                try await office.approve(request, as: .carl)
            }
            office.step(seconds: -10)
            await expectRefusal(.unavailable, "CLOCK_STEPPED") {
                try await office.approve(request, as: .carl)
            }
            office.advance(milliseconds: 29_999)
            await expectRefusal(.unavailable, "CLOCK_STEPPED") {
                try await office.approve(request, as: .carl)
            }
            office.advance(milliseconds: 1)
            #expect(try await office.approve(request, as: .carl).grant?.active == true)
        }
    }

    @Test func `grants are made again after an operator confirms the clock`() async throws {
        try await withOffice { office in
            let request = try await office.ask()
            try await office.approve(request, as: .ben)
            office.step(seconds: -60)
            await expectRefusal(.unavailable, "CLOCK_STEPPED") {
                try await office.approve(request, as: .carl)
            }
            await expectRefusal(.permissionDenied, "PERMISSION_MISSING") {
                try await office[.carl].cluster.confirmClock()
            }
            let confirmed = try await office[.admin].cluster.confirmClock()
            #expect(confirmed.node?.clock == "ok")
            #expect(try await office.approve(request, as: .carl).grant?.active == true)
        }
    }

    @Test func `a step raises an alarm although nobody asks for a grant`() async throws {
        try await withOffice { office in
            office.step(seconds: 60)
            try await eventually("the log tells of the step") {
                office.log.contains("the clock has stepped:") ? true : nil
            }
            office.step(seconds: -60)
            // The thirty seconds run from when the node sees that the clocks agree again.
            try await eventually("the log tells that the clock is right again") {
                office.advance(seconds: 31)
                return office.log.contains("the clock is steady again") ? true : nil
            }
        }
    }

    @Test func `a token is good until its exp by the node's clock`() async throws {
        try await withOffice { office in
            let token = office.home.token(of: .rita)
            let rita = office.anybody.authenticated(by: .fixed(token))
            _ = try await rita.directory.whoAmI()
            office.advance(seconds: 12 * 3_600)
            await expectRefusal(.unauthenticated, "TOKEN_EXPIRED") {
                try await rita.directory.whoAmI()
            }
        }
    }
}
