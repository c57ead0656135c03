import Testing

@testable import Workflow

/// Every reason why a command can be refused, provoked once, with the code it comes with.
@Suite struct RefusalTests {
    struct Case: CustomTestStringConvertible {
        let reason: Refusal.Reason
        let code: Refusal.Code
        let provoke: @Sendable (inout Desk) throws(Refusal) -> Void
        var testDescription: String { reason.rawValue }

        init(
            _ reason: Refusal.Reason, _ code: Refusal.Code,
            _ provoke: @escaping @Sendable (inout Desk) throws(Refusal) -> Void
        ) {
            self.reason = reason
            self.code = code
            self.provoke = provoke
        }
    }

    private static let draft = RequestDraft(resource: "db", account: "root", duration: .hours(1))

    static let cases: [Case] = requests + votes + others

    static let requests = [
        Case(.invalidFields, .invalidArgument) { desk throws(Refusal) in
            _ = try desk.create(RequestDraft(resource: "", account: "", duration: nil))
        },
        Case(.requestPending, .alreadyExists) { desk throws(Refusal) in
            _ = try desk.create(draft, pending: RequestID(high: 1, low: 1))
        },
        Case(.quorumUnreachable, .failedPrecondition) { desk throws(Refusal) in
            desk.office.suspend(desk.ben)
            desk.office.suspend(desk.cleo)
            _ = try desk.create(draft)
        },
        Case(.noPolicy, .failedPrecondition) { desk throws(Refusal) in
            desk.office.change(desk.policy) { $0.isDeleted = true }
            _ = try desk.create(draft)
        },
        Case(.notShared, .permissionDenied) { desk throws(Refusal) in
            _ = try desk.create(draft, by: desk.eve)
        },
        Case(.userSuspended, .permissionDenied) { desk throws(Refusal) in
            desk.office.suspend(desk.ana)
            _ = try desk.create(draft)
        },
        Case(.resourceDeleted, .failedPrecondition) { desk throws(Refusal) in
            let request = try desk.create(draft).request!
            desk.office.change(desk.resource) { $0.isDeleted = true }
            _ = try desk.approve(request, by: desk.ben)
        },
        Case(.remindedRecently, .failedPrecondition) { desk throws(Refusal) in
            let request = try desk.create(draft).request!
            let reminded = try desk.remind(request, by: desk.ana).request!
            _ = try desk.remind(reminded, by: desk.ana)
        },
        Case(.notRequester, .permissionDenied) { desk throws(Refusal) in
            _ = try desk.cancel(try desk.create(draft).request!, by: desk.ben)
        },
        Case(.requestApproved, .failedPrecondition) { desk throws(Refusal) in
            let request = try desk.create(draft).request!
            _ = try desk.cancel(try desk.approve(request, by: desk.ben).request!, by: desk.ana)
        },
    ]

    static let votes = [
        Case(.requestNotPending, .failedPrecondition) { desk throws(Refusal) in
            let request = try desk.create(draft).request!
            _ = try desk.approve(try desk.cancel(request, by: desk.ana).request!, by: desk.ben)
        },
        Case(.requestExpired, .failedPrecondition) { desk throws(Refusal) in
            let request = try desk.create(draft).request!
            desk.office.now = request.expiresAt
            _ = try desk.approve(request, by: desk.ben)
        },
        Case(.requesterCannotApprove, .permissionDenied) { desk throws(Refusal) in
            _ = try desk.approve(try desk.create(draft).request!, by: desk.ana)
        },
        Case(.serviceCannotApprove, .permissionDenied) { desk throws(Refusal) in
            _ = try RequestWorkflow.voter(.service(ServiceID(high: 1, low: 1)))
        },
        Case(.notAnApprover, .permissionDenied) { desk throws(Refusal) in
            _ = try desk.approve(try desk.create(draft).request!, by: desk.eve)
        },
        Case(.alreadyVoted, .failedPrecondition) { desk throws(Refusal) in
            desk = Desk { [PolicyStep([$0.ben, $0.cleo], 2)] }
            let request = try desk.approve(try desk.create(draft).request!, by: desk.ben).request!
            _ = try desk.approve(request, by: desk.ben)
        },
        Case(.countedInAnotherStep, .failedPrecondition) { desk throws(Refusal) in
            desk = Desk { [PolicyStep([$0.ben, $0.cleo]), PolicyStep([$0.ben, $0.cleo])] }
            let request = try desk.approve(try desk.create(draft).request!, by: desk.ben).request!
            _ = try desk.approve(request, by: desk.ben)
        },
    ]

