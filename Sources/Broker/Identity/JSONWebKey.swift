import JWTKit

/// A public key as JWKS files write it (RFC 7517), checked field by field, so that the operator
/// learns which key is wrong and how.
struct JSONWebKey: Decodable {
    var kty: String?
    var kid: String?
    var alg: String?
    var use: String?
    var crv: String?
    var x: String?
    var y: String?
    var n: String?
    var e: String?
    /// The private part, which must not be there.
    var d: Present?

    /// What is wrong with a key.
    struct Fault: Error {
        let problem: String

        init(_ problem: String) {
            self.problem = problem
        }
    }

    /// Keys for encryption may stand in the same file; they are passed over.
    var isForSignatures: Bool {
        use == nil || use == "sig"
    }

    static func ed25519(_ publicKey: [UInt8]) -> JSONWebKey {
        JSONWebKey(
            kty: "OKP", kid: SigningKey.id(ofPublicKey: publicKey), crv: "Ed25519",
            x: String(decoding: Base64URL.encode(publicKey), as: UTF8.self))
    }

    /// The key in jwt-kit's terms, and the algorithm that its type calls for.
    func checked() throws(Fault) -> (JWK, TokenAlgorithm) {
        guard d == nil else {
            throw Fault("it holds a private key (`d`); replace the key and publish the public half")
        }
        guard let kid, !kid.isEmpty, kid.utf8.count <= 255 else {
            throw Fault("it needs a `kid` of 1 to 255 bytes")
        }
        let identifier = JWKIdentifier(string: kid)
        switch kty {
        case "OKP":
            try require(algorithm: .edDSA)
            return (try ed25519(identifier), .edDSA)
        case "EC":
            try require(algorithm: .es256)
            return (try p256(identifier), .es256)
        case "RSA":
            try require(algorithm: .rs256)
            return (try rsa(identifier), .rs256)
        case "oct":
            throw Fault("a shared secret (`oct`) is never accepted; use EdDSA, ES256 or RS256")
        case let other?:
            throw Fault("key type `\(other)` is unknown; use OKP, EC or RSA")
        case nil:
            throw Fault("it has no `kty`")
        }
    }

    private func require(algorithm expected: TokenAlgorithm) throws(Fault) {
        if let alg, alg != expected.rawValue {
            throw Fault("`alg` is `\(alg)`, but `kty` calls for \(expected.rawValue)")
        }
    }

    private func ed25519(_ kid: JWKIdentifier) throws(Fault) -> JWK {
        guard crv == "Ed25519" else { throw Fault("`crv` must be Ed25519") }
        _ = try bytes(x, "x", 32...32)
        return .octetKeyPair(.eddsa, identifier: kid, x: x, y: nil, curve: .ed25519)
    }

    private func p256(_ kid: JWKIdentifier) throws(Fault) -> JWK {
        guard crv == "P-256" else { throw Fault("`crv` must be P-256") }
        _ = try bytes(x, "x", 32...32)
        _ = try bytes(y, "y", 32...32)
        return .ecdsa(.es256, identifier: kid, x: x, y: y, curve: .p256)
    }

    private func rsa(_ kid: JWKIdentifier) throws(Fault) -> JWK {
        let modulus = try bytes(n, "n", 1...1_025).drop { $0 == 0 }
        let bits = modulus.count * 8 - (modulus.first?.leadingZeroBitCount ?? 0)
        guard (2_048...8_192).contains(bits) else {
            throw Fault("an RSA key of \(bits) bits; it must have 2048 to 8192")
        }
        let exponent = try bytes(e, "e", 1...4)
        guard exponent.last.map({ $0 & 1 == 1 }) == true, exponent != [1] else {
            throw Fault("`e` is not a public exponent")
        }
        return .rsa(.rs256, identifier: kid, modulus: n, exponent: e)
    }

    private func bytes(
        _ text: String?, _ name: String, _ lengths: ClosedRange<Int>
    ) throws(Fault) -> [UInt8] {
        guard let text else { throw Fault("it has no `\(name)`") }
        guard let bytes = Base64URL.decode(text.utf8) else {
            throw Fault("`\(name)` is not base64url without padding")
        }
        guard lengths.contains(bytes.count) else {
            let wanted = lengths.count == 1 ? "\(lengths.lowerBound)" : "\(lengths)"
            throw Fault("`\(name)` has \(bytes.count) bytes instead of \(wanted)")
        }
        return bytes
    }
}
