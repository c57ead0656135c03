import Broker
import Crypto
import Foundation
import Testing
import Workflow

struct LocalIssuerTests {
    private let key = SigningKey()
    private let clock = ManualNodeClock(wall: TokenWorkshop.now)

    private func verifier() async throws -> TokenVerifier {
        let issuer = try await Issuer.load(LocalIssuer(key: key).configuration)
        return try TokenVerifier(issuers: [issuer], clock: clock)
    }

    @Test func `Its tokens are accepted, for the organization they name`() async throws {
        let token = try LocalIssuer(key: key).issue(
            subject: "alice", organization: TokenWorkshop.organization, at: clock.wall())
        let verified = try await verifier().verify(token)
        #expect(verified.subject == "alice")
        #expect(verified.organization == TokenWorkshop.organization)
        #expect(verified.expiresAt == TokenWorkshop.now + .hours(12))
    }

    @Test func `A token lasts as long as asked`() async throws {
        let token = try LocalIssuer(key: key).issue(
            subject: "alice", organization: TokenWorkshop.organization, at: clock.wall(),
            lifetime: .seconds(90))
        let verifier = try await verifier()
        _ = try verifier.verify(token)
        clock.advance(by: .seconds(90))
        let refusal = #expect(throws: TokenRefusal.self) { try verifier.verify(token) }
        #expect(refusal?.reason == .expired)
    }

    @Test func `Another node's tokens are refused`() async throws {
        let token = try LocalIssuer(key: SigningKey()).issue(
            subject: "alice", organization: TokenWorkshop.organization, at: clock.wall())
        let verifier = try await verifier()
        let refusal = #expect(throws: TokenRefusal.self) { try verifier.verify(token) }
        #expect(refusal?.reason == .keyUnknown)
    }

    @Test(
        arguments: [
            (nil, .claimMissing), ("", .claimInvalid),
            ("usr_7zzzzzzzzzzzzzzzzzzzzzzzzz", .claimInvalid),
        ] as [(String?, TokenRefusal.Reason)])
    func `It must name an organization`(org: String?, reason: TokenRefusal.Reason) async throws {
        var claims: [String: any Sendable] = TokenWorkshop.claims
        claims["iss"] = LocalIssuer.name
        claims["org"] = org
        let header = base64url(try json(["alg": "EdDSA", "kid": key.id]))
        let signed = header + "." + base64url(try json(claims))
        let token = signed + "." + base64url(Data(try key.sign(Array(signed.utf8))))
        let verifier = try await verifier()
        let refusal = #expect(throws: TokenRefusal.self) { try verifier.verify(token) }
        #expect(refusal?.reason == reason)
    }
}

struct SigningKeyTests {
    private func withDirectory(_ body: (URL) throws -> Void) throws {
        let directory = FileManager.default.temporaryDirectory.appending(
            path: "keys-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        try body(directory)
    }

    @Test func `A key file is read back, and only its owner can read it`() throws {
        try withDirectory { directory in
            let path = directory.appending(path: "a.key").path
            let made = try SigningKey.create(atPath: path)
            let read = try SigningKey.load(fromPath: path)
            #expect(read.id == made.id)
            #expect(read.isValid(signature: try made.sign([1, 2, 3]), of: [1, 2, 3]))
            #expect(!read.isValid(signature: try made.sign([1, 2, 3]), of: [1, 2]))
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
        }
    }

    @Test func `The id is the start of the public key's digest`() {
        let key = SigningKey()
        let digest = SHA256.hash(data: key.publicKey).map {
            let text = String($0, radix: 16)
            return text.count == 1 ? "0" + text : text
        }
        #expect(key.id == digest.joined().prefix(16))
    }

    @Test func `A key file is never replaced`() throws {
        try withDirectory { directory in
            let path = directory.appending(path: "a.key").path
            let made = try SigningKey.create(atPath: path)
            let failure = #expect(throws: KeyFileFailure.self) {
                try SigningKey.create(atPath: path)
            }
            #expect(failure?.description == "key file \(path): File exists")
            #expect(try SigningKey.load(fromPath: path).id == made.id)
        }
    }

    @Test func `A key that others can read is refused`() throws {
        try withDirectory { directory in
            let path = directory.appending(path: "a.key").path
            _ = try SigningKey.create(atPath: path)
            try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
            let failure = #expect(throws: KeyFileFailure.self) {
                try SigningKey.load(fromPath: path)
            }
            #expect(failure?.description.contains("chmod 600") == true)
        }
    }

    @Test(arguments: [
        "", "not a key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
    ])
    func `What is no key is refused`(text: String) throws {
        try withDirectory { directory in
            let path = directory.appending(path: "a.key").path
            let mode: [FileAttributeKey: Any] = [.posixPermissions: 0o600]
            let data = Data(text.utf8)
            #expect(FileManager.default.createFile(atPath: path, contents: data, attributes: mode))
            let failure = #expect(throws: KeyFileFailure.self) {
                try SigningKey.load(fromPath: path)
            }
            #expect(failure?.description.contains("not an Ed25519 private key") == true)
        }
    }
}
