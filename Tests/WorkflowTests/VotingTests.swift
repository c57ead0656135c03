import Testing

@testable import Workflow

@Suite struct VotingTests {
    @Test func theLastVoteMakesTheGrant() throws {
        var desk = Desk()
        let request = try desk.request()
        desk.office.now = desk.office.now + .minutes(5)
        let decision = try desk.approve(request, by: desk.ben, comment: "fine")
        let approved = try #require(decision.request)
        let grant = try #require(decision.grant)
        #expect(approved.state == .approved && approved.resolvedAt == desk.office.now)
        #expect(approved.grant == grant.id && grant.request == request.id)
        #expect(grant.state == .active && grant.startsAt == desk.office.now)
        #expect(grant.expiresAt == desk.office.now + .hours(1))
        #expect(decision.awaiting == [])
        #expect(decision.kinds == [.vote, .requestApproved, .grantCreated, .grantActivated])
        let vote = try #require(approved.votes.first)
        #expect(vote.voter == desk.ben && vote.choice == .approve && vote.comment == "fine")
        #expect(decision.changes.contains(.insertVote(vote, on: request.id)))
    }

    @Test func eachEventShowsTheRequestAsItWasRightAfterIt() throws {
        var desk = Desk()
        let request = try desk.request()
        let decision = try desk.approve(request, by: desk.ben)
        let states = decision.events.compactMap { event in
            if case .request(let request, _, let vote) = event.snapshot {
                "\(request.state) \(request.votes.count) \(vote == nil ? "-" : "vote")"
            } else {
                nil
            }
        }
        #expect(states == ["pending 1 vote", "approved 1 vote"])
    }

    @Test func aStepNeedsAllItsApprovals() throws {
        var desk = Desk { [PolicyStep([$0.ben, $0.cleo, $0.dan], 2)] }
        let request = try desk.request()
        let first = try desk.approve(request, by: desk.ben)
        #expect(first.request?.state == .pending && first.grant == nil)
        #expect(first.kinds == [.vote] && first.awaiting == nil)
        let second = try desk.approve(first.request!, by: desk.dan)
        #expect(second.request?.state == .approved && second.grant != nil)
    }

    @Test func stepsRunInOrder() throws {
        var desk = Desk { [PolicyStep([$0.ben]), PolicyStep([$0.cleo], name: "Security")] }
        let request = try desk.request()
        let early = refusal { () throws(Refusal) in try desk.approve(request, by: desk.cleo) }
        #expect(early?.reason == .notAnApprover)
        #expect(early?.message.contains("step 1") == true)
        let first = try desk.approve(request, by: desk.ben)
        #expect(first.request?.step == 1 && first.request?.state == .pending)
        #expect(first.kinds == [.vote, .stepStarted])
        #expect(first.awaiting == [.user(desk.cleo)])
        #expect(first.events[1].audience.users == [desk.ana, desk.olga, desk.cleo])
        let second = try desk.approve(first.request!, by: desk.cleo)
        #expect(second.request?.state == .approved)
        #expect(second.request?.step == 1)
        // Those who voted before hear of the end.
        #expect(second.events[1].audience.users.contains(desk.ben))
    }

    @Test func oneRejectEndsTheRequest() throws {
        var desk = Desk { [PolicyStep([$0.ben, $0.cleo], 2), PolicyStep([$0.dan])] }
        let request = try desk.approve(try desk.request(), by: desk.ben).request!
        let decision = try desk.reject(request, by: desk.cleo, comment: "no")
        #expect(decision.request?.state == .rejected)
        #expect(decision.request?.resolvedAt == desk.office.now)
        #expect(decision.awaiting == [] && decision.grant == nil)
        #expect(decision.kinds == [.vote, .requestRejected])
        #expect(decision.request?.votes.last?.comment == "no")
    }

    @Test func commentsHaveALimit() throws {
        var desk = Desk()
        let request = try desk.request()
        let long = String(repeating: "x", count: 1_025)
        let refusal = refusal { () throws(Refusal) in
            try desk.approve(request, by: desk.ben, comment: long)
        }
        #expect(refusal?.fields.map(\.field) == ["comment"])
        let edge = try desk.reject(request, by: desk.ben, comment: String(long.dropFirst()))
        #expect(edge.request?.state == .rejected)
    }

