internal import CProtobufC
internal import Glibc

/// The values of fields, each checked as its type demands.
extension WireCursor {
    /// Skips the value of an unknown field.
    mutating func skipValue(ofWireType wireType: Int) throws(DecodingFailure.Reason) {
        switch wireType {
        case 0: _ = try varint()
        case 1: try skip(8)
        case 2: _ = try lengthDelimited()
        case 5: try skip(4)
        default: throw .unsupportedWireType(wireType)
        }
    }

    /// Passes the value of a known field. A message is returned, to be looked into.
    mutating func checkedValue(
        of field: UnsafePointer<ProtobufCFieldDescriptor>,
        _ wireType: Int
    ) throws(DecodingFailure.Reason) -> WireCursor? {
        guard let expected = field.pointee.type.wireType else { throw .refused }
        if wireType == expected {
            switch field.pointee.type {
            case PROTOBUF_C_TYPE_MESSAGE: return try lengthDelimited()
            case PROTOBUF_C_TYPE_STRING: try lengthDelimited().checkString()
            default: try skipValue(ofWireType: wireType)
            }
        } else if wireType == 2, field.pointee.label == PROTOBUF_C_LABEL_REPEATED {
            var packed = try lengthDelimited()
            while !packed.isAtEnd { try packed.skipValue(ofWireType: expected) }
        } else if wireType == 0 || wireType == 1 || wireType == 2 || wireType == 5 {
            throw .wrongWireType(wireType)
        } else {
            throw .unsupportedWireType(wireType)
        }
        return nil
    }

    /// protobuf-c would end a string at the first NUL and takes any bytes for UTF-8.
    private func checkString() throws(DecodingFailure.Reason) {
        let bytes = UnsafeBufferPointer(start: position, count: end - position)
        guard memchr(position, 0, bytes.count) == nil else { throw .nulInString }
        do {
            _ = try UTF8Span(validating: bytes.span)
        } catch {
            throw .invalidUTF8
        }
    }
}

extension ProtobufCType {
    /// How one value of the type is encoded; nil for a type that does not exist.
    fileprivate var wireType: Int? {
        switch self {
        case PROTOBUF_C_TYPE_INT32, PROTOBUF_C_TYPE_SINT32, PROTOBUF_C_TYPE_UINT32,
            PROTOBUF_C_TYPE_INT64, PROTOBUF_C_TYPE_SINT64, PROTOBUF_C_TYPE_UINT64,
            PROTOBUF_C_TYPE_BOOL, PROTOBUF_C_TYPE_ENUM:
            0
        case PROTOBUF_C_TYPE_SFIXED64, PROTOBUF_C_TYPE_FIXED64, PROTOBUF_C_TYPE_DOUBLE: 1
        case PROTOBUF_C_TYPE_STRING, PROTOBUF_C_TYPE_BYTES, PROTOBUF_C_TYPE_MESSAGE: 2
        case PROTOBUF_C_TYPE_SFIXED32, PROTOBUF_C_TYPE_FIXED32, PROTOBUF_C_TYPE_FLOAT: 5
        default: nil
        }
    }
}
