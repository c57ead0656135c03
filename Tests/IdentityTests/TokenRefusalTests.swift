import Broker
import Crypto
import Foundation
import Testing
import Workflow

/// A token that is wrong in one way, and the reason it must be refused for.
private struct Case: CustomTestStringConvertible {
    let name: String
    let reason: TokenRefusal.Reason
    let make: @Sendable (TokenWorkshop) throws -> String

    init(
        _ name: String, _ reason: TokenRefusal.Reason,
        make: @escaping @Sendable (TokenWorkshop) throws -> String
    ) {
        self.name = name
        self.reason = reason
        self.make = make
    }

    var testDescription: String { name }
}

private let seconds = TokenWorkshop.now.milliseconds / 1_000

private let formCases = [
    Case("no token", .missing) { _ in "" },
    Case("too long", .malformed) { _ in String(repeating: "a", count: 8_193) },
    Case("one part", .malformed) { _ in "abc" },
    Case("four parts", .malformed) { try $0.token() + ".x" },
    Case("only dots", .malformed) { _ in ".." },
    Case("padding", .malformed) { try $0.token() + "=" },
    Case("header is no JSON", .malformed) {
        try $0.sign(.ed, header: Data("{".utf8), payload: json(TokenWorkshop.claims))
    },
    Case("header is a list", .malformed) {
        try $0.sign(.ed, header: Data("[]".utf8), payload: json(TokenWorkshop.claims))
    },
    Case("payload is not UTF-8", .malformed) {
        try $0.sign(.ed, header: json(["alg": "EdDSA", "kid": "ed-1"]), payload: Data([0xFF]))
    },
    Case("payload is nested deeply", .malformed) {
        try $0.sign(
            .ed, header: json(["alg": "EdDSA", "kid": "ed-1"]),
            payload: Data(String(repeating: "[", count: 5_000).utf8))
    },
    Case("kid is a number", .malformed) { try $0.token(header: ["kid": 1]) },
    Case("exp is text", .malformed) { try $0.token(claims: ["exp": "tomorrow"]) },
    Case("critical extensions", .malformed) { try $0.token(header: ["crit": ["b64"]]) },
    Case("critical extensions, none listed", .malformed) {
        try $0.token(header: ["crit": [String]()])
    },
    Case("a number that fits no integer", .keyUnknown) {
        try $0.sign(
            .ed, header: Data(#"{"alg":"EdDSA","kid":"other","x":1e300}"#.utf8),
            payload: json(TokenWorkshop.claims))
    },
]

private let keyCases = [
    Case("no iss", .claimMissing) { try $0.token(claims: ["iss": nil]) },
    Case("another issuer", .issuerUnknown) {
        try $0.token(claims: ["iss": "https://evil.example.org"])
    },
    Case("iss with another case", .issuerUnknown) {
        try $0.token(claims: ["iss": "https://ID.example.org"])
    },
    Case("unknown kid", .keyUnknown) { try $0.token(header: ["kid": "ed-2"]) },
    Case("no kid", .keyUnknown) { try $0.token(header: ["kid": nil]) },
    Case("no alg", .algorithmRefused) { try $0.token(header: ["alg": nil]) },
    Case("alg none", .algorithmRefused) { try $0.token(header: ["alg": "none"]) },
    Case("alg none, unsigned", .algorithmRefused) { workshop in
        let parts = try workshop.token(header: ["alg": "none"]).split(separator: ".")
        return "\(parts[0]).\(parts[1])."
    },
    Case("alg NONE", .algorithmRefused) { try $0.token(header: ["alg": "NONE"]) },
    Case("alg HS256 with the public key as the secret", .algorithmRefused) { workshop in
        let signed = try workshop.token(header: ["alg": "HS256"]).split(separator: ".")[..<2]
            .joined(separator: ".")
        let key = SymmetricKey(data: workshop.edKey.publicKey.rawRepresentation)
        let code = HMAC<SHA256>.authenticationCode(for: Data(signed.utf8), using: key)
        return signed + "." + base64url(Data(code))
    },
    Case("alg RS512", .algorithmRefused) { try $0.token(.rsa, header: ["alg": "RS512"]) },
    Case("alg PS256", .algorithmRefused) { try $0.token(.rsa, header: ["alg": "PS256"]) },
    Case("alg of another key type", .algorithmRefused) {
        try $0.token(.ed, header: ["alg": "ES256"])
    },
    Case("kid of another key", .algorithmRefused) { try $0.token(.ed, header: ["kid": "ec-1"]) },
    Case("signed with another key", .signatureInvalid) { _ in try TokenWorkshop().token() },
    Case("ES256 signed with another key", .signatureInvalid) { _ in
        try TokenWorkshop().token(.ec)
    },
    Case("claims changed after signing", .signatureInvalid) { workshop in
        let good = try workshop.token().split(separator: ".")
        let other = try workshop.token(claims: ["sub": "root"]).split(separator: ".")
        return "\(good[0]).\(other[1]).\(good[2])"
    },
    Case("header changed after signing", .signatureInvalid) { workshop in
        let good = try workshop.token().split(separator: ".")
        let other = try workshop.token(header: ["typ": "at+jwt"]).split(separator: ".")
        return "\(other[0]).\(good[1]).\(good[2])"
    },
    Case("signature cut short", .signatureInvalid) { String(try $0.token().dropLast(2)) },
    Case("RSA signature cut short", .signatureInvalid) { String(try $0.token(.rsa).dropLast(2)) },
    Case("no signature", .signatureInvalid) { workshop in
        let parts = try workshop.token().split(separator: ".")
        return "\(parts[0]).\(parts[1])."
    },
    Case("its own key in the header", .signatureInvalid) { workshop in
        let stranger = TokenWorkshop()
        return try stranger.token(header: ["jwk": stranger.edJWK])
    },
]

private let claimCases = [
    Case("no aud", .claimMissing) { try $0.token(claims: ["aud": nil]) },
    Case("another aud", .audienceWrong) { try $0.token(claims: ["aud": "payroll"]) },
    Case("a list without our aud", .audienceWrong) {
        try $0.token(claims: ["aud": ["payroll", "crm"]])
    },
    Case("an empty aud list", .audienceWrong) { try $0.token(claims: ["aud": [String]()]) },
    Case("no exp", .claimMissing) { try $0.token(claims: ["exp": nil]) },
    Case("expired", .expired) { try $0.token(claims: ["exp": seconds - 1]) },
    Case("expires this instant", .expired) { try $0.token(claims: ["exp": seconds]) },
    Case("exp beyond any calendar", .claimInvalid) { try $0.token(claims: ["exp": 1e300]) },
    Case("exp before time", .claimInvalid) { try $0.token(claims: ["exp": -1]) },
    Case("not yet valid", .notYetValid) { try $0.token(claims: ["nbf": seconds + 31]) },
    Case("nbf beyond any calendar", .claimInvalid) { try $0.token(claims: ["nbf": 1e300]) },
    Case("no sub", .claimMissing) { try $0.token(claims: ["sub": nil]) },
    Case("empty sub", .claimMissing) { try $0.token(claims: ["sub": ""]) },
    Case("sub of 256 bytes", .claimInvalid) {
        try $0.token(claims: ["sub": String(repeating: "é", count: 128)])
    },
    Case("NUL in sub", .claimInvalid) { try $0.token(claims: ["sub": "alice\u{0}root"]) },
]

@Test(arguments: formCases + keyCases + claimCases)
private func `A wrong token is refused for its reason`(wrong: Case) async throws {
    let workshop = TokenWorkshop()
    let verifier = try await workshop.verifier()
    let token = try wrong.make(workshop)
    let refusal = #expect(throws: TokenRefusal.self) { try verifier.verify(token) }
    #expect(refusal?.reason == wrong.reason, "\(refusal?.message ?? "")")
    #expect(verifier.cached(token) == nil, "a refused token must not be remembered")
}

@Test func `Reasons are stable`() {
    #expect(
        TokenRefusal.Reason.allCases.map(\.rawValue) == [
            "TOKEN_MISSING", "TOKEN_MALFORMED", "TOKEN_EXPIRED", "TOKEN_NOT_YET_VALID",
            "ISSUER_UNKNOWN", "KEY_UNKNOWN", "ALGORITHM_REFUSED", "SIGNATURE_INVALID",
            "AUDIENCE_WRONG", "CLAIM_MISSING", "CLAIM_INVALID",
        ])
}

/// Any bytes at all: refused, and the process lives.
@Test func `Garbage is refused`() async throws {
    let seed =
        ProcessInfo.processInfo.environment["COUNTERSIGN_SEED"].flatMap(UInt64.init)
        ?? UInt64.random(in: 0...UInt64.max)
    print("COUNTERSIGN_SEED=\(seed)")
    var random = SeededGenerator(state: seed)
    let workshop = TokenWorkshop()
    let verifier = try await workshop.verifier()
    let good = Array(try workshop.token().utf8)
    for _ in 0..<2_000 {
        var bytes = good
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0...2, using: &random) {
            case 0: bytes[place] = UInt8.random(in: 0...127, using: &random)
            case 1: bytes.remove(at: place)
            default: bytes.insert(UInt8.random(in: 0...127, using: &random), at: place)
            }
        }
        guard bytes != good else { continue }
        #expect(throws: TokenRefusal.self) {
            try verifier.verify(String(decoding: bytes, as: UTF8.self))
        }
    }
}

/// SplitMix64 (Steele, Lea, Flood 2014).
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
