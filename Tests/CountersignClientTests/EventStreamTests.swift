import CountersignProto
import Testing

@testable import CountersignClient

@Suite("Subscriptions")
struct EventStreamTests {
    /// Takes the next `count` events.
    private func take(
        _ count: Int,
        from iterator: inout EventStream.AsyncIterator
    ) async throws -> [EventRecord] {
        var records: [EventRecord] = []
        for _ in 0..<count {
            let event = try await iterator.next()
            records.append(try #require(event).record)
        }
        return records
    }

    @Test("What is in the log comes first, then what is announced")
    func live() async throws {
        let stream = try FakeStream(TestLog(count: 1200))
        let client = try CountersignClient.impatient([stream.node.address])
        var iterator = client.events().makeAsyncIterator()
        _ = try await take(1200, from: &iterator)
        await stream.waitForSubscriber()
        for _ in 0..<20 { try stream.append() }
        let live = try await take(20, from: &iterator)
        let log = stream.withState { $0.log }
        #expect(live == [EventRecord](log.records.suffix(20)))
        #expect(stream.withState { $0.reads } == [0, 500, 1000])
        client.close()
        stream.close()
    }

    @Test("Lost frames are read from the log")
    func lostFrames() async throws {
        let stream = try FakeStream(TestLog(count: 2))
        let client = try CountersignClient.impatient([stream.node.address])
        var iterator = client.events(after: EventCursor(seq: 1)).makeAsyncIterator()
        var records = try await take(1, from: &iterator)
        await stream.waitForSubscriber()
        try stream.append(announced: false)
        try stream.append(announced: false)
        try stream.append()
        records += try await take(3, from: &iterator)
        try stream.append(announced: false)
        try stream.heartbeat()
        records += try await take(1, from: &iterator)
        #expect(records == [EventRecord](stream.withState { $0.log.records }.dropFirst()))
        client.close()
        stream.close()
    }

    @Test("A stream that is silent is not waited for")
    func silence() async throws {
        let stream = try FakeStream(TestLog(count: 1), heartbeatInterval: .milliseconds(5))
        let client = try CountersignClient.impatient([stream.node.address])
        var iterator = client.events().makeAsyncIterator()
        _ = try await take(1, from: &iterator)
        for _ in 0..<3 {
            try stream.append(announced: false)
            _ = try await take(1, from: &iterator)
        }
        client.close()
        stream.close()
    }

    @Test("A new key that was announced just works; one that was not is asked for")
    func keyRotation() async throws {
        let stream = try FakeStream(TestLog(), heartbeatInterval: .milliseconds(20))
        let next = FrameSealer(keyID: [0, 0, 0, 2])
        stream.withState { $0.nextSealer = next }
        let client = try CountersignClient.impatient([stream.node.address])
        var iterator = client.events().makeAsyncIterator()
        try stream.append()
        _ = try await take(1, from: &iterator)
        stream.withState { $0.sealer = next }
        try stream.append()
        _ = try await take(1, from: &iterator)
        stream.withState { state in
            state.sealer = FrameSealer(keyID: [0, 0, 0, 3])
            state.nextSealer = nil
        }
        for _ in 0..<10 {
            try stream.append()
            _ = try await take(1, from: &iterator)
        }
        #expect(stream.withState { $0.opened } >= 2)
        client.close()
        stream.close()
    }

    @Test("Garbage, forged frames and frames of others change nothing")
    func forgedFrames() async throws {
        let stream = try FakeStream(TestLog(count: 1))
        let client = try CountersignClient.impatient([stream.node.address])
        var iterator = client.events().makeAsyncIterator()
        _ = try await take(1, from: &iterator)
        await stream.waitForSubscriber()
        let sealer = stream.withState { $0.sealer }
        stream.publish(sealer.streamID)
        stream.publish(sealer.streamID + [UInt8](repeating: 0xAA, count: 300))
        var other = FrameSealer(keyID: sealer.keyID)
        stream.publish(try other.heartbeat(LogPosition(epoch: 1, seq: 99)))
        other.streamID = [UInt8](repeating: 8, count: 16)
        stream.publish(try other.heartbeat(LogPosition(epoch: 1, seq: 99)))
        var tampered = try sealer.record(EventRecord(seq: 2, event: [], hash: []))
        tampered[25] ^= 1
        stream.publish(tampered)
        try stream.append()
        _ = try await take(1, from: &iterator)
        #expect(stream.withState { $0.reads } == [0])
        client.close()
        stream.close()
    }

    @Test("A slow consumer loses no event, though frames were dropped")
    func slowConsumer() async throws {
        let stream = try FakeStream(TestLog(count: 1))
        let client = try CountersignClient.impatient([stream.node.address])
        var iterator = client.events().makeAsyncIterator()
        _ = try await take(1, from: &iterator)
        await stream.waitForSubscriber()
        let count = FrameQueue.maximumCount + 500
        for _ in 0..<count { try stream.append() }
        let records = try await take(count, from: &iterator)
        #expect(records == [EventRecord](stream.withState { $0.log.records }.dropFirst()))
        client.close()
        stream.close()
    }

    @Test("A node that comes back is found again, and nothing is lost or repeated")
    func restart() async throws {
        let address = FakeNode.newAddress()
        var stream = try FakeStream(
            TestLog(count: 3),
            at: address,
            heartbeatInterval: .milliseconds(10)
        )
        let client = try CountersignClient.impatient([address])
        var iterator = client.events().makeAsyncIterator()
        var records = try await take(3, from: &iterator)
        for _ in 0..<2 {
            stream.close()
            var log = stream.withState { $0.log }
            try log.append()
            try log.append()
            stream = try FakeStream(log, at: address, heartbeatInterval: .milliseconds(10))
            records += try await take(2, from: &iterator)
            try stream.append()
            records += try await take(1, from: &iterator)
        }
        #expect(records == stream.withState { $0.log.records })
        client.close()
        stream.close()
    }

    @Test(
        "What waiting does not mend ends the subscription",
        arguments: [(7, "NOT_A_STREAMER"), (16, "TOKEN_EXPIRED"), (11, "COMPACTED")]
    )
    func refused(code: UInt32, reason: String) async throws {
        let stream = try FakeStream(TestLog(count: 3))
        stream.withState { $0.refusal = .error(code, reason) }
        let client = try CountersignClient.impatient([stream.node.address])
        let error = await failure { () throws(CountersignError) in
            var iterator = client.events().makeAsyncIterator()
            return try await iterator.next()
        }
        #expect(error?.code.rawValue == code)
        #expect(error?.reason.rawValue == reason)
        client.close()
        stream.close()
    }

    @Test("Cancelling the task, or closing the client, ends the subscription")
    func ends() async throws {
        let stream = try FakeStream(TestLog(count: 1))
        let client = try CountersignClient.impatient([stream.node.address])
        for closes in [false, true] {
            let (seen, first) = AsyncStream.makeStream(of: Void.self)
            let task = Task {
                await failure { () throws(CountersignError) in
                    for try await _ in client.events() { first.yield() }
                }
            }
            for await _ in seen { break }
            if closes { client.close() } else { task.cancel() }
            let error = await task.value
            #expect(error?.code == .cancelled)
            #expect(error?.reason == (closes ? .clientClosed : .callCancelled))
        }
        stream.close()
    }
}
