import Foundation

extension JSONWebKey {
    /// The longest JWKS file that is read, in bytes.
    static let fileBytes = 1 << 20

    private struct File: Decodable {
        var keys: [JSONWebKey]
    }

    /// The keys of a JWKS file, unchecked.
    static func read(fromPath path: String) throws(IssuerFailure) -> [JSONWebKey] {
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            // Foundation's text does not say why; the system's does.
            let refused = access(path, R_OK) != 0
            let reason = refused ? String(cString: strerror(errno)) : error.localizedDescription
            throw IssuerFailure("JWKS file \(path): \(reason)")
        }
        guard data.count <= fileBytes else {
            throw IssuerFailure("JWKS file \(path): larger than \(fileBytes) bytes")
        }
        do {
            return try JSONDecoder().decode(File.self, from: data).keys
        } catch let error as DecodingError {
            throw IssuerFailure("JWKS file \(path): \(place(error))")
        } catch {
            throw IssuerFailure("JWKS file \(path): \(error.localizedDescription)")
        }
    }

    private static func place(_ error: DecodingError) -> String {
        switch error {
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            "\(path(context.codingPath)) has the wrong type"
        case .keyNotFound(let key, let context):
            "\(path(context.codingPath + [key])) is missing"
        case .dataCorrupted:
            "it is not JSON"
        @unknown default:
            "\(error)"
        }
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        let text = keys.map { key in key.intValue.map { "[\($0)]" } ?? ".\(key.stringValue)" }
        let path = text.joined().drop { $0 == "." }
        return path.isEmpty ? "the whole" : String(path)
    }
}
