import Foundation
package import Workflow

/// Issues tokens for small installations, from a key that the node made at `init`.
package struct LocalIssuer: Sendable {
    /// The `iss` of its tokens.
    package static let name = "countersign-local"
    /// The `aud` of its tokens.
    package static let audience = "countersign"
    package static let defaultLifetime = Span.hours(12)
    package static let longestLifetime = Span.days(30)

    private let key: SigningKey

    package init(key: SigningKey) {
        self.key = key
    }

    /// What a verifier needs in order to accept its tokens.
    package var configuration: IssuerConfiguration {
        IssuerConfiguration(
            name: Self.name, audience: Self.audience, trust: .local(publicKey: key.publicKey))
    }

    /// A token for `subject`, good from `now` for `lifetime`, which is at most `longestLifetime`.
    package func issue(
        subject: String, organization: OrganizationID, at now: Instant,
        lifetime: Span = LocalIssuer.defaultLifetime
    ) throws -> String {
        precondition(lifetime > .zero && lifetime <= Self.longestLifetime)
        precondition(!subject.isEmpty && subject.utf8.count <= Limits.subjectBytes)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let header = try encoder.encode(Header(kid: key.id))
        let issuedAt = now.milliseconds / 1_000
        let claims = try encoder.encode(
            Claims(
                sub: subject, org: organization.description, iat: issuedAt,
                exp: issuedAt + lifetime.milliseconds / 1_000))
        let signed = Base64URL.encode(header) + [UInt8(ascii: ".")] + Base64URL.encode(claims)
        let token = signed + [UInt8(ascii: ".")] + Base64URL.encode(try key.sign(signed))
        return String(decoding: token, as: UTF8.self)
    }

    private struct Header: Encodable {
        var alg = "EdDSA"
        var typ = "JWT"
        var kid: String
    }

    private struct Claims: Encodable {
        var iss = LocalIssuer.name
        var aud = LocalIssuer.audience
        var sub: String
        var org: String
        var iat: Int64
        var exp: Int64
    }
}
