import Testing

@testable import Workflow

/// What each command does to a request in each state.
@Suite struct RequestStateTests {
    enum Command: String, CaseIterable {
        case approve, reject, cancel, remind, expire, checkReachability
    }

    /// Ana's request, as it is in a state.
    private static func request(_ state: RequestState, _ desk: inout Desk) throws -> AccessRequest {
        var request = try desk.request()
        request.state = state
        if state != .pending { request.resolvedAt = desk.office.now }
        if state == .approved { request.grant = GrantID(high: 1, low: 1) }
        return request
    }

    /// The state after the command, or the reason why it was refused, or `nothing`.
    private static func outcome(_ command: Command, _ state: RequestState) throws -> String {
        var desk = Desk()
        let request = try request(state, &desk)
        let now = desk.office.now
        do throws(Refusal) {
            let decision: Decision?
            switch command {
            case .approve: decision = try desk.approve(request, by: desk.ben)
            case .reject: decision = try desk.reject(request, by: desk.ben)
            case .cancel: decision = try desk.cancel(request, by: desk.ana)
            case .remind: decision = try desk.remind(request, by: desk.ana)
            case .expire:
                decision = RequestWorkflow.expire(
                    request, rules: desk.rules, in: desk.configuration, now: now + .hours(24))
            case .checkReachability:
                desk.office.suspend(desk.ben)
                desk.office.suspend(desk.cleo)
                decision = RequestWorkflow.checkReachability(
                    request, rules: desk.rules, in: desk.configuration, now: now)
            }
            return decision?.request.map { "\($0.state)" } ?? "nothing"
        } catch {
            return error.reason.rawValue
        }
    }

    static let table: [RequestState: [Command: String]] = [
        .pending: [
            .approve: "approved", .reject: "rejected", .cancel: "cancelled", .remind: "pending",
            .expire: "expired", .checkReachability: "pending",
        ],
        .approved: [
            .approve: "REQUEST_NOT_PENDING", .reject: "REQUEST_NOT_PENDING",
            .cancel: "REQUEST_APPROVED", .remind: "REQUEST_NOT_PENDING", .expire: "nothing",
            .checkReachability: "nothing",
        ],
        .rejected: final, .cancelled: final, .expired: final,
    ]

    static let final: [Command: String] = [
        .approve: "REQUEST_NOT_PENDING", .reject: "REQUEST_NOT_PENDING",
        .cancel: "REQUEST_NOT_PENDING", .remind: "REQUEST_NOT_PENDING", .expire: "nothing",
        .checkReachability: "nothing",
    ]

    @Test("final states absorb", arguments: RequestState.allCases, Command.allCases)
    func transition(_ state: RequestState, _ command: Command) throws {
        #expect(try Self.outcome(command, state) == Self.table[state]?[command])
    }

    @Test("each step has its state", arguments: RequestState.allCases)
    func stepStates(_ state: RequestState) throws {
        var desk = Desk { [PolicyStep([$0.ben]), PolicyStep([$0.cleo]), PolicyStep([$0.dan])] }
        var request = try desk.request()
        request.state = state
        request.step = state == .approved ? 2 : 1
        let states = RequestWorkflow.stepStates(request, rules: desk.rules, now: desk.office.now)
        let expected: [StepState] =
            switch state {
            case .pending: [.approved, .current, .waiting]
            case .approved: [.approved, .approved, .approved]
            case .rejected: [.approved, .rejected, .notReached]
            case .cancelled, .expired: [.approved, .notReached, .notReached]
            }
        #expect(states == expected)
    }

    @Test func aViewSaysWhatTheViewerMayDo() throws {
        var desk = Desk()
        let request = try desk.request()
        let all = RequestActions(
            canApprove: true, canReject: true, canCancel: false, canRemind: false)
        let own = RequestActions(
            canApprove: false, canReject: false, canCancel: true, canRemind: true)
        let none = RequestActions(
            canApprove: false, canReject: false, canCancel: false, canRemind: false)
        #expect(desk.actions(request, desk.ben) == all)
        #expect(desk.actions(request, desk.ana) == own)
        #expect(desk.actions(request, desk.eve) == none)
        let reminded = try desk.remind(request, by: desk.ana).request!
        #expect(desk.actions(reminded, desk.ana).canRemind == false)
        let approved = try desk.approve(request, by: desk.ben).request!
        #expect(desk.actions(approved, desk.ben) == none)
        #expect(desk.actions(approved, desk.ana) == none)
        desk.office.suspend(desk.ben)
        #expect(desk.actions(request, desk.ben) == none)
    }

    @Test func aRequestIsShownToThoseItConcerns() throws {
        var desk = Desk { [PolicyStep([$0.ben]), PolicyStep([$0.cleo])] }
        let request = try desk.request()
        func mayView(_ viewer: UserID) -> Bool {
            RequestWorkflow.mayView(
                request, rules: desk.rules, viewer: viewer, in: desk.configuration)
        }
        let viewers = [desk.ana, desk.ben, desk.cleo, desk.olga]
        for viewer in viewers { #expect(mayView(viewer)) }
        #expect(!mayView(desk.eve) && !mayView(desk.dan))
        desk.office.role("audit", [.viewRequests], [.user(desk.eve)])
        #expect(mayView(desk.eve))
        desk.office.suspend(desk.eve)
        #expect(!mayView(desk.eve))
    }

    @Test func onlyTheRequesterCancelsAndReminds() throws {
        var desk = Desk()
        let request = try desk.request()
        for other in [desk.ben, desk.olga, desk.eve] {
            let cancel = refusal { () throws(Refusal) in try desk.cancel(request, by: other) }
            let remind = refusal { () throws(Refusal) in try desk.remind(request, by: other) }
            #expect(cancel?.reason == .notRequester && cancel?.code == .permissionDenied)
            #expect(remind?.reason == .notRequester)
        }
    }

    @Test func cancellingAfterApprovalPointsToTheGrant() throws {
        var desk = Desk()
        let approved = try desk.approve(try desk.request(), by: desk.ben)
        let refusal = refusal { () throws(Refusal) in
            try desk.cancel(approved.request!, by: desk.ana)
        }
        #expect(refusal?.reason == .requestApproved)
        #expect(refusal?.subject == approved.grant?.id.description)
    }

    @Test func remindersAreFiveMinutesApart() throws {
        var desk = Desk { [PolicyStep([$0.ben, $0.cleo], 2)] }
        let request = try desk.approve(try desk.request(), by: desk.ben).request!
        let first = try desk.remind(request, by: desk.ana)
        #expect(first.kinds == [.reminder])
        #expect(first.events[0].audience == Audience(users: [desk.cleo]))
        let start = desk.office.now
        desk.office.now = start + .minutes(5) - Span(milliseconds: 1)
        let early = refusal { () throws(Refusal) in
            try desk.remind(first.request!, by: desk.ana)
        }
        #expect(early?.reason == .remindedRecently)
        desk.office.now = start + .minutes(5)
        #expect(try desk.remind(first.request!, by: desk.ana).kinds == [.reminder])
    }
}
