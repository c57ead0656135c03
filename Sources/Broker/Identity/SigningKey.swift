import Crypto

/// An Ed25519 key pair (RFC 8032), from a file: signs checkpoints of the log, and tokens of the
/// local issuer.
package struct SigningKey: Sendable {
    /// The first 16 hexadecimal digits of the SHA-256 of the public key.
    package let id: String
    /// 32 bytes.
    package let publicKey: [UInt8]
    private let key: Curve25519.Signing.PrivateKey

    /// A new key, which is nowhere but in memory.
    package init() {
        self.init(Curve25519.Signing.PrivateKey())
    }

    init(_ key: Curve25519.Signing.PrivateKey) {
        self.key = key
        publicKey = Array(key.publicKey.rawRepresentation)
        id = Self.id(ofPublicKey: publicKey)
    }

    /// Signs `bytes`: 64 bytes.
    package func sign(_ bytes: [UInt8]) throws -> [UInt8] {
        Array(try key.signature(for: bytes))
    }

    /// Whether `signature` is this key's signature of `bytes`.
    package func isValid(signature: [UInt8], of bytes: [UInt8]) -> Bool {
        key.publicKey.isValidSignature(signature, for: bytes)
    }

    /// The id that a public key goes by.
    package static func id(ofPublicKey publicKey: [UInt8]) -> String {
        SHA256.hash(data: publicKey).prefix(8).hexadecimal
    }

    var privateBytes: [UInt8] {
        Array(key.rawRepresentation)
    }
}

extension Sequence<UInt8> {
    fileprivate var hexadecimal: String {
        let digits = Array("0123456789abcdef")
        return String(flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }
}
