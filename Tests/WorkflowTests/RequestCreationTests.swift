import Testing

@testable import Workflow

@Suite struct RequestCreationTests {
    private static func draft(_ change: (inout RequestDraft) -> Void = { _ in }) -> RequestDraft {
        var draft = RequestDraft(resource: "db", account: "root", duration: .hours(1))
        change(&draft)
        return draft
    }

    @Test func aRequestWaitsForItsFirstStep() throws {
        var desk = Desk()
        let decision = try desk.create(Self.draft { $0.reason = "upgrade" })
        let request = try #require(decision.request)
        #expect(request.state == .pending && request.step == 0)
        #expect(request.reason == "upgrade")
        #expect(request.rules == desk.rules.key)
        #expect(decision.changes.first == .keepRuleSet(desk.rules))
        #expect(decision.awaiting == [.user(desk.ben), .user(desk.cleo)])
        #expect(decision.kinds == [.requestCreated, .stepStarted])
        #expect(decision.events[0].audience == Audience(users: [desk.ana, desk.olga]))
        #expect(
            decision.events[1].audience
                == Audience(users: [desk.ana, desk.olga, desk.ben, desk.cleo]))
    }

    @Test func withoutStepsTheGrantFollowsAtOnce() throws {
        var desk = Desk { _ in [] }
        let decision = try desk.create(Self.draft())
        let grant = try #require(decision.grant)
        #expect(decision.request?.state == .approved)
        #expect(decision.request?.grant == grant.id)
        #expect(decision.request?.resolvedAt == desk.office.now)
        #expect(decision.awaiting == [])
        #expect(
            decision.kinds == [.requestCreated, .requestApproved, .grantCreated, .grantActivated])
        #expect(grant.state == .active && grant.holder == desk.ana)
        #expect(grant.expiresAt == desk.office.now + .hours(1))
    }

    @Test func whereNothingMatchesTheOrganizationMayAllow() throws {
        var office = Office(unmatched: .allow)
        let ana = office.person("ana")
        office.resource("db", owner: .user(ana))
        let decision = try RequestWorkflow.create(
            Self.draft { $0.duration = .hours(8) }, id: office.newID(), grantID: office.newID(),
            by: ana, pending: nil, in: office.configuration, now: office.now)
        #expect(decision.grant?.state == .active)
    }

    @Test func everythingWrongIsReportedAtOnce() {
        var desk = Desk()
        let draft = RequestDraft(
            resource: "db", account: "nobody", duration: .days(31),
            reason: String(repeating: "x", count: 1_025),
            ticket: String(repeating: "x", count: 129), startsAt: desk.office.now,
            timeToLive: .zero)
        let refusal = refusal { () throws(Refusal) in try desk.create(draft) }
        #expect(refusal?.code == .invalidArgument && refusal?.reason == .invalidFields)
        #expect(
            refusal?.fields.map(\.field).sorted() == [
                "account", "duration", "reason", "start_time", "ticket", "time_to_live",
            ])
        let empty = refused(&desk, RequestDraft(resource: "", account: "", duration: nil))
        #expect(empty?.fields.map(\.field) == ["account", "resource", "duration"])
    }

    private func refused(_ desk: inout Desk, _ draft: RequestDraft) -> Refusal? {
        refusal { () throws(Refusal) in try desk.create(draft) }
    }

    struct Edge: CustomTestStringConvertible {
        let what: String
        let change: @Sendable (inout RequestDraft) -> Void
        /// The field that is refused; nil if it is accepted.
        let field: String?
        var testDescription: String { what }

        init(
            _ what: String, _ field: String?,
            _ change: @escaping @Sendable (inout RequestDraft) -> Void
        ) {
            self.what = what
            self.field = field
            self.change = change
        }
    }

    static let edges = [
        Edge("the longest duration", nil) { $0.duration = .hours(8) },
        Edge("a millisecond more", "duration") {
            $0.duration = Span(milliseconds: Span.hours(8).milliseconds + 1)
        },
        Edge("the shortest duration", nil) { $0.duration = .seconds(1) },
        Edge("a millisecond less", "duration") { $0.duration = Span(milliseconds: 999) },
        Edge("a negative duration", "duration") { $0.duration = .hours(-1) },
        Edge("the greatest number", "duration") { $0.duration = Span(milliseconds: .max) },
        Edge("no duration", "duration") { $0.duration = nil },
        Edge("the longest reason", nil) { $0.reason = String(repeating: "é", count: 512) },
        Edge("a byte more", "reason") { $0.reason = String(repeating: "é", count: 512) + "x" },
        Edge("the longest ticket", nil) { $0.ticket = String(repeating: "x", count: 128) },
        Edge("a start in a millisecond", nil) {
            $0.startsAt = Office.start + Span(milliseconds: 1)
        },
        Edge("a start now", "start_time") { $0.startsAt = Office.start },
        Edge("a start in seven days", nil) { $0.startsAt = Office.start + .days(7) },
        Edge("a millisecond later", "start_time") {
            $0.startsAt = Office.start + .days(7) + Span(milliseconds: 1)
        },
        Edge("a start at the end of time", "start_time") {
            $0.startsAt = Instant(milliseconds: .max)
        },
        Edge("a start at the beginning of time", "start_time") {
            $0.startsAt = Instant(milliseconds: .min)
        },
        Edge("the shortest time to live", nil) { $0.timeToLive = .seconds(1) },
        Edge("a millisecond less to live", "time_to_live") {
            $0.timeToLive = Span(milliseconds: 999)
        },
        Edge("the longest time to live", nil) { $0.timeToLive = .days(30) },
        Edge("a millisecond more to live", "time_to_live") {
            $0.timeToLive = .days(30) + Span(milliseconds: 1)
        },
        Edge("no account", "account") { $0.account = "" },
        Edge("another case of the account", "account") { $0.account = "Root" },
    ]

    @Test("limits hold at the edge and not beyond", arguments: edges)
    func limits(_ edge: Edge) {
        var desk = Desk()
        let refusal = refused(&desk, Self.draft(edge.change))
        #expect(refusal?.fields.map(\.field) == edge.field.map { [$0] })
    }

    @Test func thePolicysMinimumHolds() {
        var desk = Desk()
        desk.office.change(desk.policy) { $0.minDuration = .hours(1) }
        let short = refused(
            &desk, Self.draft { $0.duration = .hours(1) - Span(milliseconds: 1) })
        #expect(short?.fields.map(\.field) == ["duration"])
        #expect(refused(&desk, Self.draft()) == nil)
    }

    @Test func expiryIsTheShorterOfAskedAndAllowed() throws {
        var desk = Desk()
        let start = desk.office.now
        #expect(try desk.request().expiresAt == start + .hours(24))
        #expect(try desk.request(timeToLive: .hours(2)).expiresAt == start + .hours(2))
        #expect(try desk.request(timeToLive: .hours(25)).expiresAt == start + .hours(24))
    }

    @Test func hiddenAndMissingResourcesAreRefusedAlike() {
        var desk = Desk()
        let hidden = refusal { () throws(Refusal) in
            try desk.create(Self.draft(), by: desk.eve)
        }
        let missing = refusal { () throws(Refusal) in
            try desk.create(Self.draft { $0.resource = "dc" }, by: desk.eve)
        }
        #expect(hidden?.code == .permissionDenied && hidden?.reason == .notShared)
        #expect(missing?.code == hidden?.code && missing?.reason == hidden?.reason)
        #expect(missing?.subject == hidden?.subject)
        #expect(
            missing?.message == hidden?.message.replacing("\"db\"", with: "\"dc\""))
        // Whoever may see all resources is told.
        desk.office.role("viewer", [.viewConfiguration], [.user(desk.eve)])
        let seen = refusal { () throws(Refusal) in
            try desk.create(Self.draft { $0.resource = "dc" }, by: desk.eve)
        }
        #expect(seen?.code == .notFound)
    }

    @Test func aRightThatIsMissingComesBeforeWrongFields() {
        var desk = Desk()
        let refusal = refusal { () throws(Refusal) in
            try desk.create(Self.draft { $0.duration = nil }, by: desk.eve)
        }
        #expect(refusal?.reason == .notShared)
    }

    @Test func theOwnerAndMembersOfAGroupMayAsk() throws {
        var desk = Desk()
        #expect(try desk.create(Self.draft(), by: desk.olga).request?.requester == desk.olga)
        let team = desk.office.group("team", [desk.eve])
        desk.office.change(desk.resource) { $0.sharedWith.append(.group(team)) }
        #expect(try desk.create(Self.draft(), by: desk.eve).request?.requester == desk.eve)
    }

    @Test func aResourceCanBeNamedByIDAndADeletedOneIsSaidToBe() throws {
        var desk = Desk()
        let id = desk.resource.id.description
        #expect(try desk.create(Self.draft { $0.resource = id }).request != nil)
        desk.office.change(desk.resource) { $0.isDeleted = true }
        let configuration = desk.configuration
        let refusal = refusal { () throws(Refusal) in
            try RequestWorkflow.create(
                Self.draft { $0.resource = id }, id: desk.office.newID(),
                grantID: desk.office.newID(), by: desk.ana, pending: nil, in: configuration,
                now: desk.office.now)
        }
        #expect(refusal?.code == .failedPrecondition && refusal?.reason == .resourceDeleted)
        #expect(refused(&desk, Self.draft())?.reason == .notShared)
    }

    @Test func withoutAResourceTheRestIsCheckedAllTheSame() {
        var desk = Desk()
        let refusal = refused(
            &desk,
            RequestDraft(resource: "", account: "", duration: nil, startsAt: desk.office.now))
        #expect(refusal?.code == .invalidArgument)
        #expect(
            Set(refusal?.fields.map(\.field) ?? []) == [
                "resource", "account", "duration", "start_time",
            ])
    }

    @Test func wrongFieldsComeWithAllThatIsUnmet() {
        var desk = Desk { [PolicyStep([$0.ben, $0.cleo], 3)] }
        let refusal = refused(&desk, Self.draft { $0.duration = .hours(9) })
        #expect(refusal?.code == .invalidArgument)
        #expect(refusal?.fields.map(\.field) == ["duration"])
        #expect(refusal?.unmet.map(\.kind) == [.duration, .quorum])
    }

    @Test func aSuspendedPersonCannotAsk() {
        var desk = Desk()
        desk.office.suspend(desk.ana)
        #expect(refused(&desk, Self.draft())?.reason == .userSuspended)
    }

    @Test func withoutAPolicyItIsRefused() {
        var desk = Desk()
        desk.office.change(desk.policy) { $0.isEnabled = false }
        let refusal = refused(&desk, Self.draft())
        #expect(refusal?.code == .failedPrecondition && refusal?.reason == .noPolicy)
        #expect(refusal?.unmet.map(\.kind) == [.policy])
    }

    @Test func aSecondPendingRequestNamesTheFirst() throws {
        var desk = Desk()
        let first = try desk.request()
        let refusal = refusal { () throws(Refusal) in
            try desk.create(Self.draft(), pending: first.id)
        }
        #expect(refusal?.code == .alreadyExists && refusal?.reason == .requestPending)
        #expect(refusal?.subject == first.id.description)
    }

    @Test func anUnreachableQuorumIsRefusedWithItsNumbers() {
        var desk = Desk { [PolicyStep([$0.ben], name: "Team"), PolicyStep([$0.ana, $0.ben], 1)] }
        let refusal = refused(&desk, Self.draft())
        #expect(refusal?.code == .failedPrecondition && refusal?.reason == .quorumUnreachable)
        #expect(
            refusal?.figures == [
                "required": "2", "available": "1", "steps": "1,2", "step_1_required": "1",
                "step_1_available": "1", "step_2_required": "1", "step_2_available": "1",
            ])
        #expect(
            refusal?.message
                == "The quorum can't be reached: step 1 \"Team\" and step 2 together need "
                + "2 different people, and 1 can approve. Have someone add approvers.")
    }
}
