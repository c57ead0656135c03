import CountersignClient
import CountersignProto
import Synchronization
import Testing

@Suite("Calls")
struct CallTests {
    @Test("A call carries method, request id, token, time left, metadata and body")
    func envelope() async throws {
        let node = try FakeNode { _ in
            try .ok(ApproveRequestResponse(request: AccessRequest(id: "req_1")))
        }
        let client = try CountersignClient.impatient([node.address])
        let id = RequestID()
        let response = try await client.access.approveRequest(
            id: "req_1",
            comment: "fine",
            options: CallOptions(requestID: id, metadata: ["traceparent": "00-1"])
        )
        #expect(response.request?.id == "req_1")
        let call = try #require(node.calls.first)
        #expect(call.method == "countersign.v1.AccessService/ApproveRequest")
        #expect(call.requestID == id.bytes)
        #expect(call.bearerToken == "token")
        #expect((1...600_000).contains(call.timeoutMs))
        #expect(call.metadata == ["traceparent": "00-1"])
        let body = try ApproveRequestRequest(serialized: call.body)
        #expect(body == ApproveRequestRequest(id: "req_1", comment: "fine"))
        client.close()
        node.close()
    }

    @Test("UNAVAILABLE is tried again with the same request id")
    func retriesWithSameID() async throws {
        let failures = Mutex(3)
        let node = try FakeNode { _ in
            let fails = failures.withLock { left in
                left -= 1
                return left >= 0
            }
            return fails ? .error(14, "DRAINING") : try .ok(EndGrantResponse())
        }
        let client = try CountersignClient.impatient([node.address])
        _ = try await client.access.endGrant(id: "grt_1")
        #expect(node.calls.count == 4)
        #expect(Set(node.calls.map(\.requestID)).count == 1)
        #expect(node.calls.map(\.timeoutMs).allSatisfy { $0 > 0 })
        client.close()
        node.close()
    }

    @Test("Another node is asked when one is away, and then first")
    func failsOver() async throws {
        let node = try FakeNode { _ in try .ok(GetNodeResponse(node: Node(id: "two"))) }
        let client = try CountersignClient.impatient(
            [FakeNode.newAddress(), node.address],
            connectTimeout: .milliseconds(50),
            maximumAttempts: 1000
        )
        #expect(try await client.cluster.getNode().node?.id == "two")
        #expect(try await client.cluster.getNode().node?.id == "two")
        #expect(node.calls.count == 2)
        client.close()
        node.close()
    }

    @Test("Another node is asked, with the same request id, when one does not answer")
    func failsOverFromSilence() async throws {
        let silent = try FakeNode { call in
            guard call.method == Methods.Health.check.name else { return .silence }
            return try .ok(HealthCheckResponse(status: .serving))
        }
        let node = try FakeNode { _ in try .ok(CancelRequestResponse()) }
        let client = try CountersignClient.impatient(
            [silent.address, node.address],
            maximumAttempts: 1000
        )
        _ = try await client.health.check()  // connected
        _ = try await client.access.cancelRequest(
            id: "req_1",
            options: CallOptions(attemptTimeout: .milliseconds(300))
        )
        let calls = silent.calls.dropFirst() + node.calls
        #expect(calls.count > node.calls.count)
        #expect(Set(calls.map(\.requestID)).count == 1)
        client.close()
        node.close()
        silent.close()
    }

    @Test("A node that stops in the middle of a call is not the end of the call")
    func survivesLostConnection() async throws {
        let first = try FakeNode { _ in .silence }
        let second = try FakeNode { _ in try .ok(CancelRequestResponse()) }
        let client = try CountersignClient.impatient([first.address, second.address])
        async let response = client.access.cancelRequest(id: "req_1")
        await first.waitForCall()
        first.close()
        _ = try await response
        #expect(Set((first.calls + second.calls).map(\.requestID)).count == 1)
        client.close()
        second.close()
    }

    @Test(
        "Refusals are not tried again",
        arguments: [3, 5, 6, 7, 8, 9, 10, 12, 13, 16] as [UInt32]
    )
    func refusals(code: UInt32) async throws {
        let node = try FakeNode { _ in .error(code, "NO") }
        let client = try CountersignClient.impatient([node.address])
        let error = await failure { () throws(CountersignError) in
            try await client.access.getGrant(id: "grt_1")
        }
        #expect(error?.code.rawValue == code)
        #expect(error?.reason == "NO")
        #expect(error?.method == "countersign.v1.AccessService/GetGrant")
        #expect(error?.requestID?.bytes == node.calls[0].requestID)
        #expect(node.calls.count == 1)
        client.close()
        node.close()
    }

    @Test("A delay that does not fit into the time left ends the call at once")
    func delayBeyondDeadline() async throws {
        let delay = RetryInfo(retryDelay: ProtoDuration(milliseconds: 3_600_000))
        let node = try FakeNode { _ in .error(8, "OVERLOADED", .retryInfo(delay)) }
        let client = try CountersignClient.impatient([node.address])
        let error = await failure { () throws(CountersignError) in
            try await client.access.getGrant(id: "grt_1")
        }
        #expect(error?.code == .resourceExhausted)
        #expect(error?.retryDelay == .seconds(3600))
        #expect(node.calls.count == 1)
        client.close()
        node.close()
    }

    @Test("Without an answer the call ends with its deadline")
    func deadline() async throws {
        let node = try FakeNode { call in
            guard call.method == Methods.Health.check.name else { return .silence }
            return try .ok(HealthCheckResponse(status: .serving))
        }
        let client = try CountersignClient.impatient([node.address])
        _ = try await client.health.check()  // connected
        let error = await failure { () throws(CountersignError) in
            try await client.access.getGrant(
                id: "grt_1",
                options: CallOptions(timeout: .milliseconds(80))
            )
        }
        #expect(error?.code == .deadlineExceeded)
        #expect(error?.reason == .noAnswer)
        client.close()
        node.close()
    }

    @Test("With nobody there the call says so")
    func nobody() async throws {
        let client = try CountersignClient.impatient(
            [FakeNode.newAddress()],
            connectTimeout: .milliseconds(50),
            maximumAttempts: 2
        )
        let error = await failure { () throws(CountersignError) in
            try await client.health.check()
        }
        #expect(error?.code == .unavailable)
        #expect(error?.reason == .connectionFailed)
        client.close()
    }
}
