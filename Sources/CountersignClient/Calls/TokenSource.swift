import FoundationEssentials

/// Where the bearer token of each call comes from.
public struct TokenSource: Sendable {
    private enum Source {
        case none
        case fixed(String)
        case file(String)
        case provider(@Sendable () async throws -> String)
    }

    private let source: Source

    /// No token: enough for the health check.
    public static let none = TokenSource(source: .none)

    /// The same token on every call.
    public static func fixed(_ token: String) -> TokenSource {
        TokenSource(source: .fixed(token))
    }

    /// The content of a file, read again for every call: whoever renews the token replaces the
    /// file. White space at both ends is dropped.
    public static func file(_ path: String) -> TokenSource {
        TokenSource(source: .file(path))
    }

    /// What a function returns; asked once for every call, so it should cache.
    public static func provider(
        _ provide: @escaping @Sendable () async throws -> String
    ) -> TokenSource {
        TokenSource(source: .provider(provide))
    }

    func current() async throws(CountersignError) -> String {
        do {
            switch source {
            case .none: return ""
            case .fixed(let token): return token
            case .file(let path): return try Self.read(path)
            case .provider(let provide): return try await provide()
            }
        } catch let error as CountersignError {
            throw error
        } catch {
            throw CountersignError(
                .unauthenticated,
                reason: .tokenUnavailable,
                message: "the token can't be had: \(error)",
                cause: error
            )
        }
    }

    private static func read(_ path: String) throws -> String {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw CountersignError(
                .unauthenticated,
                reason: .tokenUnavailable,
                message: "the token file \(path) can't be read"
            )
        }
        return String(decoding: data, as: UTF8.self).trimmingWhitespace()
    }
}

extension String {
    fileprivate func trimmingWhitespace() -> String {
        let start = drop(while: \.isWhitespace)
        return String(start.reversed().drop(while: \.isWhitespace).reversed())
    }
}
