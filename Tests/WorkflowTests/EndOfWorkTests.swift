import Testing
import Workflow

/// What ends with a resource or a suspended user, told as what it is.
@Suite struct EndOfWorkTests {
    /// Ana's request that waits and one whose time is up; her grant that is open and one that ran
    /// out; nothing of it written down yet.
    private struct Work {
        var desk = Desk()
        let waiting, overdue: GovernedRequest
        let open, over: Grant

        init() throws {
            overdue = GovernedRequest(
                try desk.request(timeToLive: .minutes(1)), rules: desk.rules)
            over = try #require(
                try desk.approve(try desk.request(duration: .minutes(1)), by: desk.ben).grant)
            desk.office.now = desk.office.now + .minutes(1)
            waiting = GovernedRequest(try desk.request(), rules: desk.rules)
            open = try #require(try desk.approve(try desk.request(), by: desk.ben).grant)
        }

        var pending: [GovernedRequest] { [waiting, overdue] }
        var grants: [Grant] { [open, over] }
    }

    private func check(_ decision: Decision, _ work: Work) {
        #expect(
            Array(decision.kinds.dropFirst()) == [
                .requestCancelled, .requestExpired, .grantRevoked, .grantExpired,
            ])
        for case .updateRequest(let request, _) in decision.changes {
            let isOverdue = request.id == work.overdue.request.id
            #expect(request.state == (isOverdue ? .expired : .cancelled))
        }
        for case .updateGrant(let grant) in decision.changes {
            let isOver = grant.id == work.over.id
            #expect(grant.state == (isOver ? .expired : .revoked))
            #expect(grant.endedAt == (isOver ? grant.expiresAt : work.desk.office.now))
        }
    }

    @Test func suspensionExpiresWhatHasRunOut() throws {
        let work = try Work()
        check(
            try ConfigurationWorkflow.suspendUser(
                "ana@acme.example", pending: work.pending, openGrants: work.grants,
                by: .system("test"), in: work.desk.configuration, now: work.desk.office.now), work)
    }

    @Test func deletionExpiresWhatHasRunOut() throws {
        let work = try Work()
        check(
            try ConfigurationWorkflow.deleteResource(
                "db", pending: work.pending, openGrants: work.grants, by: .system("test"),
                in: work.desk.configuration, now: work.desk.office.now), work)
    }
}
