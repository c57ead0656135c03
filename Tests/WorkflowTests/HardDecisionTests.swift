import Testing

@testable import Workflow

/// The table "Decisions that are easy to get wrong" of the requirements, row by row.
@Suite struct HardDecisionTests {
    @Test func aPolicyEditedMeanwhileDoesNotChangeTheRequest() throws {
        var desk = Desk()
        let request = try desk.request()
        desk.office.change(desk.policy) { $0.steps = [PolicyStep([.user(desk.dan)], 1)] }
        #expect(desk.voters(request) == [desk.ben, desk.cleo])
        let dan = refusal { () throws(Refusal) in try desk.approve(request, by: desk.dan) }
        #expect(dan?.reason == .notAnApprover)
        #expect(try desk.approve(request, by: desk.ben).request?.state == .approved)
    }

    @Test func theMaximumIsCheckedAgainWhenTheGrantIsMade() throws {
        var desk = Desk()
        let request = try desk.request(duration: .hours(8))
        desk.office.change(desk.policy) { $0.maxDuration = .hours(2) }
        let cut = try #require(try desk.approve(request, by: desk.ben).grant)
        #expect(cut.expiresAt - cut.startsAt == .hours(2))
        // A wider policy gives no more than was asked for.
        desk.office.change(desk.policy) { $0.maxDuration = .hours(24) }
        let asked = try #require(try desk.approve(request, by: desk.ben).grant)
        #expect(asked.expiresAt - asked.startsAt == .hours(8))
    }

    @Test func aNewPolicyThatGovernsNowCutsTheGrantToo() throws {
        var desk = Desk()
        let request = try desk.request(duration: .hours(8))
        desk.office.policy("strict", priority: 10, max: .minutes(30))
        let grant = try #require(try desk.approve(request, by: desk.ben).grant)
        #expect(grant.expiresAt - grant.startsAt == .minutes(30))
    }

    @Test func aDeletedPolicyLeavesTheRequestItsSnapshot() throws {
        var desk = Desk()
        let request = try desk.request(duration: .hours(8))
        desk.office.change(desk.policy) { $0.isDeleted = true }
        let grant = try #require(try desk.approve(request, by: desk.ben).grant)
        #expect(grant.expiresAt - grant.startsAt == .hours(8))
    }

    @Test func aDeletedGroupHasNoMembersAndTheEndOfTheQuorumIsTold() throws {
        var desk = Desk()
        let group = desk.office.group("g", [desk.ben, desk.cleo])
        desk.office.change(desk.policy) { $0.steps = [PolicyStep([.group(group)])] }
        let rules = RuleSet(of: desk.configuration.policies[desk.policy.id]!)
        let request = Requests.pending(
            by: desk.ana, for: desk.resource, rules, at: desk.office.now)
        #expect(check(request, rules, desk) == nil)
        desk.office.delete(group)
        let decision = try #require(check(request, rules, desk))
        #expect(decision.kinds == [.unreachable])
        #expect(decision.request?.isUnreachable == true)
        #expect(decision.request?.state == .pending)
        let ben = RequestWorkflow.voteRefusal(
            request, rules: rules, voter: desk.ben, in: desk.configuration, now: desk.office.now)
        #expect(ben?.reason == .notAnApprover)
        // It is told once.
        #expect(check(decision.request!, rules, desk) == nil)
    }

    @Test func aQuorumThatIsBackIsNotedAndTheNextLossToldAgain() throws {
        var desk = Desk()
        let group = desk.office.group("g", [])
        desk.office.change(desk.policy) { $0.steps = [PolicyStep([.group(group)])] }
        let rules = RuleSet(of: desk.configuration.policies[desk.policy.id]!)
        var request = Requests.pending(
            by: desk.ana, for: desk.resource, rules, at: desk.office.now)
        request = try #require(check(request, rules, desk)?.request)
        desk.office.setMembers(of: group, [desk.ben])
        let back = try #require(check(request, rules, desk))
        #expect(back.events.isEmpty && back.request?.isUnreachable == false)
        desk.office.suspend(desk.ben)
        #expect(check(back.request!, rules, desk)?.kinds == [.unreachable])
    }