    static let others = [
        Case(.noSuchObject, .notFound) { desk throws(Refusal) in
            _ = try ConfigurationWorkflow.deleteGroup(
                "x", by: .user(desk.ana), in: desk.configuration, now: desk.office.now)
        },
        Case(.nameTaken, .alreadyExists) { desk throws(Refusal) in
            desk.office.group("g", [])
            _ = try ConfigurationWorkflow.createGroup(
                GroupDraft(name: "g"), id: desk.office.newID(), by: .user(desk.ana),
                in: desk.configuration, now: desk.office.now)
        },
        Case(.staleVersion, .aborted) { desk throws(Refusal) in
            _ = try ConfigurationWorkflow.updateUser(
                "ana@acme.example", UserDraft(email: "a@b", displayName: "A"), version: 9,
                by: .user(desk.ana), in: desk.configuration, now: desk.office.now)
        },
        Case(.lastAdministrator, .failedPrecondition) { desk throws(Refusal) in
            desk.office.role("admins", [.manageDirectory], [.user(desk.ana)])
            _ = try ConfigurationWorkflow.deleteRole(
                "admins", by: .user(desk.ana), in: desk.configuration, now: desk.office.now)
        },
        Case(.grantNotOpen, .failedPrecondition) { desk throws(Refusal) in
            try end(by: desk.ana, state: .revoked, &desk)
        },
        Case(.notForServices, .permissionDenied) { desk throws(Refusal) in
            _ = try Actor.service(desk.office.service("gateway")).person()
        },
        Case(.notGrantHolder, .permissionDenied) { desk throws(Refusal) in
            try end(by: desk.ben, state: .active, &desk)
        },
        Case(.permissionMissing, .permissionDenied) { desk throws(Refusal) in
            let decision = try desk.approve(try desk.create(draft).request!, by: desk.ben)
            _ = try GrantWorkflow.revoke(
                decision.grant!, request: decision.request!, rules: desk.rules, by: .user(desk.eve),
                reason: "x", in: desk.configuration, now: desk.office.now)
        },
    ]

    private static func end(
        by person: UserID, state: GrantState, _ desk: inout Desk
    ) throws(Refusal) {
        let decision = try desk.approve(try desk.create(draft).request!, by: desk.ben)
        var grant = decision.grant!
        grant.state = state
        _ = try GrantWorkflow.end(
            grant, request: decision.request!, by: person, in: desk.configuration,
            now: desk.office.now)
    }

    @Test("each reason comes with its code and says what is wrong", arguments: cases)
    func reasons(_ example: Case) {
        var desk = Desk()
        let refusal = refusal { () throws(Refusal) in try example.provoke(&desk) }
        #expect(refusal?.reason == example.reason && refusal?.code == example.code)
        #expect(refusal?.message.isEmpty == false)
        let isInvalid = refusal?.code == .invalidArgument
        #expect(refusal?.fields.isEmpty == !isInvalid)
        if refusal?.code == .failedPrecondition { #expect(refusal?.unmet.isEmpty == false) }
    }

    @Test func noReasonIsLeftOut() {
        #expect(Set(Self.cases.map(\.reason)) == Set(Refusal.Reason.allCases))
    }
}
