import Testing

@testable import Workflow

@Suite struct GrantTests {
    private static let start = Office.start

    struct Tick: CustomTestStringConvertible {
        let rule: String
        let state: GrantState
        /// Milliseconds from the start of a grant of one hour.
        let at: Int64
        var isWarned = false
        let kinds: [EventKind]
        let after: GrantState
        var testDescription: String { rule }
    }

    static let hour: Int64 = 3_600_000
    static let warning: Int64 = 3_300_000
    static let ticks = [
        Tick(rule: "before its start", state: .scheduled, at: -1, kinds: [], after: .scheduled),
        Tick(
            rule: "at its start", state: .scheduled, at: 0, kinds: [.grantActivated],
            after: .active),
        Tick(rule: "running", state: .active, at: warning - 1, kinds: [], after: .active),
        Tick(
            rule: "five minutes before the end", state: .active, at: warning,
            kinds: [.grantExpiringSoon], after: .active),
        Tick(
            rule: "warned already", state: .active, at: warning, isWarned: true, kinds: [],
            after: .active),
        Tick(
            rule: "started late, both are due", state: .scheduled, at: warning,
            kinds: [.grantActivated, .grantExpiringSoon], after: .active),
        Tick(
            rule: "a millisecond before the end", state: .active, at: hour - 1, isWarned: true,
            kinds: [], after: .active),
        Tick(
            rule: "at the end", state: .active, at: hour, isWarned: true, kinds: [.grantExpired],
            after: .expired),
        Tick(
            rule: "late: what is no longer true is not told", state: .active, at: hour * 9,
            kinds: [.grantExpired], after: .expired),
        Tick(
            rule: "never seen to start", state: .scheduled, at: hour, kinds: [.grantExpired],
            after: .expired),
        Tick(rule: "revoked", state: .revoked, at: hour, kinds: [], after: .revoked),
        Tick(rule: "ended", state: .ended, at: hour, kinds: [], after: .ended),
        Tick(rule: "expired", state: .expired, at: hour, kinds: [], after: .expired),
        Tick(rule: "lapsed", state: .lapsed, at: hour, kinds: [], after: .lapsed),
        Tick(rule: "waiting", state: .waiting, at: hour, kinds: [], after: .waiting),
    ]

