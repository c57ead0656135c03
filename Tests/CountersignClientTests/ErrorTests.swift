import CountersignProto
import Testing

@testable import CountersignClient

@Suite("Errors")
struct ErrorTests {
    @Test("Everything that a reply says is in the error")
    func details() throws {
        let violation = BadRequest.FieldViolation(field: "policy.steps[0]", description: "empty")
        let missing = PreconditionFailure.Violation(
            type: "STATE",
            subject: "req_1",
            description: "is approved"
        )
        let existing = ResourceInfo(resourceType: "request", resourceName: "req_0")
        let details: [ErrorDetail.DetailChoice] = [
            .errorInfo(ErrorInfo(reason: "WHY", domain: "countersign.v1", metadata: ["n": "2"])),
            .badRequest(BadRequest(fieldViolations: [violation])),
            .preconditionFailure(PreconditionFailure(violations: [missing])),
            .retryInfo(RetryInfo(retryDelay: ProtoDuration(milliseconds: 1500))),
            .resourceInfo(existing),
        ]
        let error = CountersignError(
            Reply(code: 9, message: "no", details: details.map { ErrorDetail(detail: $0) })
        )
        #expect(error.code == .failedPrecondition)
        #expect(error.reason == "WHY")
        #expect(error.message == "no")
        #expect(error.metadata == ["n": "2"])
        #expect(error.fieldViolations == [violation])
        #expect(error.preconditions == [missing])
        #expect(error.retryDelay == .milliseconds(1500))
        #expect(error.resource == existing)
        #expect(
            error.description
                == "FAILED_PRECONDITION WHY: no; policy.steps[0]: empty; STATE: is approved"
        )
    }

    @Test("A code from a newer node is UNKNOWN")
    func unknownCode() {
        #expect(CountersignError(Reply(code: 99)).code == .unknown)
    }
}
