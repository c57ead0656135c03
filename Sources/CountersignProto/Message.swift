/// A message of the wire contract, as a plain value.
///
/// Conforming types are generated from the .proto files. Every one is packed and unpacked by
/// protobuf-c, and every one is `Codable` in the proto3 JSON form.
public protocol Message: Sendable, Hashable, Codable {
    /// The full name in the .proto files, for example `countersign.v1.Call`.
    static var protoName: String { get }

    /// Decodes a message that came from outside.
    ///
    /// The bytes are checked before protobuf-c sees them; fields that this version does not know
    /// are skipped. Nothing refers to `bytes` afterwards.
    init(serialized bytes: UnsafeRawBufferPointer, limits: DecodingLimits) throws(DecodingFailure)

    /// Fills the C struct once and hands it to `body`, to be packed into a buffer of the caller's.
    ///
    /// Throws ``EncodingFailure`` for a string that holds NUL, and what `body` throws.
    func withPacker<Result>(_ body: (borrowing MessagePacker) throws -> Result) throws -> Result

    /// The message as bytes. Equal messages give equal bytes.
    func serialized() throws(EncodingFailure) -> [UInt8]
}

extension Message {
    /// Decodes a message that came from outside, within the limits of a frame.
    public init(serialized bytes: UnsafeRawBufferPointer) throws(DecodingFailure) {
        try self.init(serialized: bytes, limits: .frame)
    }

    /// Decodes a message that came from outside.
    public init(
        serialized bytes: [UInt8],
        limits: DecodingLimits = .frame
    ) throws(DecodingFailure) {
        let decoded = bytes.withUnsafeBytes { raw -> Result<Self, DecodingFailure> in
            do throws(DecodingFailure) {
                return .success(try Self(serialized: raw, limits: limits))
            } catch {
                return .failure(error)
            }
        }
        self = try decoded.get()
    }
}