    @Test func aServiceCannotVote() {
        let service = Actor.service(ServiceID(high: 0, low: 1))
        #expect(
            refusal { () throws(Refusal) in try RequestWorkflow.voter(service) }?.reason
                == .serviceCannotApprove)
        #expect(refusal { () throws(Refusal) in try RequestWorkflow.voter(.system("x")) } != nil)
        let person = UserID(high: 0, low: 2)
        #expect(try! RequestWorkflow.voter(.user(person)) == person)
    }

    @Test func whoMayNotVoteIsToldWhy() throws {
        var desk = Desk {
            [PolicyStep([$0.ana, $0.ben, $0.cleo]), PolicyStep([$0.ben, $0.dan])]
        }
        let request = try desk.request()
        let next = try desk.approve(request, by: desk.ben).request!
        func reason(_ request: AccessRequest, _ voter: UserID) -> Refusal.Reason? {
            RequestWorkflow.voteRefusal(
                request, rules: desk.rules, voter: voter, in: desk.configuration,
                now: desk.office.now)?.reason
        }
        #expect(reason(request, desk.ana) == .requesterCannotApprove)
        #expect(reason(request, desk.eve) == .notAnApprover)
        #expect(reason(request, desk.olga) == .notAnApprover)
        #expect(reason(request, desk.dan) == .notAnApprover)
        #expect(reason(request, desk.cleo) == nil)
        #expect(reason(next, desk.ben) == .countedInAnotherStep)
        #expect(reason(next, desk.cleo) == .notAnApprover)
        #expect(reason(next, desk.dan) == nil)
        desk.office.suspend(desk.dan)
        #expect(reason(next, desk.dan) == .userSuspended)
    }

    @Test func aVoteIsCastOncePerStep() throws {
        var desk = Desk { [PolicyStep([$0.ben, $0.cleo], 2)] }
        let request = try desk.approve(try desk.request(), by: desk.ben).request!
        for again in [
            refusal { () throws(Refusal) in try desk.approve(request, by: desk.ben) },
            refusal { () throws(Refusal) in try desk.reject(request, by: desk.ben) },
        ] {
            #expect(again?.code == .failedPrecondition && again?.reason == .alreadyVoted)
        }
    }

    @Test func aPersonMayCountTwiceIfThePolicySaysSo() throws {
        var desk = Desk(distinct: false) { [PolicyStep([$0.ben]), PolicyStep([$0.ben])] }
        let request = try desk.approve(try desk.request(), by: desk.ben).request!
        #expect(try desk.approve(request, by: desk.ben).request?.state == .approved)
    }

    @Test func aVoteThatUsesUpTheLastPersonForALaterStepSaysSo() throws {
        // Ben and Cleo can do it: Cleo first, Ben second. Ben votes first.
        var desk = Desk { [PolicyStep([$0.ben, $0.cleo]), PolicyStep([$0.ben])] }
        let request = try desk.request()
        let wrong = try desk.approve(request, by: desk.ben)
        #expect(wrong.kinds == [.vote, .stepStarted, .unreachable])
        #expect(wrong.request?.isUnreachable == true)
        let right = try desk.approve(request, by: desk.cleo)
        #expect(right.kinds == [.vote, .stepStarted])
        #expect(right.request?.isUnreachable == false)
    }

    @Test func thoseWhoCanStillApproveAreSortedByEmail() throws {
        var desk = Desk { [PolicyStep([$0.dan, $0.cleo, $0.ana, $0.ben], 2)] }
        let request = try desk.request()
        #expect(desk.voters(request) == [desk.ben, desk.cleo, desk.dan])
        let next = try desk.approve(request, by: desk.cleo).request!
        #expect(desk.voters(next) == [desk.ben, desk.dan])
        desk.office.suspend(desk.dan)
        #expect(desk.voters(next) == [desk.ben])
        let named = RequestWorkflow.eligiblePeople(
            request, rules: desk.rules, in: desk.configuration, now: desk.office.now, limit: 1)
        #expect(named.named == [desk.ben] && named.count == 2)
    }

    @Test("few of many are the first by e-mail", arguments: [0, 1, 7, 100, 149, 150, 151, .max])
    func fewOfMany(limit: Int) {
        var office = Office()
        let people = (0..<150).map { office.person("p\($0 * 7_919 % 1_000)") }
        let requester = office.person("r")
        let group = office.group("g", Set(people + [requester]))
        let resource = office.resource("db", owner: .user(requester))
        for approvers in [[Subject.group(group)], [.group(group), .user(people[0])]] {
            let policy = office.policy("p", steps: [PolicyStep(approvers)])
            let rules = RuleSet(of: policy)
            let found = RequestWorkflow.eligiblePeople(
                Requests.pending(by: requester, for: resource, rules, at: office.now),
                rules: rules, in: office.configuration, now: office.now, limit: limit)
            let sorted = people.sorted {
                office.configuration.users[$0]!.email < office.configuration.users[$1]!.email
            }
            #expect(found.named == Array(sorted.prefix(limit)))
            #expect(found.count == 150)
        }
    }

    /// The list of voters, the check of one voter and the quorum are three ways to the same answer.
    @Test func listsChecksAndQuorumsAgree() throws {
        var random = SeededGenerator(for: "VotingTests.listsChecksAndQuorumsAgree")
        for _ in 0..<60 {
            var office = Office()
            let people = (0..<6).map { index in
                let isSuspended = Int.random(in: 0..<6, using: &random) == 0
                return office.person("p\(index)", state: isSuspended ? .suspended : .active)
            }
            let groups = (0..<3).map { index in
                office.group("g\(index)", Set(people.filter { _ in Bool.random(using: &random) }))
            }
            let steps = (0..<Int.random(in: 1...3, using: &random)).map { _ in
                PolicyStep(
                    [
                        .group(groups.randomElement(using: &random)!),
                        .user(people.randomElement(using: &random)!),
                    ], Int.random(in: 1...2, using: &random))
            }
            let policy = office.policy("p", distinct: Bool.random(using: &random), steps: steps)
            let rules = RuleSet(of: policy)
            let resource = office.resource("db", owner: .user(people[0]))
            var request = Requests.pending(by: people[0], for: resource, rules, at: office.now)
            office.configuration.activate(people[0])
            while request.state == .pending {
                let voters = RequestWorkflow.eligibleVoters(
                    request, rules: rules, in: office.configuration, now: office.now)
                let checked = people.filter { person in
                    RequestWorkflow.voteRefusal(
                        request, rules: rules, voter: person, in: office.configuration,
                        now: office.now) == nil
                }
                #expect(Set(voters) == Set(checked))
                let electorate = Electorate(request, rules: rules)
                let quorum = Quorum(of: electorate, in: office.configuration)
                #expect(quorum.steps[0].available == voters.count)
                #expect(
                    Quorum.isReachable(by: electorate, in: office.configuration)
                        == quorum.isReachable)
                #expect(!voters.contains(request.requester))
                guard let voter = voters.randomElement(using: &random) else {
                    #expect(!quorum.isReachable)
                    break
                }
                request = try RequestWorkflow.approve(
                    request, rules: rules, by: voter, comment: "", grantID: office.newID(),
                    in: office.configuration, now: office.now
                ).request!
            }
        }
    }
}

extension Configuration {
    fileprivate mutating func activate(_ user: UserID) {
        var user = users[user]!
        user.state = .active
        apply(.user(user))
    }

    @Test func strangersHearTheSameOfARequestThatIsNotThere() throws {
        var desk = Desk()
        let request = try desk.request()
        let eve = desk.eve
        #expect(
            refusal { () throws(Refusal) in try desk.approve(request, by: eve) }
                == RequestWorkflow.voteRefusal(ofStrangerTo: request.id))
        for refused in [
            refusal { () throws(Refusal) in try desk.cancel(request, by: eve) },
            refusal { () throws(Refusal) in try desk.remind(request, by: eve) },
        ] {
            #expect(refused == RequestWorkflow.requesterRefusal(ofStrangerTo: request.id))
        }
    }
}
