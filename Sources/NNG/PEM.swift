import Glibc

/// Certificates or a private key in PEM form.
package enum PEM: Hashable, Sendable {
    /// A file, read when the TLS configuration is made.
    case file(String)
    case text(String)

    /// The most a PEM file may have, in bytes.
    package static let maximumFileBytes = 1 << 20

    /// How errors name it: the file's path, never its content.
    var name: String {
        switch self {
        case .file(let path): path
        case .text: "given as text"
        }
    }

    /// - Throws: `.notFound`, `.permissionDenied` and the like with the file's path.
    func load(_ role: String) throws(NNGError) -> String {
        switch self {
        case .text(let text): return text
        case .file(let path): return try Self.read(path, operation: "read \(role) \(path)")
        }
    }

    private static func read(_ path: String, operation: String) throws(NNGError) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw systemError(operation) }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: maximumFileBytes + 1)
        var count = 0
        while count < bytes.count {
            let got = bytes.withUnsafeMutableBytes { bytes in
                Glibc.read(descriptor, bytes.baseAddress! + count, bytes.count - count)
            }
            guard got >= 0 else { throw systemError(operation) }
            guard got > 0 else { break }
            count += got
        }
        guard count <= maximumFileBytes else {
            throw NNGError(.invalidArgument, operation, detail: "over \(maximumFileBytes) bytes")
        }
        return String(decoding: bytes[..<count], as: UTF8.self)
    }

    private static func systemError(_ operation: String) -> NNGError {
        let number = errno
        let code: NNGError.Code =
            switch number {
            case ENOENT: .notFound
            case EACCES, EPERM: .permissionDenied
            default: .invalidArgument
            }
        return NNGError(code, operation, detail: String(cString: strerror(number)))
    }
}
