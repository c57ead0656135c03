import Testing

@testable import CountersignProto

@Suite struct EncodingTests {
    @Test func refusesNULAndSaysWhere() {
        #expect(throws: EncodingFailure(nulIn: "method")) {
            try Call(method: "a\0b").serialized()
        }
        #expect(throws: EncodingFailure(nulIn: "metadata")) {
            try Call(metadata: ["k": "\0"]).serialized()
        }
        #expect(throws: EncodingFailure(nulIn: "members[1]")) {
            try AddGroupMembersRequest(members: ["a", "\0"]).serialized()
        }
        let details = [ErrorDetail(), ErrorDetail(detail: .errorInfo(ErrorInfo(reason: "\0")))]
        #expect(throws: EncodingFailure(nulIn: "details[1].error_info.reason")) {
            try Reply(details: details).serialized()
        }
    }

    @Test func goesOnAfterAFailure() throws {
        for _ in 0..<100 {
            #expect(throws: EncodingFailure.self) { try Call(method: "\0").serialized() }
        }
        #expect(try Call(method: "a").serialized() == [0x0a, 0x01, 0x61])
    }

    @Test func packsIntoABufferOfTheCaller() throws {
        let call = Call(method: "m", timeoutMs: 5, body: [1, 2, 3])
        let packed = try call.withPacker { packer in
            var buffer = [UInt8](repeating: 0xee, count: packer.byteCount + 2)
            buffer.withUnsafeMutableBytes { _ = packer.pack(into: $0) }
            #expect(buffer.suffix(2) == [0xee, 0xee])
            return Array(buffer.dropLast(2))
        }
        #expect(packed == [UInt8](hex: "0a016d 2005 3203010203"))
        #expect(try call.serialized() == packed)
    }

    @Test func nestedUsesDoNotDisturbEachOther() throws {
        let outer = Call(method: "outer", body: [UInt8](repeating: 1, count: 100_000))
        let inner = Call(method: "inner", body: [UInt8](repeating: 2, count: 300_000))
        let (first, second) = try outer.withPacker { packer in
            let innerBytes = try inner.serialized()
            let limits = DecodingLimits.reply
            #expect(try Call(serialized: innerBytes, limits: limits) == inner)
            let outerBytes = [UInt8](unsafeUninitializedCapacity: packer.byteCount) {
                $1 = packer.pack(into: UnsafeMutableRawBufferPointer($0))
            }
            return (outerBytes, innerBytes)
        }
        #expect(try Call(serialized: first, limits: .reply) == outer)
        #expect(try Call(serialized: second, limits: .reply) == inner)
    }

    @Test func chosenAlternativesAreSetEvenWhenEmpty() throws {
        for choice: Subject.SubjectChoice in [.user(""), .group("")] {
            let bytes = try Subject(subject: choice).serialized()
            #expect(bytes.count == 2)
            #expect(try Subject(serialized: bytes).subject == choice)
        }
        let empty = Reply(details: [ErrorDetail(detail: .retryInfo(RetryInfo()))])
        #expect(try Reply(serialized: empty.serialized()) == empty)
    }

    @Test func keepsEmptyElementsAndUnknownEnumNumbers() throws {
        let members = AddGroupMembersRequest(members: ["", "b", ""])
        #expect(try AddGroupMembersRequest(serialized: members.serialized()) == members)
        let role = Role(permissions: [.unspecified, .unrecognized(77), .unrecognized(-1)])
        #expect(try Role(serialized: role.serialized()) == role)
    }

    @Test func mapsKeepEmptyKeysAndValues() throws {
        let call = Call(metadata: ["": "a", "b": ""])
        #expect(try Call(serialized: call.serialized()) == call)
        let asPython = [UInt8](hex: "2a 04 0a00 1200")
        #expect(try Call(serialized: asPython) == Call(metadata: ["": ""]))
    }

    @Test func equalMapsGiveEqualBytes() throws {
        let keys = (0..<16).map { "key-\($0)" }
        let forward = Dictionary(uniqueKeysWithValues: keys.map { ($0, "v") })
        var backward: [String: String] = [:]
        for key in keys.reversed() { backward[key] = "v" }
        let bytes = try Call(metadata: forward).serialized()
        #expect(try Call(metadata: backward).serialized() == bytes)
    }
}
