import Broker
import Crypto
import Foundation
import Testing
import Workflow

struct TokenVerifierTests {
    private let workshop = TokenWorkshop()
    private let clock = ManualNodeClock(wall: TokenWorkshop.now)

    @Test(arguments: [TokenWorkshop.Key.ed, .ec, .rsa])
    func `A good token says who, of which organization, and until when`(
        key: TokenWorkshop.Key
    ) async throws {
        let verifier = try await workshop.verifier(clock: clock)
        let verified = try verifier.verify(try workshop.token(key))
        #expect(verified.subject == "alice")
        #expect(verified.organization == TokenWorkshop.organization)
        #expect(verified.issuer == TokenWorkshop.issuerName)
        #expect(verified.expiresAt == TokenWorkshop.now + .hours(1))
    }

    @Test(
        arguments: [
            ["aud": ["payroll", "countersign"]],
            ["nbf": TokenWorkshop.now.milliseconds / 1_000 + 30],
            ["sub": String(repeating: "a", count: 255)], ["org": "somebody else's"],
            ["org": ["id": 7]], ["exp": Double(TokenWorkshop.now.milliseconds) / 1_000 + 0.5],
        ] as [[String: any Sendable]])
    func `What is unusual but right is accepted`(claims: [String: any Sendable]) async throws {
        let verifier = try await workshop.verifier(clock: clock)
        let verified = try verifier.verify(try workshop.token(claims: claims))
        #expect(verified.organization == TokenWorkshop.organization)
    }

    @Test func `How and when the person signed in is kept`() async throws {
        let verifier = try await workshop.verifier(clock: clock)
        let token = try workshop.token(
            claims: ["amr": ["pwd", "otp"], "auth_time": TokenWorkshop.now.milliseconds / 1_000])
        let verified = try verifier.verify(token)
        #expect(verified.authenticationMethods == ["pwd", "otp"])
        #expect(verified.authenticatedAt == TokenWorkshop.now)
    }

    @Test func `A verified token is found again until it expires`() async throws {
        let verifier = try await workshop.verifier(clock: clock)
        let token = try workshop.token()
        #expect(verifier.cached(token) == nil)
        let verified = try verifier.verify(token)
        #expect(verifier.cached(token) == verified)
        clock.advance(by: Span(milliseconds: 3_599_999))
        #expect(verifier.cached(token) == verified)
        clock.advance(by: Span(milliseconds: 1))
        #expect(verifier.cached(token) == nil)
        let refusal = #expect(throws: TokenRefusal.self) { try verifier.verify(token) }
        #expect(refusal?.reason == .expired)
    }

    @Test func `Another spelling of a known token is not the known token`() async throws {
        let verifier = try await workshop.verifier(clock: clock)
        let token = try workshop.token()
        _ = try verifier.verify(token)
        #expect(verifier.cached(token + " ") == nil)
        #expect(throws: TokenRefusal.self) { try verifier.verify(token + " ") }
    }

    @Test func `New issuers replace the old ones and all they verified`() async throws {
        let verifier = try await workshop.verifier(clock: clock)
        let token = try workshop.token()
        _ = try verifier.verify(token)
        let other = TokenWorkshop()
        try verifier.replace(issuers: [try await other.issuer()])
        #expect(verifier.cached(token) == nil)
        let refusal = #expect(throws: TokenRefusal.self) { try verifier.verify(token) }
        #expect(refusal?.reason == .signatureInvalid)
        _ = try verifier.verify(try other.token())
    }

    @Test func `Two issuers of one name are refused`() async throws {
        let one = try await workshop.issuer()
        let two = try await TokenWorkshop().issuer()
        #expect(throws: IssuerFailure.self) {
            try TokenVerifier(issuers: [one, two], clock: clock)
        }
    }

    @Test func `An organization has one identity provider`() async throws {
        let one = try await workshop.issuer()
        let two = try await TokenWorkshop().issuer(name: "https://other.example.org")
        let failure = #expect(throws: IssuerFailure.self) {
            try TokenVerifier(issuers: [one, two], clock: clock)
        }
        #expect(failure?.description.contains("one identity provider") == true)
    }

    @Test func `Only the local issuer may name people by our ids`() async throws {
        let verifier = try await workshop.verifier(clock: clock)
        for id in [UserID(high: 1, low: 2).description, ServiceID(high: 1, low: 2).description] {
            let token = try workshop.token(claims: ["sub": id])
            let refusal = #expect(throws: TokenRefusal.self) { try verifier.verify(token) }
            #expect(refusal?.reason == .claimInvalid)
        }
    }

    @Test func `Issuer and audience are compared by their bytes`() async throws {
        // The sign for kelvin looks like the letter, and to Swift they are equal.
        let issuer = try await workshop.issuer(name: "https://K.example.org")
        let verifier = try TokenVerifier(issuers: [issuer], clock: clock)
        let token = try workshop.token(claims: ["iss": "https://\u{212A}.example.org"])
        let refusal = #expect(throws: TokenRefusal.self) { try verifier.verify(token) }
        #expect(refusal?.reason == .issuerUnknown)
    }

    @Test func `An issuer's token is not good under another issuer's name`() async throws {
        let other = TokenWorkshop()
        let verifier = try TokenVerifier(
            issuers: [
                try await workshop.issuer(),
                try await other.issuer(
                    name: "https://other.example.org",
                    organization: OrganizationID(high: 1, low: 2)),
            ], clock: clock)
        let token = try workshop.token(claims: ["iss": "https://other.example.org"])
        let refusal = #expect(throws: TokenRefusal.self) { try verifier.verify(token) }
        #expect(refusal?.reason == .signatureInvalid)
    }

    @Test func `The cache stays bounded and keeps what is used`() async throws {
        let verifier = try TokenVerifier(
            issuers: [try await workshop.issuer()], clock: clock, cacheLimit: 64)
        let used = try workshop.token(claims: ["sub": "used"])
        let unused = try workshop.token(claims: ["sub": "unused"])
        _ = try verifier.verify(used)
        _ = try verifier.verify(unused)
        for number in 0..<400 {
            _ = try verifier.verify(try workshop.token(claims: ["sub": "user-\(number)"]))
            #expect(verifier.cached(used) != nil)
        }
        #expect(verifier.cached(unused) == nil)
    }

    @Test func `Many threads verify at once`() async throws {
        let verifier = try await workshop.verifier(clock: clock)
        let tokens = try (0..<50).map { try workshop.token(claims: ["sub": "user-\($0)"]) }
        await withTaskGroup(of: Void.self) { group in
            for round in 0..<8 {
                group.addTask {
                    for (index, token) in tokens.enumerated() {
                        let verified = try? verifier.verify(token)
                        #expect(verified?.subject == "user-\(index)", "round \(round)")
                    }
                }
            }
        }
    }
}
