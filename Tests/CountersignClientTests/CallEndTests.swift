import CountersignClient
import CountersignProto
import Synchronization
import Testing

@Suite("Calls that end early, and what a client can't send")
struct CallEndTests {
    @Test("Cancelling the task ends the call")
    func cancel() async throws {
        let node = try FakeNode { _ in .silence }
        let client = try CountersignClient.impatient([node.address])
        let task = Task {
            await failure { () throws(CountersignError) in
                try await client.access.getGrant(id: "grt_1")
            }
        }
        await node.waitForCall()
        task.cancel()
        #expect(await task.value?.code == .cancelled)
        client.close()
        node.close()
    }

    @Test("Closing the client ends its calls, and later ones")
    func close() async throws {
        let node = try FakeNode { _ in .silence }
        let client = try CountersignClient.impatient([node.address])
        let other = client.authenticated(by: .fixed("other"))
        async let error = failure { () throws(CountersignError) in
            try await client.access.getGrant(id: "grt_1")
        }
        await node.waitForCall()
        client.close()
        #expect(await error?.reason == .clientClosed)
        let late = await failure { () throws(CountersignError) in
            try await other.access.getGrant(id: "grt_1")
        }
        #expect(late?.reason == .clientClosed)
        node.close()
    }

    @Test("An answer that is no reply is an error of its own, and not tried again")
    func malformedReply() async throws {
        let node = try FakeNode { _ in .bytes([0xFF, 0xFF, 0xFF]) }
        let client = try CountersignClient.impatient([node.address])
        let error = await failure { () throws(CountersignError) in
            try await client.access.getGrant(id: "grt_1")
        }
        #expect(error?.code == .internalError)
        #expect(error?.reason == .malformedReply)
        #expect(node.calls.count == 1)
        client.close()
        node.close()
    }

    @Test("Time without end is taken")
    func endlessTime() async throws {
        let failures = Mutex(2)
        let node = try FakeNode { _ in
            let fails = failures.withLock { left in
                left -= 1
                return left >= 0
            }
            return fails ? .error(14, "DRAINING") : try .ok(GetGrantResponse())
        }
        let endless = Duration.seconds(Int64.max)
        let policy = RetryPolicy(
            connectTimeout: endless,
            attemptTimeout: endless,
            initialBackoff: .zero,
            maximumBackoff: endless
        )
        let client = try CountersignClient(
            .init(addresses: [node.address], timeout: endless, retry: policy)
        )
        _ = try await client.access.getGrant(id: "grt_1")
        #expect(node.calls.map(\.timeoutMs) == [.max, .max, .max])
        client.close()
        node.close()
    }

    @Test("No time at all is an answer that did not come")
    func noTime() async throws {
        let node = try FakeNode { _ in .silence }
        let client = try CountersignClient.impatient([node.address], maximumAttempts: 2)
        for none in [Duration.zero, .seconds(-1), .seconds(Int64.min)] {
            for options in [CallOptions(timeout: none), CallOptions(attemptTimeout: none)] {
                let error = await failure { () throws(CountersignError) in
                    try await client.access.getGrant(id: "grt_1", options: options)
                }
                #expect(error?.isRetryable == true, "\(none): \(String(describing: error))")
            }
        }
        client.close()
        node.close()
    }

    @Test("A string with NUL is refused before anything is sent")
    func nulInString() async throws {
        let node = try FakeNode { _ in try .ok(GetGrantResponse()) }
        let client = try CountersignClient.impatient([node.address])
        let error = await failure { () throws(CountersignError) in
            try await client.access.getGrant(id: "a\0b")
        }
        #expect(error?.code == .invalidArgument)
        #expect(error?.fieldViolations.map(\.field) == ["id"])
        #expect(node.calls.isEmpty)
        client.close()
        node.close()
    }

    @Test(
        "An address that can't be used is refused at once",
        arguments: [
            [], ["http://host:1"], ["tcp://host"], ["ipc://relative"], ["tls+tcp://host:1"],
        ]
    )
    func badAddresses(addresses: [String]) {
        let error = #expect(throws: CountersignError.self) {
            try CountersignClient(.init(addresses: addresses))
        }
        #expect(error?.code == .invalidArgument)
        #expect(error?.reason == .badConfiguration)
    }
}
