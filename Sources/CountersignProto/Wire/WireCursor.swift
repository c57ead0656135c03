/// Reads the pieces of the protobuf encoding from untrusted bytes, never past their end.
struct WireCursor {
    /// The next byte.
    private(set) var position: UnsafePointer<UInt8>
    let end: UnsafePointer<UInt8>

    init(_ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) {
        position = start
        self.end = end
    }

    var isAtEnd: Bool { position == end }

    /// A varint of at most ten bytes and 64 bits.
    @inline(__always)
    mutating func varint() throws(DecodingFailure.Reason) -> UInt64 {
        guard position < end else { throw .truncated }
        let byte = position.pointee
        position += 1
        return byte < 0x80 ? UInt64(byte) : try longVarint(UInt64(byte & 0x7f))
    }

    private mutating func longVarint(
        _ firstBits: UInt64
    ) throws(DecodingFailure.Reason) -> UInt64 {
        var value = firstBits
        for shift in stride(from: UInt64(7), through: 63, by: 7) {
            guard position < end else { throw .truncated }
            let byte = position.pointee
            position += 1
            if shift == 63, byte > 1 { throw .malformedVarint }
            value |= UInt64(byte & 0x7f) << shift
            if byte < 0x80 { return value }
        }
        throw .malformedVarint
    }

    /// A varint of at most five bytes and 32 bits: what protobuf-c takes for tags and lengths.
    @inline(__always)
    mutating func shortVarint() throws(DecodingFailure.Reason) -> UInt32 {
        let start = position
        let value = try varint()
        guard value <= UInt32.max, position - start <= 5 else { throw .malformedVarint }
        return UInt32(truncatingIfNeeded: value)
    }

    mutating func skip(_ count: Int) throws(DecodingFailure.Reason) {
        guard count <= end - position else { throw .truncated }
        position += count
    }

    /// A length and as many bytes, as a cursor of their own.
    @inline(__always)
    mutating func lengthDelimited() throws(DecodingFailure.Reason) -> WireCursor {
        let count = Int(try shortVarint())
        let start = position
        try skip(count)
        return WireCursor(start, position)
    }
}

extension DecodingFailure.Reason: Error {}
