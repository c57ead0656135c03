package import Workflow

/// What a token says, after its signature and its claims were found good.
package struct VerifiedToken: Hashable, Sendable {
    /// The issuer, as its `iss` claim.
    package let issuer: String
    package let organization: OrganizationID
    /// Whom it speaks for: the `sub` claim, 1 to 255 bytes.
    package let subject: String
    /// The token counts only before this instant.
    package let expiresAt: Instant
    /// When the person last proved who they are (`auth_time`), if the token says.
    package let authenticatedAt: Instant?
    /// How they proved it (`amr`, RFC 8176), if the token says.
    package let authenticationMethods: [String]

    package init(
        issuer: String, organization: OrganizationID, subject: String, expiresAt: Instant,
        authenticatedAt: Instant? = nil, authenticationMethods: [String] = []
    ) {
        self.issuer = issuer
        self.organization = organization
        self.subject = subject
        self.expiresAt = expiresAt
        self.authenticatedAt = authenticatedAt
        self.authenticationMethods = authenticationMethods
    }
}
