import Workflow

/// The claims that matter here (RFC 7519, section 4.1; OpenID Connect Core 1.0, section 2).
struct TokenClaims: Decodable {
    var iss: String?
    var aud: OneOrMany?
    var sub: String?
    /// Ours to read only in tokens of the local issuer; others use the name as they like.
    var org: AnyText?
    var exp: Double?
    var nbf: Double?
    var authTime: Double?
    var amr: OneOrMany?

    private enum CodingKeys: String, CodingKey {
        case iss, aud, sub, exp, nbf, amr, org
        case authTime = "auth_time"
    }

    /// What the standards write as one string or a list of strings.
    struct OneOrMany: Decodable {
        var values: [String]

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let one = try? container.decode(String.self) {
                values = [one]
            } else {
                values = try container.decode([String].self)
            }
        }
    }
}

/// A string, if it is one; anything else is passed over.
struct AnyText: Decodable {
    var value: String?

    init(from decoder: any Decoder) throws {
        value = try? decoder.singleValueContainer().decode(String.self)
    }
}

extension Instant {
    /// A NumericDate: seconds since 1970, perhaps with a fraction. nil before 1970 or after 9999.
    init?(numericDate seconds: Double) {
        guard seconds >= 0, seconds < 253_402_300_800 else { return nil }
        self.init(milliseconds: Int64(seconds * 1_000))
    }
}
