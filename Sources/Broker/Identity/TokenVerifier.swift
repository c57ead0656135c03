import Synchronization
package import Workflow

/// Decides whether a bearer token is good, and what it says.
///
/// Every call may be made from any thread, and none waits for anything. A token seen before costs a
/// hash and a look-up; a new one costs a signature check on the caller's thread (0.1 ms or so).
package final class TokenVerifier: Sendable {
    /// The longest token that is looked at, in bytes.
    package static let tokenBytes = 8 << 10
    /// How far ahead `nbf` may be: the issuer's clock need not be ours (RFC 7519, section 4.1.5).
    package static let notBeforeLeeway = Span.seconds(30)

    /// The issuers and what was verified with them. Replaced as one, so that nothing verified with
    /// keys that are gone is ever found again.
    private final class Trust: Sendable {
        let issuers: [ExactName: Issuer]
        let cache: TokenCache

        init(issuers: [Issuer], cacheLimit: Int) throws(IssuerFailure) {
            var byName: [ExactName: Issuer] = [:]
            var providers: [OrganizationID: String] = [:]
            for issuer in issuers {
                let name = issuer.configuration.name
                guard byName.updateValue(issuer, forKey: ExactName(name)) == nil else {
                    throw IssuerFailure("two issuers have the name `\(name)`")
                }
                guard case .external(_, let organization) = issuer.configuration.trust else {
                    continue
                }
                if let other = providers.updateValue(name, forKey: organization) {
                    throw IssuerFailure(
                        "`\(other)` and `\(name)` both speak for \(organization); an organization "
                            + "can have one identity provider, as users are found by `sub` alone")
                }
            }
            self.issuers = byName
            cache = TokenCache(limit: cacheLimit)
        }
    }

    private let clock: any NodeClock
    private let cacheLimit: Int
    private let trust: Mutex<Trust>

    /// Keeps at most about `cacheLimit` good tokens. Throws if two issuers have the same name, or
    /// speak for the same organization from outside.
    package init(
        issuers: [Issuer], clock: any NodeClock, cacheLimit: Int = 100_000
    ) throws(IssuerFailure) {
        self.clock = clock
        self.cacheLimit = cacheLimit
        trust = Mutex(try Trust(issuers: issuers, cacheLimit: cacheLimit))
    }

    /// Trusts these issuers from now on, and no others. Forgets every token seen.
    package func replace(issuers: [Issuer]) throws(IssuerFailure) {
        let new = try Trust(issuers: issuers, cacheLimit: cacheLimit)
        trust.withLock { $0 = new }
    }

    /// What the token says, if it is good now.
    package func verify(_ token: String) throws(TokenRefusal) -> VerifiedToken {
        guard !token.isEmpty else { throw TokenRefusal(.missing, "the call carries no token") }
        guard token.utf8.count <= Self.tokenBytes else {
            throw TokenRefusal(.malformed, "the token is longer than \(Self.tokenBytes) bytes")
        }
        var token = token
        let hash = token.withUTF8 { TokenHash(UnsafeRawBufferPointer($0)) }
        let trust = trust.withLock { $0 }
        let now = clock.wall()
        if let known = trust.cache.token(hash, at: now) { return known }

        let parts = try TokenParts(Array(token.utf8))
        let issuer = try Self.issuer(of: parts, among: trust.issuers)
        try Self.checkSignature(of: parts, by: issuer)
        let verified = try parts.claims.verified(by: issuer.configuration, at: now)
        trust.cache.insert(verified, hash)
        return verified
    }

    /// What the token says, if it was verified before and is still good. Never checks a signature.
    package func cached(_ token: String) -> VerifiedToken? {
        guard token.utf8.count <= Self.tokenBytes else { return nil }
        var token = token
        let hash = token.withUTF8 { TokenHash(UnsafeRawBufferPointer($0)) }
        return trust.withLock { $0 }.cache.token(hash, at: clock.wall())
    }

    /// `iss` only chooses the keys; it counts for nothing until the signature is found good.
    private static func issuer(
        of parts: TokenParts, among issuers: [ExactName: Issuer]
    ) throws(TokenRefusal) -> Issuer {
        guard let name = parts.claims.iss else {
            throw TokenRefusal(.claimMissing, "the token has no `iss`")
        }
        guard let issuer = issuers[ExactName(name)] else {
            throw TokenRefusal(.issuerUnknown, "this node does not trust the token's issuer")
        }
        return issuer
    }

    private static func checkSignature(
        of parts: TokenParts, by issuer: Issuer
    ) throws(TokenRefusal) {
        let header = parts.header
        guard header.crit == nil else {
            throw TokenRefusal(.malformed, "the token demands extensions (`crit`) unknown here")
        }
        guard let algorithm = header.alg.flatMap(TokenAlgorithm.init) else {
            throw TokenRefusal(.algorithmRefused, "a token must be signed EdDSA, ES256 or RS256")
        }
        guard let kid = header.kid, let key = issuer.keys[ExactName(kid)] else {
            throw TokenRefusal(.keyUnknown, "the issuer has no key of the token's `kid`")
        }
        guard key.algorithm == algorithm else {
            throw TokenRefusal(
                .algorithmRefused,
                "the token says \(algorithm.rawValue), its key is for \(key.algorithm.rawValue)")
        }
        guard key.isValid(parts.signature, of: parts.signed) else {
            throw TokenRefusal(.signatureInvalid, "the signature does not match")
        }
    }
}
