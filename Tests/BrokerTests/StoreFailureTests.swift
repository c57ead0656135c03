import CountersignClient
import CountersignProto
import Store
import Testing

/// The store fails: never a yes, nothing half done, and all is well when it is back.
@Suite struct StoreFailureTests {
    @Test func `without room, writes are refused and reads go on`() async throws {
        try await withOffice { office in
            let request = try await office.ask()
            office.faults.fail(with: .full("no room"))
            let error = await expectRefusal(.resourceExhausted, "STORE_FULL") {
                try await office.approve(request, as: .ben)
            }
            #expect(error?.retryDelay != nil)
            #expect(try await office.look(at: request).currentStep == 1)
            #expect(try await office.history(of: request.id) == [.requestCreated, .stepStarted])
            office.faults.fail(with: nil)
            _ = try await office[.ben].access.approveRequest(
                id: request.id, options: CallOptions(requestID: try #require(error?.requestID)))
            #expect(try await office.look(at: request).currentStep == 2)
        }
    }

    @Test(arguments: [
        (StoreFailure.unavailable("away"), "STORE_UNAVAILABLE"),
        (StoreFailure.broken("damaged"), "STORE_BROKEN"),
    ]) func `while the store is away the answer is UNAVAILABLE`(
        failure: StoreFailure, reason: String
    ) async throws {
        try await withOffice { office in
            office.faults.fail(with: failure)
            let error = await expectRefusal(.unavailable, .init(rawValue: reason)) {
                try await office.ask()
            }
            #expect(error?.retryDelay != nil)
            office.faults.fail(with: nil)
            let request = try await office.ask()
            #expect(request.state == .pending)
        }
    }

    @Test func `a change of a batch that failed is nowhere to be seen`() async throws {
        try await withOffice { office in
            let admin = office[.admin]
            let keys = try await office[.gateway].event.openStream()
            let before = try await office.records()
            office.faults.fail(with: .unavailable("away"))
            await expectRefusal(.unavailable, "STORE_UNAVAILABLE") {
                try await admin.directory.suspendUser(id: Person.ben.email)
            }
            await expectRefusal(.unavailable, "STORE_UNAVAILABLE") {
                try await admin.directory.deleteRole(id: "streamers")
            }
            await expectRefusal(.unavailable, "STORE_UNAVAILABLE") {
                try await admin.policy.deletePolicy(id: "production")
            }
            // Neither for reads …
            #expect(try await office[.ben].directory.whoAmI().caller != nil)
            #expect(try await admin.policy.getPolicy(id: "production").policy != nil)
            #expect(try await office[.gateway].event.openStream().current == keys.current)
            #expect(try await office.records() == before)
            office.faults.fail(with: nil)
            // … nor for what is decided next.
            let request = try await office.ask()
            #expect(request.policyName == "production")
            #expect(try await office.approve(request, as: .ben).request?.currentStep == 2)
            try await office.restart()
            #expect(try await office[.ben].directory.whoAmI().caller != nil)
        }
    }

    @Test func `the log goes on without a gap after batches that failed`() async throws {
        try await withOffice { office in
            var events = office[.gateway].events(after: .beginning).makeAsyncIterator()
            for round in 0..<5 {
                office.faults.fail(with: .unavailable("away"))
                _ = try? await office.ask()
                office.faults.fail(with: nil)
                _ = try await office[.admin].directory.createGroup(
                    group: Group(name: "group-\(round)"))
            }
            let log = try await office.events()
            #expect(log.map(\.seq) == Array(1...UInt64(log.count)))
            for expected in log {
                #expect(try await events.next()?.event == expected)
            }
        }
    }

    @Test func `a commit of unknown outcome is no success, and its request id tells what it was`()
        async throws
    {
        try await withOffice { office in
            let request = try await office.ask()
            office.faults.loseOutcomes(true)
            let error = await expectRefusal(.unavailable, "OUTCOME_UNKNOWN") {
                try await office.approve(request, as: .ben)
            }
            office.faults.loseOutcomes(false)
            let told = try await office[.ben].access.approveRequest(
                id: request.id, comment: "fine",
                options: CallOptions(requestID: try #require(error?.requestID)))
            #expect(told.request?.currentStep == 2)
            #expect(try await office.history(of: request.id).filter { $0 == .vote }.count == 1)
        }
    }

    @Test func `a change of unknown outcome holds for whoever comes next`() async throws {
        try await withOffice { office in
            let keys = try await office[.gateway].event.openStream()
            let head = try await office.events().last?.seq ?? 0
            office.faults.loseOutcomes(true)
            await expectRefusal(.unavailable, "OUTCOME_UNKNOWN") {
                try await office[.admin].directory.deleteRole(id: "streamers")
            }
            office.faults.loseOutcomes(false)
            await expectRefusal(.permissionDenied, "PERMISSION_MISSING") {
                try await office[.gateway].event.openStream()
            }
            let role = Role(
                name: "streamers", permissions: [.allowStreamEvents],
                services: [Machine.gateway.rawValue])
            _ = try await office[.admin].directory.createRole(role: role)
            let page = try await office[.admin].event.readEvents(after: head)
            #expect(page.records.map(\.seq) == [head + 1, head + 2])
            let now = try await office[.gateway].event.openStream()
            #expect(now.current != keys.current, "the keys of before have gone to someone unknown")
        }
    }

    @Test func `a grant of unknown outcome expires all the same`() async throws {
        try await withOffice { office in
            let request = try await office.ask()
            try await office.approve(request, as: .ben)
            office.faults.loseOutcomes(true)
            await expectRefusal(.unavailable, "OUTCOME_UNKNOWN") {
                try await office.approve(request, as: .carl)
            }
            office.faults.loseOutcomes(false)
            let id = try await office.look(at: request).grantID
            office.advance(seconds: 3_600)
            try await office.happened(.grantExpired, to: id)
        }
    }

    @Test func `an expiry that failed is made up for, once`() async throws {
        try await withOffice { office in
            let grant = try await office.grant()
            let request = try await office.ask(account: "readonly", timeToLive: .hours(1))
            office.faults.fail(with: .full("no room"))
            try office.advance(to: grant.expireTime)
            try await eventually("expiry has failed") {
                office.log.contains("expiry failed") ? true : nil
            }
            office.faults.fail(with: nil)
            office.advance(seconds: 1)
            try await office.happened(.grantExpired, to: grant.id)
            try await office.happened(.requestExpired, to: request.id)
            try await office.restart()
            let kinds = try await office.events().map(\.kind)
            #expect(kinds.filter { $0 == .grantExpired }.count == 1)
            #expect(kinds.filter { $0 == .requestExpired }.count == 1)
        }
    }

    @Test func `a look for unreachable requests that failed is taken again`() async throws {
        try await withOffice { office in
            let request = try await office.ask()
            _ = try await office[.admin].directory.deleteGroup(id: "security")
            office.faults.fail(with: .unavailable("away"))
            office.advance(seconds: 1)
            try await eventually("the look has failed") {
                office.log.contains("reachability check failed") ? true : nil
            }
            office.faults.fail(with: nil)
            office.advance(seconds: 1)
            try await office.happened(.unreachable, to: request.id)
        }
    }
}
