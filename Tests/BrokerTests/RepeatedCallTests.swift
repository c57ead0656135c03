import CountersignClient
import CountersignProto
import Testing

/// requirements.md §6: the same call arrives twice. One effect, and the same reply.
@Suite struct RepeatedCallTests {
    private func approval(of request: AccessRequest, in office: Office, _ id: RequestID) throws
        -> Call
    {
        try Call(
            Methods.AccessService.approveRequest, ApproveRequestRequest(id: request.id),
            token: office.home.token(of: .ben), id: id)
    }

    @Test func `one after the other`() async throws {
        try await withOffice { office in
            let request = try await office.ask()
            let wire = try office.wire()
            let call = try approval(of: request, in: office, RequestID())
            let first = try await wire.send(call.serialized())
            office.advance(seconds: 60)
            #expect(try await wire.send(call.serialized()) == first)
            #expect(try await office.history(of: request.id).filter { $0 == .vote }.count == 1)
        }
    }

    @Test func `fifty at once`() async throws {
        try await withOffice { office in
            let request = try await office.ask()
            let wire = try office.wire()
            let frame = try approval(of: request, in: office, RequestID()).serialized()
            let replies = try await withThrowingTaskGroup(of: [UInt8].self) { group in
                for _ in 0..<50 { group.addTask { try await wire.send(frame) } }
                return try await group.reduce(into: Set()) { $0.insert($1) }
            }
            #expect(replies.count == 1)
            #expect(try Reply(serialized: replies.first!, limits: .reply).status == .ok)
            #expect(try await office.history(of: request.id).filter { $0 == .vote }.count == 1)
        }
    }

    @Test func `again after the node was restarted`() async throws {
        try await withOffice { office in
            let request = try await office.ask()
            let frame = try approval(of: request, in: office, RequestID()).serialized()
            let first = try await office.wire().send(frame)
            try await office.restart()
            #expect(try await office.wire().send(frame) == first)
            #expect(try await office.history(of: request.id).filter { $0 == .vote }.count == 1)
        }
    }

    @Test func `with another body, or as another method, it is refused`() async throws {
        try await withOffice { office in
            let request = try await office.ask()
            let id = RequestID()
            let options = CallOptions(requestID: id)
            _ = try await office[.ben].access.approveRequest(
                id: request.id, comment: "yes", options: options)
            await expectRefusal(.invalidArgument, "REQUEST_ID_REUSED") {
                try await office[.ben].access.approveRequest(
                    id: request.id, comment: "no", options: options)
            }
            await expectRefusal(.invalidArgument, "REQUEST_ID_REUSED") {
                try await office[.ben].access.rejectRequest(
                    id: request.id, comment: "yes", options: options)
            }
            // The id belongs to Ben; Anna's is another.
            await expectRefusal(.permissionDenied, "NOT_AN_APPROVER") {
                try await office[.anna].access.approveRequest(
                    id: request.id, comment: "no", options: options)
            }
        }
    }

    @Test func `a refusal is not remembered: the call may succeed later`() async throws {
        try await withOffice { office in
            let options = CallOptions(requestID: RequestID())
            await expectRefusal(.failedPrecondition, "NO_POLICY") {
                _ = try await office[.admin].policy.deletePolicy(id: "production")
                return try await office[.rita].access.createRequest(
                    resource: "prod-db", account: "admin", duration: .hours(1), options: options)
            }
            _ = try await office[.admin].policy.createPolicy(policy: .production)
            let made = try await office[.rita].access.createRequest(
                resource: "prod-db", account: "admin", duration: .hours(1), options: options)
            #expect(made.request?.state == .pending)
        }
    }

    @Test func `a repeat from someone suspended since is refused`() async throws {
        try await withOffice { office in
            let request = try await office.ask()
            let call = try approval(of: request, in: office, RequestID())
            let wire = try office.wire()
            #expect(try await wire.send(call).status == .ok)
            _ = try await office[.admin].directory.suspendUser(id: Person.ben.email)
            #expect(try await wire.send(call).reason == "USER_SUSPENDED")
        }
    }

    @Test(arguments: [0, 1, 15, 17]) func `an id that has not 16 bytes is refused`(
        count: Int
    ) async throws {
        try await withOffice { office in
            let request = try await office.ask()
            var call = try approval(of: request, in: office, RequestID())
            call.requestID = Array(repeating: 7, count: count)
            let reply = try await office.wire().send(call)
            #expect(reply.status == .invalidArgument && reply.reason == "REQUEST_ID_MISSING")
            #expect(!(try await office.history(of: request.id).contains(.vote)))
        }
    }

    @Test func `an id is forgotten a day later`() async throws {
        try await withOffice { office in
            let options = CallOptions(requestID: RequestID())
            let group = Group(name: "night shift")
            _ = try await office[.admin].directory.createGroup(group: group, options: options)
            office.advance(seconds: 24 * 3_600 + 1)
            // Purged at the next round of upkeep; until then it is a repeat.
            let again = try await eventually("the reply is purged") {
                do {
                    _ = try await office[.admin].directory.createGroup(
                        group: group, options: options)
                    return nil as CountersignError?
                } catch let error as CountersignError {
                    return error
                }
            }
            #expect(again.reason == "NAME_TAKEN")
        }
    }
}
