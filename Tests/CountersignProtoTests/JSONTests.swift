import Testing

@testable import CountersignProto

@Suite struct JSONTests {
    @Test func writesTheProto3Form() throws {
        let event = Event(
            organizationID: "org_1",
            seq: 9_007_199_254_740_993,
            time: ProtoTimestamp(milliseconds: 1_740_787_199_250),
            kind: .vote,
            actor: Actor(actor: .system("deadline")),
            snapshot: .request(
                RequestSnapshot(duration: ProtoDuration(seconds: 3600), state: .pending, step: 1)
            )
        )
        #expect(
            try event.json(pretty: false) == """
                {"actor":{"system":"deadline"},"kind":"EVENT_VOTE","organizationId":"org_1",\
                "request":{"duration":"3600s","state":"REQUEST_PENDING","step":1},\
                "seq":"9007199254740993","time":"2025-02-28T23:59:59.250Z"}
                """
        )
        #expect(try Event(json: event.json()) == event)
    }

    @Test func writesUnknownEnumNumbersAndBase64() throws {
        let role = Role(permissions: [.allowRevokeAccess, .unrecognized(99)])
        #expect(try role.json(pretty: false) == #"{"permissions":["ALLOW_REVOKE_ACCESS",99]}"#)
        let call = Call(requestID: [0xfb, 0xff, 0x00, 0x01])
        #expect(try call.json(pretty: false) == #"{"requestId":"+/8AAQ=="}"#)
    }

    @Test func readsEveryPermittedForm() throws {
        #expect(try Call(json: #"{"request_id": "-_8AAQ"}"#).requestID == [0xfb, 0xff, 0x00, 0x01])
        #expect(try Call(json: #"{"timeoutMs": "25", "method": null}"#) == Call(timeoutMs: 25))
        #expect(
            try LogPosition(json: #"{"epoch": 3, "seq": "4"}"#) == LogPosition(epoch: 3, seq: 4)
        )
        #expect(try Role(json: #"{"permissions": [5]}"#).permissions == [.allowRevokeAccess])
        #expect(try GetNodeRequest(json: "{}") == GetNodeRequest())
    }

    static let refused: [(json: String, message: String)] = [
        (#"{"policy": {"nmae": "x"}}"#, "policy.nmae: there is no such field"),
        (
            #"{"policy": {"steps": [{}, {"required_approvals": -1}]}}"#,
            "policy.steps[1].required_approvals: is not an integer in range"
        ),
        (
            #"{"policy": {"minDuration": "1s", "min_duration": "1s"}}"#,
            "policy.minDuration: is there twice, as minDuration and as min_duration"
        ),
        (
            #"{"policy": {"maxDuration": "one hour"}}"#,
            "policy.maxDuration: is not a duration of the form 3600s"
        ),
        (
            #"{"policy": {"createTime": "2025-02-29T00:00:00Z"}}"#,
            "policy.createTime: is not a time of the form 2025-01-31T12:00:00Z"
        ),
        (
            #"{"policy": {"steps": [{"approvers": [{"user": "a", "group": "b"}]}]}}"#,
            "policy.steps[0].approvers[0].subject: more than one alternative is set"
        ),
        (#"{"policy": {"priority": 2147483648}}"#, "policy.priority: is not an integer in range"),
        (#"{"policy": {"name": 5}}"#, "policy.name: is not of the type String"),
        (#"{"policy": {"version": "1.5"}}"#, "policy.version: is not an integer in range"),
    ]

    @Test(arguments: refused)
    func refuses(_ json: String, _ message: String) {
        let failure = #expect(throws: JSONFailure.self) { try CreatePolicyRequest(json: json) }
        #expect(failure?.description.hasPrefix(message) == true, "\(failure as Any)")
    }

    @Test func namesThePossibleValuesOfAnEnum() {
        let failure = #expect(throws: JSONFailure.self) {
            try ResourceSummary(json: #"{"kind": "machine"}"#)
        }
        #expect(
            failure?.description == """
                kind: there is no machine; it may be RESOURCE_KIND_UNSPECIFIED, MACHINE, DATABASE, \
                DIRECTORY, BROWSER
                """
        )
    }

    @Test func refusesTextThatIsNoJSON() {
        #expect(throws: JSONFailure.self) { try Call(json: "{") }
        #expect(throws: JSONFailure.self) { try Call(json: "[]") }
        #expect(throws: JSONFailure.self) { try Call(json: #"{"requestId": "a"}"#) }
    }
}
