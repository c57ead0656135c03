import Testing

@testable import CountersignProto

/// Every message type, against what Python's protobuf makes of the same values.
@Suite struct OracleTests {
    @Test func everyTypeHasExamples() {
        #expect(Set(Fixture.all.map(\.type)) == Set(Fixture.types.keys))
    }

    @Test func decodesAndEncodesLikeTheOracle() throws {
        for fixture in Fixture.all { try check(fixture, fixture.messageType) }
    }

    private func check<M: Message>(_ fixture: Fixture, _ type: M.Type) throws {
        let message = try M(serialized: fixture.bytes)
        #expect(try message.serialized() == fixture.bytes, "\(fixture.type)")
        #expect(try Fixture.normalized(message.json()) == fixture.json, "\(fixture.type)")
        #expect(try M(json: fixture.json) == message, "\(fixture.type)")
        #expect(try M(json: message.json()) == message, "\(fixture.type)")
    }
}
