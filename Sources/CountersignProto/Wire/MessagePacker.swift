internal import CProtobufC

/// A message ready to be packed: its C struct is filled and its size known.
///
/// It lives in the arena of the thread, hence only within `withPacker`.
public struct MessagePacker: ~Copyable {
    private let message: UnsafePointer<ProtobufCMessage>

    /// The encoded size, in bytes.
    public let byteCount: Int

    init(_ message: UnsafeRawPointer) {
        self.message = message.assumingMemoryBound(to: ProtobufCMessage.self)
        byteCount = protobuf_c_message_get_packed_size(self.message)
    }

    /// Packs the message into a buffer of at least `byteCount` bytes and returns `byteCount`.
    @discardableResult
    public func pack(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        precondition(buffer.count >= byteCount)
        guard let out = buffer.baseAddress else { return 0 }
        let written = protobuf_c_message_pack(message, out.assumingMemoryBound(to: UInt8.self))
        assert(written == byteCount)
        return written
    }
}