    @Test("the clock moves a grant", arguments: ticks)
    func advance(_ tick: Tick) {
        let desk = Desk()
        var grant = Requests.grant(
            to: desk.ana, on: desk.resource, from: Self.start, for: .hours(1), state: tick.state)
        grant.isWarned = tick.isWarned
        let now = Self.start + Span(milliseconds: tick.at)
        let decision = GrantWorkflow.advance(grant, in: desk.configuration, now: now)
        #expect(decision?.kinds ?? [] == tick.kinds)
        #expect((decision?.grant ?? grant).state == tick.after)
        guard let next = decision?.grant else { return }
        // What is done is not due again, and the next deadline lies ahead.
        #expect(GrantWorkflow.advance(next, in: desk.configuration, now: now) == nil)
        #expect(next.deadline.map { $0 > now } ?? true)
        if next.state == .expired { #expect(next.endedAt == grant.expiresAt) }
        #expect(decision?.events.first?.actor == .system("deadline"))
        #expect(decision?.events.first?.audience.users == [desk.ana, desk.olga])
    }

    @Test func aShortGrantIsNotSaidToExpireSoon() {
        let desk = Desk()
        let grant = Requests.grant(
            to: desk.ana, on: desk.resource, from: Self.start, for: .minutes(15))
        #expect(grant.warnsAt == nil)
        let now = Self.start + .minutes(14)
        #expect(GrantWorkflow.advance(grant, in: desk.configuration, now: now) == nil)
    }

    @Test func noReadSaysYesAfterTheEnd() {
        let desk = Desk()
        let grant = Requests.grant(
            to: desk.ana, on: desk.resource, from: Self.start, for: .hours(1))
        let end = Self.start + .hours(1)
        #expect(grant.isActive(at: end - Span(milliseconds: 1)))
        #expect(!grant.isActive(at: end))
        #expect(grant.state == .active)
    }

    @Test func aLaterStartIsScheduled() throws {
        var desk = Desk()
        let start = desk.office.now + .days(7)
        let request = try desk.request(startsAt: start)
        let decision = try desk.approve(request, by: desk.ben)
        // It is not said to be active before it is.
        #expect(decision.kinds == [.vote, .requestApproved, .grantCreated])
        let grant = try #require(decision.grant)
        #expect(grant.state == .scheduled && grant.startsAt == start)
        #expect(grant.expiresAt == start + .hours(1))
        #expect(grant.deadline == start)
    }

    @Test func aStartThatHasPassedMeansNow() throws {
        var desk = Desk()
        let request = try desk.request(startsAt: desk.office.now + .hours(1))
        for wait in [Span.hours(1), .hours(3)] {
            desk.office.now = Office.start + wait
            let grant = try #require(try desk.approve(request, by: desk.ben).grant)
            #expect(grant.state == .active && grant.startsAt == desk.office.now)
            #expect(grant.expiresAt == desk.office.now + .hours(1))
        }
    }

    private struct Granted {
        var desk = Desk()
        let request: AccessRequest
        let grant: Grant

        init() throws {
            let decision = try desk.approve(try desk.request(), by: desk.ben)
            request = decision.request!
            grant = decision.grant!
        }

        func end(by person: UserID) throws(Refusal) -> Decision {
            try GrantWorkflow.end(
                grant, request: request, by: person, in: desk.configuration, now: desk.office.now)
        }

        func revoke(
            _ grant: Grant? = nil, by person: UserID, reason: String = "incident"
        ) throws(Refusal) -> Decision {
            try GrantWorkflow.revoke(
                grant ?? self.grant, request: request, rules: desk.rules, by: .user(person),
                reason: reason, in: desk.configuration, now: desk.office.now)
        }
    }

    @Test func theHolderGivesItBack() throws {
        var granted = try Granted()
        granted.desk.office.now = Self.start + .minutes(10)
        let decision = try granted.end(by: granted.desk.ana)
        #expect(decision.grant?.state == .ended)
        #expect(decision.grant?.endedAt == granted.desk.office.now)
        #expect(decision.kinds == [.grantEnded])
        // Holder, owner, and who had approved it.
        let desk = granted.desk
        #expect(decision.events[0].audience.users == [desk.ana, desk.olga, desk.ben])
        for other in [desk.ben, desk.olga, desk.eve] {
            let refusal = refusal { () throws(Refusal) in try granted.end(by: other) }
            #expect(refusal?.reason == .notGrantHolder)
        }
    }

    @Test func approverOwnerAndPermissionRevoke() throws {
        var granted = try Granted()
        let desk = granted.desk
        granted.desk.office.role("guard", [.revokeAccess], [.user(desk.dan)])
        for person in [desk.ben, desk.cleo, desk.olga, desk.dan] {
            let decision = try granted.revoke(by: person)
            #expect(decision.grant?.state == .revoked)
            #expect(decision.grant?.endReason == "incident")
            #expect(decision.kinds == [.grantRevoked])
            #expect(decision.events[0].actor == .user(person))
        }
        for person in [desk.ana, desk.eve] {
            let refusal = refusal { () throws(Refusal) in try granted.revoke(by: person) }
            #expect(refusal?.code == .permissionDenied)
            #expect(refusal?.reason == .permissionMissing)
        }
    }

    @Test func aServiceRevokesWithThePermissionAlone() throws {
        var granted = try Granted()
        let gateway = granted.desk.office.service("gateway")
        func revoke() throws(Refusal) -> Decision {
            try GrantWorkflow.revoke(
                granted.grant, request: granted.request, rules: granted.desk.rules,
                by: .service(gateway), reason: "incident", in: granted.desk.configuration,
                now: granted.desk.office.now)
        }
        func actions() -> GrantActions {
            GrantWorkflow.actions(
                on: granted.grant, request: granted.request, rules: granted.desk.rules,
                viewer: .service(gateway), in: granted.desk.configuration,
                now: granted.desk.office.now)
        }
        #expect(refusal { () throws(Refusal) in try revoke() }?.reason == .permissionMissing)
        #expect(actions() == GrantActions(canEnd: false, canRevoke: false))
        granted.desk.office.role("guard", [.revokeAccess], [], services: [gateway])
        let decision = try revoke()
        #expect(decision.grant?.state == .revoked)
        #expect(decision.events[0].actor == .service(gateway))
        #expect(actions() == GrantActions(canEnd: false, canRevoke: true))
    }

    @Test func strangersHearTheSameOfAGrantThatIsNotThere() throws {
        let granted = try Granted()
        let eve = granted.desk.eve
        #expect(
            refusal { () throws(Refusal) in try granted.end(by: eve) }
                == GrantWorkflow.endRefusal(ofStrangerTo: granted.grant.id))
        #expect(
            refusal { () throws(Refusal) in try granted.revoke(by: eve) }
                == GrantWorkflow.revokeRefusal(ofStrangerTo: granted.grant.id))
    }

    @Test func revokingNeedsAReason() throws {
        let granted = try Granted()
        let ben = granted.desk.ben
        let none = refusal { () throws(Refusal) in try granted.revoke(by: ben, reason: "") }
        #expect(none?.fields.map(\.field) == ["reason"])
        let long = String(repeating: "x", count: 1_025)
        let much = refusal { () throws(Refusal) in try granted.revoke(by: ben, reason: long) }
        #expect(much?.fields.map(\.field) == ["reason"])
    }

    @Test("what is over can't be ended or revoked", arguments: GrantState.allCases)
    func closed(_ state: GrantState) throws {
        let granted = try Granted()
        var grant = granted.grant
        grant.state = state
        let refusal = refusal { () throws(Refusal) in
            try granted.revoke(grant, by: granted.desk.ben)
        }
        let actions = GrantWorkflow.actions(
            on: grant, request: granted.request, rules: granted.desk.rules,
            viewer: .user(granted.desk.ana), in: granted.desk.configuration,
            now: granted.desk.office.now)
        #expect(refusal?.reason == (state.isOpen ? nil : .grantNotOpen))
        #expect(actions == GrantActions(canEnd: state.isOpen, canRevoke: false))
    }

    @Test func oneThatHasRunOutIsOverWhateverIsWritten() throws {
        var granted = try Granted()
        granted.desk.office.now = granted.grant.expiresAt
        let revoke = refusal { () throws(Refusal) in try granted.revoke(by: granted.desk.ben) }
        let end = refusal { () throws(Refusal) in try granted.end(by: granted.desk.ana) }
        #expect(revoke?.reason == .grantNotOpen && end?.reason == .grantNotOpen)
        granted.desk.office.now = granted.grant.expiresAt - Span(milliseconds: 1)
        #expect(try granted.end(by: granted.desk.ana).grant?.state == .ended)
    }
}
