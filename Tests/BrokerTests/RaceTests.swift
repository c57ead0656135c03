import CountersignClient
import CountersignProto
import Store
import Testing

/// requirements.md §6: two at the same time. One transaction wins, and the other sees what it did.
@Suite struct RaceTests {
    @Test func `an approval at the last millisecond counts`() async throws {
        try await withOffice { office in
            let request = try await office.ask(timeToLive: .minutes(10))
            try await office.approve(request, as: .ben)
            office.advance(milliseconds: 600_000 - 1)
            #expect(try await office.approve(request, as: .carl).grant?.active == true)
            office.advance(milliseconds: 1)
            try await office.restart()
            #expect(try await office.look(at: request).state == .approved)
            #expect(!(try await office.history(of: request.id).contains(.requestExpired)))
        }
    }

    @Test func `an approval at the millisecond of expiry is too late`() async throws {
        try await withOffice { office in
            let request = try await office.ask(timeToLive: .minutes(10))
            try await office.approve(request, as: .ben)
            // The vote is on its way when the time comes.
            office.advance(milliseconds: 600_000 - 1)
            office.faults.hold()
            let vote = Task { try await office.approve(request, as: .carl) }
            try await eventually("the vote waits") { office.faults.holdsOne ? true : nil }
            try office.advance(to: request.expireTime)
            office.faults.release()
            let error = await #expect(throws: CountersignError.self) { try await vote.value }
            #expect(error?.code == .failedPrecondition)
            #expect(["REQUEST_EXPIRED", "REQUEST_NOT_PENDING"].contains(error?.reason.rawValue))
            try await office.happened(.requestExpired, to: request.id)
            try await office.restart()
            let history = try await office.history(of: request.id)
            #expect(history.filter { $0 == .requestExpired }.count == 1)
            #expect(!history.contains(.requestApproved))
            #expect(try await office.look(at: request).resolveTime == request.expireTime)
        }
    }

    @Test func `a request that has run out is not in the way of the next`() async throws {
        try await withOffice { office in
            let old = try await office.ask(timeToLive: .minutes(10))
            office.advance(milliseconds: 600_000 - 1)
            office.faults.hold()
            let next = Task { try await office.ask() }
            try await eventually("the next one waits") { office.faults.holdsOne ? true : nil }
            try office.advance(to: old.expireTime)
            office.faults.release()
            #expect(try await next.value.state == .pending)
            try await office.happened(.requestExpired, to: old.id)
            try await office.restart()
            #expect(
                try await office.history(of: old.id) == [
                    .requestCreated, .stepStarted, .requestExpired,
                ])
        }
    }

    @Test func `a request reads EXPIRED although nobody has written it down`() async throws {
        try await withOffice { office in
            let request = try await office.ask(timeToLive: .minutes(10))
            office.faults.fail(with: .unavailable("away"))
            try office.advance(to: request.expireTime)
            let seen = try await office.look(at: request, as: .ben)
            #expect(seen.state == .expired)
            #expect(seen.currentStep == 0)
            #expect(seen.actions?.canApprove == false)
            let waiting = try await office[.ben].access.listRequests(waitingForMyVote: true)
            #expect(waiting.requests.isEmpty)
        }
    }

    @Test(arguments: 0..<8) func `of cancelling and approving, one wins`(round: Int) async throws {
        try await withOffice { office in
            let request = try await office.ask()
            try await office.approve(request, as: .ben)
            async let cancelled = outcome {
                try await office[.rita].access.cancelRequest(id: request.id)
            }
            async let approved = outcome { try await office.approve(request, as: .carl) }
            let (cancelling, approving) = (await cancelled, await approved)
            let final = try await office.look(at: request).state
            let history = try await office.history(of: request.id)
            let ends: Set<EventKind> = [.requestApproved, .requestCancelled]
            #expect(history.filter(ends.contains).count == 1)
            switch final {
            case .cancelled:
                #expect(cancelling == nil && approving == "REQUEST_NOT_PENDING")
            case .approved:
                #expect(cancelling == "REQUEST_APPROVED" && approving == nil)
            default:
                Issue.record("neither won: \(final)")
            }
        }
    }

    @Test func `of two who give the last vote, one makes the grant`() async throws {
        try await withOffice { office in
            let request = try await office.ask()
            try await office.approve(request, as: .ben)
            async let one = outcome { try await office.approve(request, as: .carl) }
            async let other = outcome { try await office.approve(request, as: .dora) }
            let outcomes = [await one, await other]
            #expect(outcomes.filter { $0 == nil }.count == 1)
            #expect(outcomes.contains("REQUEST_NOT_PENDING"))
            let made = try await office.events().filter { $0.kind == .grantCreated }
            #expect(made.count == 1)
        }
    }

    @Test func `of many equal requests at once, one is made`() async throws {
        try await withOffice { office in
            let outcomes = await withTaskGroup(of: String?.self) { group in
                for _ in 0..<20 {
                    group.addTask { await outcome { try await office.ask() } }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.filter { $0 == nil }.count == 1)
            #expect(outcomes.filter { $0 == "REQUEST_PENDING" }.count == 19)
        }
    }
}

/// nil if it succeeds, else the reason.
private func outcome<Answer>(_ call: () async throws -> Answer) async -> String? {
    do {
        _ = try await call()
        return nil
    } catch {
        return (error as? CountersignError)?.reason.rawValue ?? "\(error)"
    }
}
