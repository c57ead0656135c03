import CountersignClient
import CountersignProto
import Testing

/// requirements.md §6: what ends with a resource or a user.
@Suite struct EndingTests {
    @Test func `a resource that is deleted takes its requests and grants with it`() async throws {
        try await withOffice { office in
            let grant = try await office.grant()
            let request = try await office.ask(account: "readonly")
            let before = try await office.records().count
            let deleted = try await office[.admin].resource.deleteResource(id: "prod-db")
            #expect(deleted.cancelledRequests == 1 && deleted.revokedGrants == 1)
            #expect(try await office.look(at: grant).state == .revoked)
            #expect(try await office.look(at: request).state == .cancelled)
            let told = try await office.events().dropFirst(before)
            #expect(
                Set(told.map(\.kind)) == [.resourceChanged, .requestCancelled, .grantRevoked])
            #expect(told.count == 3)
            await expectRefusal(.permissionDenied, "NOT_SHARED") { try await office.ask(as: .sam) }
            await expectRefusal(.failedPrecondition, "REQUEST_NOT_PENDING") {
                try await office.approve(request, as: .ben)
            }
        }
    }

    @Test func `a user who is suspended loses requests, grants and voice at once`() async throws {
        try await withOffice { office in
            let grant = try await office.grant()
            let request = try await office.ask(account: "readonly")
            _ = try await office[.rita].directory.whoAmI()
            let suspended = try await office[.admin].directory.suspendUser(id: Person.rita.email)
            #expect(suspended.user?.state == .suspended)
            #expect(suspended.cancelledRequests == 1 && suspended.revokedGrants == 1)
            #expect(try await office.look(at: grant).state == .revoked)
            #expect(try await office.look(at: request).state == .cancelled)
            // The token is as good as before; the person behind it is not.
            await expectRefusal(.permissionDenied, "USER_SUSPENDED") {
                try await office[.rita].directory.whoAmI()
            }
            await expectRefusal(.permissionDenied, "USER_SUSPENDED") { try await office.ask() }
            #expect(
                try await office.history(of: grant.id) == [
                    .grantCreated, .grantActivated, .grantRevoked,
                ])

            _ = try await office[.admin].directory.activateUser(id: Person.rita.email)
            #expect(try await office.ask().state == .pending)
            #expect(try await office.look(at: grant).state == .revoked)
        }
    }

    @Test func `suspending someone again changes nothing`() async throws {
        try await withOffice { office in
            _ = try await office[.admin].directory.suspendUser(id: Person.rita.email)
            let before = try await office.records().count
            let again = try await office[.admin].directory.suspendUser(id: Person.rita.email)
            #expect(again.user?.state == .suspended)
            #expect(again.cancelledRequests == 0 && again.revokedGrants == 0)
            #expect(try await office.records().count == before)
        }
    }

    @Test func `the last administrator can't be suspended`() async throws {
        try await withOffice { office in
            await expectRefusal(.failedPrecondition, "LAST_ADMINISTRATOR") {
                try await office[.admin].directory.suspendUser(id: Person.admin.email)
            }
        }
    }

    @Test func `a service that is deleted can't call any more`() async throws {
        try await withOffice { office in
            _ = try await office[.gateway].event.openStream()
            _ = try await office[.admin].directory.deleteService(id: Machine.gateway.rawValue)
            await expectRefusal(.unauthenticated, "SUBJECT_UNKNOWN") {
                try await office[.gateway].event.openStream()
            }
        }
    }
}
