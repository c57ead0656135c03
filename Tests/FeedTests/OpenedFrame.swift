import Crypto
import Foundation

/// A frame as a subscriber opens it: written from `event.proto`, not from the sealer.
struct OpenedFrame {
    let streamID: [UInt8]
    let keyID: [UInt8]
    let kind: UInt8
    let seq: UInt64
    let content: [UInt8]

    init(_ frame: [UInt8], with key: [UInt8]) throws {
        streamID = Array(frame[0..<16])
        keyID = Array(frame[16..<20])
        kind = frame[20]
        seq = frame[21..<29].reduce(0) { $0 << 8 | UInt64($1) }
        let box = try AES.GCM.SealedBox(
            nonce: AES.GCM.Nonce(data: frame[29..<41]),
            ciphertext: frame[41..<(frame.count - 16)],
            tag: frame[(frame.count - 16)...]
        )
        content = Array(
            try AES.GCM.open(box, using: SymmetricKey(data: key), authenticating: frame[..<29])
        )
    }
}
