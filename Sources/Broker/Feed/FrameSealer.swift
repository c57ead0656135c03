internal import Crypto
internal import FoundationEssentials
internal import Synchronization

/// What a frame holds.
enum FrameKind: UInt8, Sendable {
    /// An encoded `EventRecord`.
    case record = 1
    /// An encoded `Heartbeat`.
    case heartbeat = 2
}

/// Where the parts of a frame lie (`event.proto`). The header is authenticated and not encrypted:
/// nng filters by the stream id at its beginning, and the rest says which key opens the frame.
enum FrameLayout {
    static let streamID = 0..<16
    static let keyID = 16..<20
    static let kind = 20
    static let seq = 21..<29
    static let header = 0..<29
    static let nonce = 29..<41
    static let ciphertextStart = 41
    static let tagBytes = 16
    /// How much longer a frame is than what it holds.
    static let overhead = ciphertextStart + tagBytes
}

/// Seals frames under one key, with AES-256-GCM.
///
/// A nonce must never repeat under a key: two frames with the same nonce give away the difference
/// of what they hold, and the means to forge others. The nonce is therefore no random number but
/// the 4 bytes of the key id and a count of 8 bytes (the deterministic construction of NIST SP
/// 800-38D, 8.2.1). That is safe for as long as no two counts exist for one key:
/// - a key has one sealer, and the sealer is a class, so whoever copies a ring shares the count;
/// - keys are made by this process and kept nowhere else, so that no restart begins to count again.
final class FrameSealer: Sendable {
    private let key: SealingKey
    private let header: [UInt8]
    private let sealed = Atomic<UInt64>(0)

    init(streamID: [UInt8], key: SealingKey) {
        precondition(streamID.count == FrameLayout.streamID.count)
        self.key = key
        header = streamID + key.id
    }

    /// How many frames this key has sealed.
    var frameCount: UInt64 { sealed.load(ordering: .relaxed) }

    /// Returns the frame that holds `content`. Throws only if the cipher fails.
    func seal(
        _ kind: FrameKind,
        seq: UInt64,
        _ content: UnsafeRawBufferPointer
    ) throws -> [UInt8] {
        let count = sealed.wrappingAdd(1, ordering: .relaxed).oldValue
        let byteCount = FrameLayout.overhead + content.count
        return try [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, initializedCount in
            let frame = UnsafeMutableRawBufferPointer(buffer)
            frame.copyBytes(from: header)
            frame[FrameLayout.kind] = kind.rawValue
            frame.storeBytes(
                of: seq.bigEndian,
                toByteOffset: FrameLayout.seq.lowerBound,
                as: UInt64.self
            )
            frame[FrameLayout.nonce].copyBytes(from: key.id)
            frame.storeBytes(
                of: count.bigEndian,
                toByteOffset: FrameLayout.nonce.lowerBound + 4,
                as: UInt64.self
            )
            let box = try AES.GCM.seal(
                content,
                using: key.secret,
                nonce: AES.GCM.Nonce(
                    data: UnsafeRawBufferPointer(rebasing: frame[FrameLayout.nonce])
                ),
                authenticating: UnsafeRawBufferPointer(rebasing: frame[FrameLayout.header])
            )
            // The box puts nonce, ciphertext and tag behind each other, as a frame does.
            box.combined!.copyBytes(
                to: UnsafeMutableRawBufferPointer(
                    rebasing: frame[FrameLayout.nonce.lowerBound...]
                )
            )
            initializedCount = byteCount
        }
    }
}
