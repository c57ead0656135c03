import Broker
import Crypto
import CryptoExtras
import Foundation
import Workflow

/// Makes keys, JWKS files and tokens: good ones, and ones that are wrong in any way asked for.
/// Writes the formats itself and shares no code with what is tested.
struct TokenWorkshop {
    static let now = Instant(milliseconds: 1_750_000_000_000)
    static let organization = OrganizationID(high: 0x0190_0000_0000_7000, low: 1 << 63 | 7)
    static let issuerName = "https://id.example.org"
    static let audience = "countersign"

    /// RSA keys take long to make: one for all tests.
    static let rsaKey = try! _RSA.Signing.PrivateKey(keySize: .bits2048)

    let edKey = Curve25519.Signing.PrivateKey()
    let ecKey = P256.Signing.PrivateKey()

    enum Key { case ed, ec, rsa }

    /// The claims of a good token.
    static var claims: [String: any Sendable] {
        let seconds = now.milliseconds / 1_000
        return [
            "iss": issuerName, "aud": audience, "sub": "alice", "iat": seconds,
            "exp": seconds + 3_600,
        ]
    }

    func token(
        _ key: Key = .ed, header changes: [String: (any Sendable)?] = [:],
        claims claimChanges: [String: (any Sendable)?] = [:]
    ) throws -> String {
        var header: [String: any Sendable] =
            switch key {
            case .ed: ["alg": "EdDSA", "kid": "ed-1"]
            case .ec: ["alg": "ES256", "kid": "ec-1"]
            case .rsa: ["alg": "RS256", "kid": "rsa-1"]
            }
        var claims = Self.claims
        for (name, value) in changes { header[name] = value }
        for (name, value) in claimChanges { claims[name] = value }
        return try sign(key, header: json(header), payload: json(claims))
    }

    /// Signs whatever is given, JSON or not.
    func sign(_ key: Key, header: Data, payload: Data) throws -> String {
        let signed = base64url(header) + "." + base64url(payload)
        let bytes = Data(signed.utf8)
        let signature =
            switch key {
            case .ed: try edKey.signature(for: bytes)
            case .ec: try ecKey.signature(for: bytes).rawRepresentation
            case .rsa:
                try Self.rsaKey.signature(for: bytes, padding: .insecurePKCS1v1_5)
                    .rawRepresentation
            }
        return signed + "." + base64url(signature)
    }

    var edJWK: [String: String] {
        [
            "kty": "OKP", "crv": "Ed25519", "kid": "ed-1", "use": "sig",
            "x": base64url(edKey.publicKey.rawRepresentation),
        ]
    }

    var ecJWK: [String: String] {
        let point = ecKey.publicKey.rawRepresentation
        return [
            "kty": "EC", "crv": "P-256", "kid": "ec-1", "alg": "ES256",
            "x": base64url(point.prefix(32)), "y": base64url(point.suffix(32)),
        ]
    }

    var rsaJWK: [String: String] {
        get throws {
            let numbers = try Self.rsaKey.publicKey.getKeyPrimitives()
            return [
                "kty": "RSA", "kid": "rsa-1", "n": base64url(numbers.modulus),
                "e": base64url(numbers.publicExponent),
            ]
        }
    }

    /// Loads an issuer from a JWKS file with these keys.
    func issuer(
        name: String = issuerName, organization: OrganizationID = organization,
        keys: [[String: String]]? = nil
    ) async throws -> Issuer {
        let keys = try keys ?? [edJWK, ecJWK, rsaJWK]
        return try await Self.issuer(
            name: name, organization: organization, jwks: json(["keys": keys]))
    }

    static func issuer(
        name: String = issuerName, organization: OrganizationID = organization, jwks: Data
    ) async throws -> Issuer {
        let file = FileManager.default.temporaryDirectory.appending(
            path: "jwks-\(UUID().uuidString).json")
        try jwks.write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return try await Issuer.load(
            IssuerConfiguration(
                name: name, audience: audience,
                trust: .external(jwksFile: file.path, organization: organization)))
    }

    func verifier(clock: any NodeClock = ManualNodeClock(wall: now)) async throws -> TokenVerifier {
        try TokenVerifier(issuers: [try await issuer()], clock: clock)
    }
}

func json(_ value: Any) throws -> Data {
    try JSONSerialization.data(withJSONObject: value, options: [.sortedKeys])
}

func base64url(_ data: Data) -> String {
    data.base64EncodedString()
        .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
}