    private func check(_ request: AccessRequest, _ rules: RuleSet, _ desk: Desk) -> Decision? {
        RequestWorkflow.checkReachability(
            request, rules: rules, in: desk.configuration, now: desk.office.now)
    }

    @Test func membershipIsReadAtTheVoteAndPastVotesStand() throws {
        var desk = Desk()
        let group = desk.office.group("g", [desk.ben, desk.cleo, desk.dan])
        desk.office.change(desk.policy) { $0.steps = [PolicyStep([.group(group)], 2)] }
        let rules = RuleSet(of: desk.configuration.policies[desk.policy.id]!)
        let request = Requests.pending(
            by: desk.ana, for: desk.resource, rules, at: desk.office.now)
        func approve(_ request: AccessRequest, _ voter: UserID) throws(Refusal) -> Decision {
            try RequestWorkflow.approve(
                request, rules: rules, by: voter, comment: "", grantID: GrantID(high: 2, low: 2),
                in: desk.configuration, now: desk.office.now)
        }
        let first = try approve(request, desk.ben).request!
        // Ben leaves and is suspended: his vote stands. Cleo leaves: she can't vote any more.
        desk.office.setMembers(of: group, [desk.dan])
        desk.office.suspend(desk.ben)
        let cleo = refusal { () throws(Refusal) in try approve(first, desk.cleo) }
        #expect(cleo?.reason == .notAnApprover)
        #expect(try approve(first, desk.dan).request?.state == .approved)
        // Eve joins after the request was made: she may vote.
        desk.office.setMembers(of: group, [desk.eve])
        #expect(try approve(first, desk.eve).request?.state == .approved)
    }

    @Test func theRequesterIsExcludedBeforeTheQuorumIsChecked() throws {
        var desk = Desk { [PolicyStep([$0.ana, $0.ben], 2)] }
        let refused = refusal { () throws(Refusal) in
            try desk.create(
                RequestDraft(resource: "db", account: "root", duration: .hours(1)))
        }
        #expect(refused?.reason == .quorumUnreachable)
        let group = desk.office.group("g", [desk.ana, desk.ben])
        desk.office.change(desk.policy) { $0.steps = [PolicyStep([.group(group)], 1)] }
        let rules = RuleSet(of: desk.configuration.policies[desk.policy.id]!)
        let request = Requests.pending(
            by: desk.ana, for: desk.resource, rules, at: desk.office.now)
        let own = RequestWorkflow.voteRefusal(
            request, rules: rules, voter: desk.ana, in: desk.configuration, now: desk.office.now)
        #expect(own?.reason == .requesterCannotApprove)
    }

    @Test func ofTwoVotesAtTheSameInstantTheSecondSeesTheNewState() throws {
        var desk = Desk()
        let request = try desk.request()
        let approved = try desk.approve(request, by: desk.ben).request!
        let late = refusal { () throws(Refusal) in try desk.reject(approved, by: desk.cleo) }
        #expect(late?.reason == .requestNotPending)
        let rejected = try desk.reject(request, by: desk.cleo).request!
        let other = refusal { () throws(Refusal) in try desk.approve(rejected, by: desk.ben) }
        #expect(other?.reason == .requestNotPending)
    }

