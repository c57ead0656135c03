import Broker
import Foundation
import Testing

/// A JWKS file that is wrong, and what the operator must be told.
private struct Case: CustomTestStringConvertible {
    let name: String
    let message: String
    let make: @Sendable (TokenWorkshop) throws -> Data

    init(
        _ name: String, _ message: String, make: @escaping @Sendable (TokenWorkshop) throws -> Data
    ) {
        self.name = name
        self.message = message
        self.make = make
    }

    /// Two keys, the second with these fields changed.
    init(
        _ name: String, _ message: String,
        _ base: @escaping @Sendable (TokenWorkshop) throws -> [String: String] = { $0.edJWK },
        changes: [String: String?]
    ) {
        self.init(name, message) { workshop in
            var key = try base(workshop)
            for (field, value) in changes { key[field] = value }
            var first = TokenWorkshop().edJWK
            first["kid"] = "first"
            return try json(["keys": [first, key]])
        }
    }

    var testDescription: String { name }
}

private let ec: @Sendable (TokenWorkshop) throws -> [String: String] = { $0.ecJWK }
private let rsa: @Sendable (TokenWorkshop) throws -> [String: String] = { try $0.rsaJWK }

private let cases = [
    Case("no JSON", "it is not JSON") { _ in Data("{".utf8) },
    Case("no keys", "keys is missing") { _ in Data("{}".utf8) },
    Case("keys is text", "keys has the wrong type") { _ in Data(#"{"keys":"x"}"#.utf8) },
    Case("a field of another type", "keys[0].kid has the wrong type") { _ in
        Data(#"{"keys":[{"kid":1}]}"#.utf8)
    },
    Case("empty", "no key for signatures in it") { _ in Data(#"{"keys":[]}"#.utf8) },
    Case("no kty", "keys[1]: it has no `kty`", changes: ["kty": nil]),
    Case("no kid", "keys[1]: it needs a `kid` of 1 to 255 bytes", changes: ["kid": nil]),
    Case("same kid", "keys[1]: another key has kid `first` too", changes: ["kid": "first"]),
    Case("shared secret", "keys[1]: a shared secret (`oct`) is never", changes: ["kty": "oct"]),
    Case("unknown type", "keys[1]: key type `AKP` is unknown", changes: ["kty": "AKP"]),
    Case("a private key", "keys[1]: it holds a private key (`d`)", changes: ["d": "AAAA"]),
    Case("wrong alg", "`alg` is `HS256`, but `kty` calls for EdDSA", changes: ["alg": "HS256"]),
    Case("wrong curve", "keys[1]: `crv` must be Ed25519", changes: ["crv": "Ed448"]),
    Case("no x", "keys[1]: it has no `x`", changes: ["x": nil]),
    Case("x is no base64url", "keys[1]: `x` is not base64url", changes: ["x": "+/+/"]),
    Case("x too short", "keys[1]: `x` has 3 bytes instead of 32", changes: ["x": "AAAA"]),
    Case("P-384", "keys[1]: `crv` must be P-256", ec, changes: ["crv": "P-384"]),
    Case("ES512", "`alg` is `ES512`", ec, changes: ["alg": "ES512"]),
    Case(
        "not on the curve", "keys[1]: not a usable ES256 key", ec,
        changes: ["x": base64url(Data(repeating: 1, count: 32))]),
    Case(
        "RSA of 1024 bits", "keys[1]: an RSA key of 1024 bits", rsa,
        changes: ["n": base64url(Data(repeating: 0xFF, count: 128))]),
    Case(
        "RSA of 2047 bits", "keys[1]: an RSA key of 2047 bits", rsa,
        changes: ["n": base64url(Data([0x7F] + Data(repeating: 0xFF, count: 255)))]),
    Case("even exponent", "keys[1]: `e` is not a public exponent", rsa, changes: ["e": "AQAA"]),
    Case("RS512", "`alg` is `RS512`", rsa, changes: ["alg": "RS512"]),
]

@Test(arguments: cases)
private func `A wrong JWKS file is refused with the place and the fault`(wrong: Case) async throws {
    let jwks = try wrong.make(TokenWorkshop())
    let failure = await #expect(throws: IssuerFailure.self) {
        try await TokenWorkshop.issuer(jwks: jwks)
    }
    let description = try #require(failure?.description)
    #expect(description.contains(wrong.message))
    #expect(description.hasPrefix("JWKS file /"))
}

@Test func `A JWKS file that is not there is named`() async throws {
    let failure = await #expect(throws: IssuerFailure.self) {
        try await Issuer.load(
            IssuerConfiguration(
                name: "x", audience: "y",
                trust: .external(
                    jwksFile: "/nowhere/jwks.json", organization: TokenWorkshop.organization)))
    }
    #expect(failure?.description == "JWKS file /nowhere/jwks.json: No such file or directory")
}

@Test func `Keys for encryption are passed over`() async throws {
    let workshop = TokenWorkshop()
    var encryption = workshop.ecJWK
    encryption["use"] = "enc"
    encryption["kid"] = "ed-1"
    let issuer = try await workshop.issuer(keys: [encryption, workshop.edJWK])
    let verifier = try TokenVerifier(
        issuers: [issuer], clock: ManualNodeClock(wall: TokenWorkshop.now))
    _ = try verifier.verify(try workshop.token())
}
