internal import Crypto
package import Workflow

/// A key that frames of one stream are sealed with, and that subscribers open them with.
package struct SealingKey: Sendable {
    /// 4 bytes, unlike those of every other key of the stream.
    package let id: [UInt8]
    /// The node seals nothing with it after this.
    package let notAfter: Instant
    let secret: SymmetricKey

    /// Makes a new key.
    init(id: UInt32, notAfter: Instant) {
        self.init(id: id, secret: SymmetricKey(size: .bits256), notAfter: notAfter)
    }

    init(id: UInt32, secret: SymmetricKey, notAfter: Instant) {
        precondition(secret.bitCount == 256)
        self.id = id.bigEndianBytes
        self.secret = secret
        self.notAfter = notAfter
    }

    /// The 32 bytes of the key.
    package var bytes: [UInt8] {
        secret.withUnsafeBytes { Array($0) }
    }
}

extension SealingKey: CustomStringConvertible, CustomReflectable {
    /// Says which key it is, and not what: a key must not end up in a log.
    package var description: String { "key \(id)" }

    package var customMirror: Mirror { Mirror(self, children: ["id": id]) }
}

extension FixedWidthInteger {
    var bigEndianBytes: [UInt8] {
        withUnsafeBytes(of: bigEndian) { Array($0) }
    }
}
