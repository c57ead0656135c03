import CountersignClient
import CountersignProto
import Testing

/// requirements.md §6: what is changed while a request waits.
@Suite struct ChangeWhilePendingTests {
    @Test func `a policy edited while a request is pending leaves it the version it began with`()
        async throws
    {
        try await withOffice { office in
            let request = try await office.ask()
            #expect(request.policyVersion == 1)
            var policy = try #require(
                try await office[.admin].policy.getPolicy(id: "production").policy)
            policy.steps = [
                PolicyStep(name: "Boss", approvers: [.person(.olga)], requiredApprovals: 1)
            ]
            let updated = try await office[.admin].policy.updatePolicy(policy: policy)
            #expect(updated.policy?.version == 2)

            let kept = try await office.look(at: request)
            #expect(kept.policyVersion == 1)
            #expect(kept.steps.map(\.name) == ["Peers", "Security"])
            await expectRefusal(.permissionDenied, "NOT_AN_APPROVER") {
                try await office.approve(request, as: .olga)
            }
            try await office.approve(request, as: .ben)
            #expect(try await office.approve(request, as: .carl).grant?.active == true)

            let later = try await office.ask(account: "readonly")
            #expect(later.policyVersion == 2)
            #expect(later.steps.map(\.name) == ["Boss"])
        }
    }

    @Test func `the maximum duration is checked again when the grant is made`() async throws {
        try await withOffice { office in
            let request = try await office.ask(duration: .hours(8))
            var policy = try #require(
                try await office[.admin].policy.getPolicy(id: "production").policy)
            policy.maxDuration = .hours(2)
            _ = try await office[.admin].policy.updatePolicy(policy: policy)
            try await office.approve(request, as: .ben)
            let grant = try #require(try await office.approve(request, as: .carl).grant)
            #expect(grant.expireTime?.milliseconds == office.now + 2 * 3_600_000)
        }
    }

    @Test func `a policy deleted while a request is pending changes nothing for it`() async throws {
        try await withOffice { office in
            let request = try await office.ask()
            _ = try await office[.admin].policy.deletePolicy(id: "production")
            let kept = try await office.look(at: request)
            #expect(kept.policyName == "production" && kept.policyVersion == 1)
            try await office.approve(request, as: .ben)
            #expect(try await office.approve(request, as: .carl).grant?.active == true)
            await expectRefusal(.failedPrecondition, "NO_POLICY") {
                try await office.ask(account: "readonly")
            }
        }
    }

    @Test func `an approver group that is deleted makes its requests unreachable, told once`()
        async throws
    {
        try await withOffice { office in
            let request = try await office.ask()
            _ = try await office[.admin].directory.deleteGroup(id: "security")
            office.advance(seconds: 1)
            try await office.happened(.unreachable, to: request.id)
            // Another change, another look: nothing new is told.
            _ = try await office[.admin].directory.createGroup(group: Group(name: "others"))
            office.advance(seconds: 1)
            try await office.restart()
            let history = try await office.history(of: request.id)
            #expect(history.filter { $0 == .unreachable }.count == 1)
            let seen = try await office.look(at: request)
            #expect(seen.state == .pending)
            #expect(seen.steps[1].approvers.map(\.display) == [""])
        }
    }

    @Test func `a request whose quorum is gone can still be rejected, and expires`() async throws {
        try await withOffice { office in
            let request = try await office.ask(timeToLive: .minutes(10))
            _ = try await office[.admin].directory.deleteGroup(id: "dba")
            office.advance(seconds: 1)
            try await office.happened(.unreachable, to: request.id)
            await expectRefusal(.permissionDenied, "NOT_AN_APPROVER") {
                try await office.approve(request, as: .ben)
            }
            try office.advance(to: request.expireTime)
            try await office.happened(.requestExpired, to: request.id)
        }
    }

    @Test func `who has left the group can't vote any more, and the vote of before stands`()
        async throws
    {
        try await withOffice { office in
            let request = try await office.ask()
            _ = try await office[.admin].directory.removeGroupMembers(
                id: "dba", members: [Person.ben.email])
            await expectRefusal(.permissionDenied, "NOT_AN_APPROVER") {
                try await office.approve(request, as: .ben)
            }
            try await office.approve(request, as: .anna)
            _ = try await office[.admin].directory.removeGroupMembers(
                id: "dba", members: [Person.anna.email])
            let seen = try await office.look(at: request)
            #expect(seen.currentStep == 2)
            #expect(seen.steps[0].votes.map { $0.voter?.email } == [Person.anna.email])
            #expect(try await office.approve(request, as: .carl).grant?.active == true)
        }
    }

    @Test func `who joins the group can vote at once`() async throws {
        try await withOffice { office in
            let request = try await office.ask()
            await expectRefusal(.permissionDenied, "NOT_AN_APPROVER") {
                try await office.approve(request, as: .sam)
            }
            _ = try await office[.admin].directory.addGroupMembers(
                id: "dba", members: [Person.sam.email])
            #expect(try await office.approve(request, as: .sam).request?.currentStep == 2)
        }
    }

    @Test func `an approver who is suspended between votes is out, and their vote stands`()
        async throws
    {
        try await withOffice { office in
            let request = try await office.ask()
            try await office.approve(request, as: .ben)
            for person in [Person.ben, .carl] {
                _ = try await office[.admin].directory.suspendUser(id: person.email)
            }
            await expectRefusal(.permissionDenied, "USER_SUSPENDED") {
                try await office.approve(request, as: .carl)
            }
            #expect(
                try await office.look(at: request).steps[1].canStillApprove.map(\.email)
                    == [Person.dora.email])
            #expect(try await office.approve(request, as: .dora).grant?.active == true)
        }
    }

    @Test func `a requester in the approver group counts for no quorum and can't vote`()
        async throws
    {
        try await withOffice { office in
            let request = try await office.ask(as: .anna)
            #expect(request.steps[0].canStillApprove.map(\.email) == [Person.ben.email])
            await expectRefusal(.permissionDenied, "REQUESTER_CANNOT_APPROVE") {
                try await office.approve(request, as: .anna)
            }
            _ = try await office[.anna].access.cancelRequest(id: request.id)
            _ = try await office[.admin].directory.suspendUser(id: Person.ben.email)
            let error = await expectRefusal(.failedPrecondition, "QUORUM_UNREACHABLE") {
                try await office.ask(as: .anna)
            }
            #expect(error?.metadata.isEmpty == false)
        }
    }

    @Test func `one person counts in one step only`() async throws {
        try await withOffice { office in
            _ = try await office[.admin].directory.addGroupMembers(
                id: "security", members: [Person.ben.email])
            let request = try await office.ask()
            try await office.approve(request, as: .ben)
            await expectRefusal(.failedPrecondition, "COUNTED_IN_ANOTHER_STEP") {
                try await office.approve(request, as: .ben)
            }
            #expect(try await office.approve(request, as: .carl).grant?.active == true)
        }
    }
}
