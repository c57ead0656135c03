import Broker
import CountersignClient
import CountersignProto
import Testing

/// Whose call it is: the token says so, and nothing of a call is looked at before.
@Suite struct TokenTests {
    private func whoAmI(_ token: String, in office: Office) async throws -> Reply {
        try await office.wire().send(
            Call(Methods.DirectoryService.whoAmI, WhoAmIRequest(), token: token))
    }

    @Test func `what is no token is refused`() async throws {
        try await withOffice(furnished: false) { office in
            for token in ["", "x", "a.b.c", String(repeating: "x", count: 9_000)] {
                let reply = try await whoAmI(token, in: office)
                #expect(reply.status == .unauthenticated)
                #expect(reply.reason.hasPrefix("TOKEN_"), "\(reply.reason)")
            }
        }
    }

    @Test func `a token of algorithm none is refused`() async throws {
        try await withOffice { office in
            let good = office.home.token(of: .rita).split(separator: ".")
            // {"alg":"none"}
            let reply = try await whoAmI("eyJhbGciOiJub25lIn0.\(good[1]).", in: office)
            #expect(reply.status == .unauthenticated)
            #expect(["ALGORITHM_REFUSED", "TOKEN_MALFORMED"].contains(reply.reason))
        }
    }

    @Test func `a token of a key that the node does not have is refused`() async throws {
        try await withOffice { office in
            let forger = LocalIssuer(key: Broker.SigningKey())
            let token = try forger.issue(
                subject: "rita", organization: office.home.organization, at: office.clock.wall())
            #expect(try await whoAmI(token, in: office).reason == "KEY_UNKNOWN")
        }
    }

    @Test func `a token that was changed is refused`() async throws {
        try await withOffice { office in
            let (mine, other) = (office.home.token(of: .sam), office.home.token(of: .rita))
            let parts = (mine.split(separator: "."), other.split(separator: "."))
            let forged = "\(parts.0[0]).\(parts.1[1]).\(parts.0[2])"
            let reply = try await whoAmI(forged, in: office)
            #expect(reply.reason == "SIGNATURE_INVALID")
        }
    }

    @Test func `a subject that the organization does not know is refused`() async throws {
        try await withOffice { office in
            // Rita is known at home, and not next door.
            for token in [
                office.home.token(subject: "mallory"), office.neighbour.token(of: .rita),
            ] {
                let reply = try await whoAmI(token, in: office)
                #expect(reply.reason == "SUBJECT_UNKNOWN")
            }
        }
    }

    @Test func `an organization that is not there is refused`() async throws {
        try await withOffice { office in
            try await withOffice(furnished: false) { elsewhere in
                // Both nodes trust no key but their own, so this one is made with ours.
                let token = try office.home.issuer.issue(
                    subject: "rita", organization: elsewhere.home.organization,
                    at: office.clock.wall())
                let reply = try await whoAmI(token, in: office)
                #expect(reply.status != .ok)
                #expect(reply.status == .unauthenticated || reply.status == .notFound)
            }
        }
    }

    @Test func `a body is decoded last, after the caller is known and may call`() async throws {
        try await withOffice { office in
            let wire = try office.wire()
            let garbage: [UInt8] = [0xFF, 0xFF, 0xFF]
            func send(_ method: AnyMethod, _ token: String) async throws -> StatusCode? {
                try await wire.send(
                    Call(
                        method: method.name, requestID: RequestID().bytes, bearerToken: token,
                        body: garbage)
                ).status
            }
            for method in [
                AnyMethod(Methods.DirectoryService.createUser),
                AnyMethod(Methods.DirectoryService.getUser),
            ] {
                #expect(try await send(method, "") == .unauthenticated)
                #expect(try await send(method, office.home.token(of: .sam)) == .permissionDenied)
                #expect(try await send(method, office.home.token(of: .lobby)) == .permissionDenied)
                #expect(try await send(method, office.home.token(of: .admin)) == .invalidArgument)
            }
        }
    }

    @Test func `a method that there is not is UNIMPLEMENTED, and a frame of nonsense is answered`()
        async throws
    {
        try await withOffice(furnished: false) { office in
            let wire = try office.wire()
            let reply = try await wire.send(Call(method: "countersign.v1.AccessService/Explode"))
            #expect(reply.status == .unimplemented && reply.reason == "METHOD_UNKNOWN")
            for frame in [[], [0], Array(repeating: 0xFF, count: 60_000)] as [[UInt8]] {
                let answer = try Reply(serialized: try await wire.send(frame), limits: .reply)
                #expect(answer.status != .ok)
            }
            #expect(try await office[.admin].directory.whoAmI().permissions.isEmpty == false)
        }
    }
}
