import JWTKit
import Workflow

/// An issuer ready for use: its keys, each with the one algorithm it is for.
package struct Issuer: Sendable {
    package let configuration: IssuerConfiguration
    /// By `kid`.
    let keys: [ExactName: VerificationKey]

    /// Reads the issuer's keys.
    package static func load(
        _ configuration: IssuerConfiguration
    ) async throws(IssuerFailure) -> Issuer {
        guard !configuration.name.isEmpty, !configuration.audience.isEmpty else {
            throw IssuerFailure("an issuer needs a name and an audience")
        }
        let entries: [JSONWebKey]
        let place: String
        switch configuration.trust {
        case .external(let file, _):
            entries = try JSONWebKey.read(fromPath: file)
            place = "JWKS file \(file)"
        case .local(let publicKey):
            entries = [.ed25519(publicKey)]
            place = "local issuer"
        }
        return Issuer(
            configuration: configuration, keys: try await verificationKeys(entries, place))
    }

    private static func verificationKeys(
        _ entries: [JSONWebKey], _ place: String
    ) async throws(IssuerFailure) -> [ExactName: VerificationKey] {
        var keys: [ExactName: VerificationKey] = [:]
        for (index, entry) in entries.enumerated() where entry.isForSignatures {
            let key: VerificationKey
            do {
                key = try await VerificationKey(entry)
            } catch {
                throw IssuerFailure("\(place): keys[\(index)]: \(error.problem)")
            }
            guard keys.updateValue(key, forKey: ExactName(key.id)) == nil else {
                throw IssuerFailure("\(place): keys[\(index)]: another key has kid `\(key.id)` too")
            }
        }
        guard !keys.isEmpty else { throw IssuerFailure("\(place): no key for signatures in it") }
        return keys
    }
}

/// A public key and the one algorithm it verifies.
struct VerificationKey: Sendable {
    let id: String
    let algorithm: TokenAlgorithm
    private let verifier: any JWTAlgorithm

    /// Whether the signature is good. Can be called from any thread, and does not wait.
    func isValid(_ signature: [UInt8], of signed: ArraySlice<UInt8>) -> Bool {
        (try? verifier.verify(signature, signs: signed)) ?? false
    }

    /// jwt-kit's collections answer an unknown `kid` with their first key, and take the algorithm
    /// from the token when the key has none. Hence a collection for each key, with the algorithm
    /// fixed here, and asked only once.
    init(_ entry: JSONWebKey) async throws(JSONWebKey.Fault) {
        let (jwk, algorithm) = try entry.checked()
        guard let kid = jwk.keyIdentifier else { throw JSONWebKey.Fault("it has no `kid`") }
        let collection = JWTKeyCollection()
        do {
            verifier = try await collection.add(jwk: jwk).getKey(for: kid)
        } catch {
            throw JSONWebKey.Fault("not a usable \(algorithm.rawValue) key: \(error)")
        }
        guard verifier.name == algorithm.rawValue else {
            throw JSONWebKey.Fault("it is for \(verifier.name), not \(algorithm.rawValue)")
        }
        id = kid.string
        self.algorithm = algorithm
    }
}

/// The signature algorithms accepted (RFC 7518, section 3.1; RFC 8037, section 3.1).
enum TokenAlgorithm: String, Sendable, CaseIterable {
    case edDSA = "EdDSA"
    case es256 = "ES256"
    case rs256 = "RS256"
}
