import Foundation
import Workflow

/// A token taken apart (RFC 7515, section 7.1), nothing in it believed yet.
///
/// The header is decoded here and not with jwt-kit's `JWTHeader`: that type converts any number it
/// finds to `Int` without a check, so that a header with `1e300` in it would end the process.
struct TokenParts {
    let header: Header
    let claims: TokenClaims
    /// Header and payload as they stand in the token: what the signature covers.
    let signed: ArraySlice<UInt8>
    let signature: [UInt8]

    struct Header: Decodable {
        var alg: String?
        var kid: String?
        var typ: String?
        /// Extensions that the reader must understand (RFC 7515, section 4.1.11). We know none.
        var crit: Present?
    }

    init(_ token: [UInt8]) throws(TokenRefusal) {
        let parts = token.split(
            separator: UInt8(ascii: "."), maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 3 else {
            throw TokenRefusal(.malformed, "a token has three parts, this one \(parts.count)")
        }
        header = try Self.decode(parts[0], "header")
        claims = try Self.decode(parts[1], "payload")
        guard let signature = Base64URL.decode(parts[2]) else {
            throw TokenRefusal(.malformed, "the signature is not base64url")
        }
        self.signature = signature
        signed = token[..<parts[1].endIndex]
    }

    private static func decode<Part: Decodable>(
        _ text: ArraySlice<UInt8>, _ name: String
    ) throws(TokenRefusal) -> Part {
        guard let json = Base64URL.decode(text) else {
            throw TokenRefusal(.malformed, "the \(name) is not base64url")
        }
        do {
            return try JSONDecoder().decode(Part.self, from: Data(json))
        } catch DecodingError.typeMismatch(_, let context) {
            let field = context.codingPath.first?.stringValue
            let place = field.map { "`\($0)` in the \(name)" } ?? "the \(name)"
            throw TokenRefusal(.malformed, "\(place) has the wrong type")
        } catch {
            throw TokenRefusal(.malformed, "the \(name) is not a JSON object")
        }
    }
}

/// Stands for any JSON value; only that it is there matters.
struct Present: Decodable {
    init(from decoder: any Decoder) throws {}
}
