package import Workflow

/// An issuer whose tokens are accepted, as configured.
package struct IssuerConfiguration: Hashable, Sendable {
    /// What its tokens carry as `iss`, compared byte by byte. No two issuers share a name.
    package var name: String
    /// What its tokens must carry in `aud`.
    package var audience: String
    package var trust: Trust

    package init(name: String, audience: String, trust: Trust) {
        self.name = name
        self.audience = audience
        self.trust = trust
    }

    /// Where the issuer's keys are, and whom it may speak for.
    package enum Trust: Hashable, Sendable {
        /// An identity provider: its JWKS file, and the one organization whose people it knows. An
        /// organization has at most one, so that a `sub` always means the same person.
        case external(jwksFile: String, organization: OrganizationID)
        /// The node's own issuer: the public key, 32 bytes. Its tokens name their organization in
        /// the claim `org`. Only this issuer may speak for any organization.
        case local(publicKey: [UInt8])
    }
}

/// Why an issuer can't be used. Says the file, the key in it, and what is wrong.
package struct IssuerFailure: Error, Hashable, CustomStringConvertible {
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}
