import Testing

@testable import CountersignProto

/// What the check before protobuf-c refuses, case by case.
@Suite struct ScannerTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let bytes: [UInt8]
        let failure: DecodingFailure

        init(
            _ name: String,
            _ hex: String,
            _ reason: DecodingFailure.Reason,
            _ path: String,
            _ offset: Int = 0
        ) {
            testDescription = name
            bytes = [UInt8](hex: hex)
            failure = DecodingFailure(reason, path: path, offset: offset)
        }
    }

    /// Each is a `Call`: 1 string method, 2 bytes request_id, 4 uint32 timeout_ms, 5 map metadata.
    static let refused = [
        Case("tag cut off", "80", .truncated, ""),
        Case("tag of six bytes", "808080808001", .malformedVarint, ""),
        Case("tag over 32 bits", "8080808010", .malformedVarint, ""),
        Case("field number 0", "00 01", .fieldNumberZero, ""),
        Case("varint without a value", "20", .truncated, "timeout_ms"),
        Case("varint cut off", "20 ff", .truncated, "timeout_ms"),
        Case("varint of eleven bytes", "20 8080808080808080808001", .malformedVarint, "timeout_ms"),
        Case("varint over 64 bits", "20 ffffffffffffffffff02", .malformedVarint, "timeout_ms"),
        Case("length cut off", "0a 80", .truncated, "method"),
        Case("length beyond the end", "0a 02 61", .truncated, "method"),
        Case("length of 2 GiB", "12 ffffffff07", .truncated, "request_id"),
        Case("length of 4 GiB", "12 ffffffff0f", .truncated, "request_id"),
        Case("length over 32 bits", "12 ffffffffff01", .malformedVarint, "request_id"),
        Case("length written in six bytes", "12 818080808000 61", .malformedVarint, "request_id"),
        Case("second field at fault", "20 01 0a 05", .truncated, "method", 2),
        Case("varint for a string", "08 01", .wrongWireType(0), "method"),
        Case("bytes for a number", "22 01 61", .wrongWireType(2), "timeout_ms"),
        Case("64 bits for a number", "21 0000000000000000", .wrongWireType(1), "timeout_ms"),
        Case("32 bits for a message", "2d 00000000", .wrongWireType(5), "metadata"),
        Case("group start, known field", "0b", .unsupportedWireType(3), "method"),
        Case("group end, known field", "0c", .unsupportedWireType(4), "method"),
        Case("group, unknown field", "7b 7c", .unsupportedWireType(3), "#15"),
        Case("wire type 6", "0e", .unsupportedWireType(6), "method"),
        Case("wire type 7, unknown field", "7f", .unsupportedWireType(7), "#15"),
        Case("unknown varint cut off", "78 80", .truncated, "#15"),
        Case("unknown 64 bits cut off", "79 00000000000000", .truncated, "#15"),
        Case("unknown 32 bits cut off", "7d 000000", .truncated, "#15"),
        Case("unknown length beyond the end", "7a 05 61", .truncated, "#15"),
        Case("NUL in a string", "0a 03 610062", .nulInString, "method"),
        Case("NUL alone", "0a 01 00", .nulInString, "method"),
        Case("lone continuation byte", "0a 01 80", .invalidUTF8, "method"),
        Case("character cut off", "0a 02 c3", .truncated, "method"),
        Case("two-byte character cut off", "0a 01 c3", .invalidUTF8, "method"),
        Case("overlong slash", "0a 02 c0af", .invalidUTF8, "method"),
        Case("surrogate", "0a 03 eda080", .invalidUTF8, "method"),
        Case("beyond U+10FFFF", "0a 04 f4908080", .invalidUTF8, "method"),
        Case("byte ff", "0a 01 ff", .invalidUTF8, "method"),
        Case("NUL in a key of a map", "2a 03 0a 01 00", .nulInString, "metadata.key", 2),
        Case("bad UTF-8 in a value of a map", "2a 03 12 01 ff", .invalidUTF8, "metadata.value", 2),
        Case("nested message beyond its parent", "2a 02 0a 05 6161", .truncated, "metadata.key", 2),
    ]

    @Test(arguments: refused)
    func refuses(_ refused: Case) {
        #expect(throws: refused.failure) { try Call(serialized: refused.bytes) }
    }

    @Test func refusesASecondOccurrenceOfAMessage() {
        // RetryInfo: 1 Duration retry_delay, twice.
        #expect(throws: DecodingFailure(.repeatedMessage, path: "retry_delay", offset: 2)) {
            try RetryInfo(serialized: [0x0a, 0x00, 0x0a, 0x00])
        }
    }

    @Test func takesWhatOnlyLooksOdd() throws {
        #expect(try Call(serialized: []) == Call())
        // A long form of a varint, the last of several values, a field from the future, packed
        // and unpacked enums mixed.
        #expect(try Call(serialized: [0x20, 0x81, 0x80, 0x00]).timeoutMs == 1)
        #expect(try Call(serialized: [UInt8](hex: "20 01 20 02")).timeoutMs == 2)
        #expect(try Call(serialized: [UInt8](hex: "20 07 fa7f 03 616263")).timeoutMs == 7)
        let mixed = try Role(serialized: [UInt8](hex: "20 01 22 02 02 05 20 03"))
        #expect(mixed.permissions.map(\.rawValue) == [1, 2, 5, 3])
        // Of two alternatives the last holds; of two equal keys too.
        #expect(try Subject(serialized: [UInt8](hex: "0a 01 61 12 01 62")).subject == .group("b"))
        let twice = [UInt8](hex: "2a 06 0a016b 120161 2a 06 0a016b 120162")
        #expect(try Call(serialized: twice).metadata == ["k": "b"])
    }

    @Test func countsPackedValuesWithinTheirLength() {
        #expect(throws: DecodingFailure(.truncated, path: "permissions")) {
            try Role(serialized: [UInt8](hex: "22 02 01 80"))
        }
    }
}
