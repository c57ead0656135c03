import Crypto
import Glibc
import JWTKit

extension SigningKey {
    /// Makes a key and writes it to a new file that only its owner can read: PEM, PKCS #8. It is on
    /// disk when this returns. A file that exists is never replaced.
    package static func create(atPath path: String) throws(KeyFileFailure) -> SigningKey {
        let key = SigningKey()
        let pem: String
        do {
            pem =
                EdDSA.PrivateKey(backing: try .init(rawRepresentation: key.privateBytes))
                .pemRepresentation + "\n"
        } catch {
            throw KeyFileFailure(path: path, "cannot write the key as PEM: \(error)")
        }
        try writeNew(Array(pem.utf8), path)
        return key
    }

    /// Reads a key that `create` wrote, or `openssl genpkey -algorithm ed25519`.
    package static func load(fromPath path: String) throws(KeyFileFailure) -> SigningKey {
        let pem = String(decoding: try readPrivate(path), as: UTF8.self)
        do {
            let key = try EdDSA.PrivateKey(pem: pem)
            return SigningKey(try .init(rawRepresentation: key.rawRepresentation))
        } catch {
            throw KeyFileFailure(path: path, "not an Ed25519 private key in PEM form (PKCS #8)")
        }
    }

    private static func writeNew(_ bytes: [UInt8], _ path: String) throws(KeyFileFailure) {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw KeyFileFailure(path: path, errno: errno) }
        defer { close(file) }
        guard write(file, bytes, bytes.count) == bytes.count, fsync(file) == 0 else {
            let code = errno
            unlink(path)
            throw KeyFileFailure(path: path, errno: code)
        }
    }

    private static func readPrivate(_ path: String) throws(KeyFileFailure) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw KeyFileFailure(path: path, errno: errno) }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw KeyFileFailure(path: path, errno: errno) }
        guard status.st_mode & 0o077 == 0 else {
            throw KeyFileFailure(path: path, "others can read this secret; chmod 600 it")
        }
        var bytes = [UInt8](repeating: 0, count: 4_096)
        let count = read(file, &bytes, bytes.count)
        guard count >= 0 else { throw KeyFileFailure(path: path, errno: errno) }
        return Array(bytes.prefix(count))
    }
}

/// Why a key file can't be read or made.
package struct KeyFileFailure: Error, Hashable, CustomStringConvertible {
    package let path: String
    package let problem: String

    package var description: String { "key file \(path): \(problem)" }

    init(path: String, _ problem: String) {
        self.path = path
        self.problem = problem
    }

    init(path: String, errno code: Int32) {
        self.init(path: path, String(cString: strerror(code)))
    }
}
