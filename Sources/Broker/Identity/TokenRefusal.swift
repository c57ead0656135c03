/// Why a token is not accepted.
package struct TokenRefusal: Error, Hashable, Sendable {
    package let reason: Reason
    /// Says what is wrong, without quoting the token.
    package let message: String

    init(_ reason: Reason, _ message: String) {
        self.reason = reason
        self.message = message
    }

    package static let expired = TokenRefusal(.expired, "the token has expired; get a new one")

    /// Stable: programs compare it. Add, never rename.
    package enum Reason: String, Sendable, CaseIterable {
        case missing = "TOKEN_MISSING"
        case malformed = "TOKEN_MALFORMED"
        case expired = "TOKEN_EXPIRED"
        case notYetValid = "TOKEN_NOT_YET_VALID"
        case issuerUnknown = "ISSUER_UNKNOWN"
        case keyUnknown = "KEY_UNKNOWN"
        case algorithmRefused = "ALGORITHM_REFUSED"
        case signatureInvalid = "SIGNATURE_INVALID"
        case audienceWrong = "AUDIENCE_WRONG"
        case claimMissing = "CLAIM_MISSING"
        case claimInvalid = "CLAIM_INVALID"
    }
}
