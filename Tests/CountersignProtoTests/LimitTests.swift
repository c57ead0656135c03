import Testing

@testable import CountersignProto

/// What the limits refuse, and that they allow what they say.
@Suite struct LimitTests {
    private static func limits(
        byteCount: Int = 1 << 20,
        fieldCount: Int = 1 << 20,
        depth: Int = 8,
        memory: Int = 1 << 26
    ) -> DecodingLimits {
        DecodingLimits(byteCount: byteCount, fieldCount: fieldCount, depth: depth, memory: memory)
    }

    @Test func byteCount() throws {
        let bytes = try Call(method: "abc").serialized()
        let exact = Self.limits(byteCount: bytes.count)
        #expect(try Call(serialized: bytes, limits: exact).method == "abc")
        #expect(throws: DecodingFailure(.tooLong(limit: bytes.count - 1))) {
            try Call(serialized: bytes, limits: Self.limits(byteCount: bytes.count - 1))
        }
    }

    @Test func fieldCountCoversNestedAndUnknownFields() throws {
        // A map entry is three fields; field 15 is unknown.
        let bytes = try Call(metadata: ["k": "v"]).serialized() + [0x78, 0x01]
        #expect(try Call(serialized: bytes, limits: Self.limits(fieldCount: 4)).metadata.count == 1)
        #expect(throws: DecodingFailure(.tooManyFields(limit: 3), offset: bytes.count - 2)) {
            try Call(serialized: bytes, limits: Self.limits(fieldCount: 3))
        }
        #expect(throws: DecodingFailure(.tooManyFields(limit: 2), path: "metadata", offset: 5)) {
            try Call(serialized: bytes, limits: Self.limits(fieldCount: 2))
        }
    }

    @Test func frameAllows1024Fields() throws {
        let fields = [UInt8](repeating: 0, count: 0) + (0..<1024).flatMap { _ in [0x78, 0x01] }
        #expect(try Call(serialized: fields) == Call())
        #expect(throws: DecodingFailure(.tooManyFields(limit: 1024), offset: 2048)) {
            try Call(serialized: fields + [0x78, 0x01])
        }
    }

    @Test func depth() throws {
        // CreatePolicyRequest > ApprovalPolicy > PolicyStep > Subject: four levels.
        let subject = Subject(subject: .user("a"))
        let request = CreatePolicyRequest(
            policy: ApprovalPolicy(steps: [PolicyStep(approvers: [subject])])
        )
        let bytes = try request.serialized()
        #expect(
            try CreatePolicyRequest(serialized: bytes, limits: Self.limits(depth: 4)) == request
        )
        let path = "policy.steps.approvers"
        #expect(throws: DecodingFailure(.tooDeep(limit: 3), path: path, offset: 4)) {
            try CreatePolicyRequest(serialized: bytes, limits: Self.limits(depth: 3))
        }
    }

    @Test func memory() throws {
        let bytes = try Call(method: "abc", body: [UInt8](repeating: 7, count: 10_000)).serialized()
        #expect(try Call(serialized: bytes, limits: Self.limits(memory: 11_000)).method == "abc")
        for memory in [1, 100, 9_000] {
            #expect(throws: DecodingFailure(.tooMuchMemory(limit: memory))) {
                try Call(serialized: bytes, limits: Self.limits(memory: memory))
            }
        }
    }

    /// The most that 64 KiB can ask for: as many of the largest message as fields are allowed, and
    /// numbers packed one a byte.
    @Test func noFrameNeedsMoreThanItsMemory() throws {
        let requests = [UInt8](hex: "0a 00")
        let empties = (0..<1024).flatMap { _ in requests }
        #expect(try ListRequestsResponse(serialized: empties).requests.count == 1024)
        #expect(try ListGrantsResponse(serialized: empties).grants.count == 1024)
        let packed = [0x22, 0xf0, 0xff, 0x03] + [UInt8](repeating: 1, count: 0xfff0)
        #expect(try Role(serialized: packed).permissions.count == 0xfff0)
    }

    @Test func replyTakesWhatAFrameDoesNot() throws {
        let reply = Reply(body: [UInt8](repeating: 1, count: 3 << 20))
        let bytes = try reply.serialized()
        #expect(throws: DecodingFailure(.tooLong(limit: 64 << 10))) {
            try Reply(serialized: bytes)
        }
        #expect(try Reply(serialized: bytes, limits: .reply) == reply)
    }
}
