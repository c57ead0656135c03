/// A sealed frame of the live stream:
/// `stream_id[16] key_id[4] kind[1] seq[8, big-endian] nonce[12] ciphertext tag[16]`.
struct StreamFrame {
    /// The bytes before the nonce are authenticated as they are.
    static let headerByteCount = 29
    static let minimumByteCount = headerByteCount + 12 + 16

    let header: ArraySlice<UInt8>
    let streamID: ArraySlice<UInt8>
    let keyID: [UInt8]
    let kind: UInt8
    let seq: UInt64
    let nonce: ArraySlice<UInt8>
    let ciphertext: ArraySlice<UInt8>
    let tag: ArraySlice<UInt8>

    /// Nil if the bytes are too few.
    init?(_ bytes: [UInt8]) {
        guard bytes.count >= Self.minimumByteCount else { return nil }
        header = bytes[..<Self.headerByteCount]
        streamID = bytes[..<16]
        keyID = [UInt8](bytes[16..<20])
        kind = bytes[20]
        seq = bytes[21..<29].reduce(0) { $0 << 8 | UInt64($1) }
        nonce = bytes[29..<41]
        ciphertext = bytes[41..<bytes.count - 16]
        tag = bytes[(bytes.count - 16)...]
    }
}
