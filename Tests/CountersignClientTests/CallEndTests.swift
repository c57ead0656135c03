import CountersignClient
import CountersignProto
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