    @Test func expiryRacesApprovalToTheMillisecond() throws {
        var desk = Desk()
        let request = try desk.request(timeToLive: .seconds(1))
        let end = request.expiresAt
        func expire(_ now: Instant) -> Decision? {
            RequestWorkflow.expire(request, rules: desk.rules, in: desk.configuration, now: now)
        }
        desk.office.now = end - Span(milliseconds: 1)
        #expect(expire(desk.office.now) == nil)
        #expect(try desk.approve(request, by: desk.ben).request?.state == .approved)
        for late in [end, end + Span(milliseconds: 1), end + .days(1)] {
            desk.office.now = late
            let refusals = [
                refusal { () throws(Refusal) in try desk.approve(request, by: desk.ben) },
                refusal { () throws(Refusal) in try desk.reject(request, by: desk.ben) },
                refusal { () throws(Refusal) in try desk.cancel(request, by: desk.ana) },
                refusal { () throws(Refusal) in try desk.remind(request, by: desk.ana) },
            ]
            #expect(refusals.map(\.?.reason) == Array(repeating: .requestExpired, count: 4))
            let expired = try #require(expire(late))
            #expect(expired.kinds == [.requestExpired] && expired.awaiting == [])
            #expect(expired.request?.resolvedAt == end)
            #expect(request.state(at: late) == .expired)
            #expect(desk.voters(request).isEmpty)
        }
    }

    @Test func cancelRacesApproval() throws {
        var desk = Desk()
        let request = try desk.request()
        let cancelled = try desk.cancel(request, by: desk.ana).request!
        let vote = refusal { () throws(Refusal) in try desk.approve(cancelled, by: desk.ben) }
        #expect(vote?.reason == .requestNotPending)
        let approved = try desk.approve(request, by: desk.ben).request!
        let cancel = refusal { () throws(Refusal) in try desk.cancel(approved, by: desk.ana) }
        #expect(cancel?.reason == .requestApproved)
    }

    @Test func deletingAResourceEndsWhatDependsOnIt() throws {
        var desk = Desk()
        let request = try desk.request()
        let grant = Requests.grant(
            to: desk.cleo, on: desk.resource, from: desk.office.now, for: .hours(1))
        var over = grant
        over.state = .ended
        let decision = try ConfigurationWorkflow.deleteResource(
            "db", pending: [GovernedRequest(request, rules: desk.rules)],
            openGrants: [grant, over], by: .user(desk.olga), in: desk.configuration,
            now: desk.office.now)
        #expect(decision.kinds == [.resourceChanged, .requestCancelled, .grantRevoked])
        #expect(decision.request?.state == .cancelled && decision.awaiting == [])
        #expect(decision.grant?.state == .revoked)
        #expect(decision.grant?.endReason == "The resource was deleted.")
        desk.office.apply(decision)
        let vote = refusal { () throws(Refusal) in try desk.approve(request, by: desk.ben) }
        #expect(vote?.reason == .resourceDeleted)
    }

    @Test func suspendingAUserEndsWhatIsTheirs() throws {
        var desk = Desk()
        let request = try desk.request()
        let grant = Requests.grant(
            to: desk.ana, on: desk.resource, from: desk.office.now, for: .hours(1))
        let decision = try ConfigurationWorkflow.suspendUser(
            "ana@acme.example", pending: [GovernedRequest(request, rules: desk.rules)],
            openGrants: [grant], by: .user(desk.olga), in: desk.configuration,
            now: desk.office.now)
        #expect(decision.kinds == [.userChanged, .requestCancelled, .grantRevoked])
        #expect(decision.request?.state == .cancelled)
        #expect(decision.grant?.state == .revoked)
        #expect(decision.events.allSatisfy { $0.actor == .user(desk.olga) })
    }

    @Test func theRequesterMustStillBeEntitledWhenTheGrantIsMade() throws {
        var desk = Desk()
        let request = try desk.request()
        let before = desk.office
        func reason() -> Refusal.Reason? {
            let refused = refusal { () throws(Refusal) in try desk.approve(request, by: desk.ben) }
            #expect(refused == nil || refused?.code == .failedPrecondition)
            return refused?.reason
        }
        desk.office.change(desk.resource) { $0.sharedWith = [] }
        #expect(reason() == .notShared)
        desk.office = before
        desk.office.change(desk.resource) { $0.accounts = ["readonly"] }
        #expect(reason() == .noSuchObject)
        desk.office = before
        desk.office.suspend(desk.ana)
        #expect(reason() == .userSuspended)
        desk.office = before
        #expect(reason() == nil)
    }
}
