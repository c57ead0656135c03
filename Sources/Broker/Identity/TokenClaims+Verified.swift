import Workflow

extension TokenClaims {
    /// What the claims come to, if all that is needed is there and holds at `now`.
    func verified(
        by issuer: IssuerConfiguration, at now: Instant
    ) throws(TokenRefusal) -> VerifiedToken {
        guard let aud else { throw TokenRefusal(.claimMissing, "the token has no `aud`") }
        guard aud.values.contains(where: issuer.audience.isExactly) else {
            throw TokenRefusal(.audienceWrong, "the token is not meant for this node (`aud`)")
        }
        let expiresAt = try expiry(at: now)
        try checkNotBefore(at: now)
        return VerifiedToken(
            issuer: issuer.name, organization: try organization(issuer.trust),
            subject: try subject(issuer.trust), expiresAt: expiresAt,
            authenticatedAt: authTime.flatMap(Instant.init(numericDate:)),
            authenticationMethods: amr?.values ?? [])
    }

    private func expiry(at now: Instant) throws(TokenRefusal) -> Instant {
        guard let exp else { throw TokenRefusal(.claimMissing, "the token has no `exp`") }
        guard let expiresAt = Instant(numericDate: exp) else {
            throw TokenRefusal(.claimInvalid, "`exp` is not a date")
        }
        guard now < expiresAt else { throw .expired }
        return expiresAt
    }

    private func checkNotBefore(at now: Instant) throws(TokenRefusal) {
        guard let nbf else { return }
        guard let validFrom = Instant(numericDate: nbf) else {
            throw TokenRefusal(.claimInvalid, "`nbf` is not a date")
        }
        guard validFrom <= now + TokenVerifier.notBeforeLeeway else {
            throw TokenRefusal(.notYetValid, "the token is not valid yet (`nbf`)")
        }
    }

    /// Identifiers of users and services are ours to give: an identity provider that could put one
    /// in `sub` could speak for whomever it likes, not only for those bound to its own subjects.
    private func subject(
        _ trust: IssuerConfiguration.Trust
    ) throws(TokenRefusal) -> String {
        guard let sub, !sub.isEmpty else {
            throw TokenRefusal(.claimMissing, "the token has no `sub`")
        }
        guard sub.utf8.count <= Limits.subjectBytes, !sub.utf8.contains(0) else {
            throw TokenRefusal(
                .claimInvalid, "`sub` must be text of at most \(Limits.subjectBytes) bytes")
        }
        if case .external = trust, UserID(sub) != nil || ServiceID(sub) != nil {
            throw TokenRefusal(
                .claimInvalid,
                "`sub` reads like an identifier of the broker's, which only its own issuer may use")
        }
        return sub
    }

    /// An identity provider speaks for its organization, whatever its tokens say.
    private func organization(
        _ trust: IssuerConfiguration.Trust
    ) throws(TokenRefusal) -> OrganizationID {
        switch trust {
        case .external(_, let organization):
            return organization
        case .local:
            guard let org = org?.value else {
                throw TokenRefusal(.claimMissing, "the token has no `org`")
            }
            guard let id = OrganizationID(org) else {
                throw TokenRefusal(.claimInvalid, "`org` is not the id of an organization")
            }
            return id
        }
    }
}
