import CountersignProto
import Synchronization
import Testing

@testable import CountersignClient

@Suite("Long polls")
struct EventPollTests {
    @Test("Only visible events come, and the cursor moves over the rest")
    func filtered() async throws {
        let log = try TestLog(count: 30)
        let reads = Mutex<[UInt64]>([])
        let node = try FakeNode { call in
            let request = try ReadEventsRequest(serialized: call.body)
            reads.withLock { $0.append(request.after) }
            #expect(request.waitMs == 20_000)
            #expect(call.timeoutMs > 20_000)
            var page = log.page(after: request.after, limit: 10)
            page.records.removeAll { !$0.seq.isMultiple(of: 15) }
            return try .ok(page)
        }
        let client = try CountersignClient.impatient([node.address])
        var iterator = client.pollEvents().makeAsyncIterator()
        #expect(try await iterator.next()?.position == LogPosition(epoch: 1, seq: 15))
        #expect(try await iterator.next()?.position == LogPosition(epoch: 1, seq: 30))
        #expect(iterator.cursor == EventCursor(epoch: 1, seq: 30, hash: log.records[29].hash))
        #expect(reads.withLock { $0 } == [0, 10, 20])
        client.close()
        node.close()
    }

    @Test(
        "A poll is held open for a second at least and 25 at most",
        arguments: [
            (.zero, 1000), (.milliseconds(1500), 1500), (.seconds(-3), 1000),
            (.seconds(Int64.min), 1000), (.seconds(Int64.max), 25_000),
        ] as [(Duration, UInt32)]
    )
    func wait(asked: Duration, sent: UInt32) async throws {
        let log = try TestLog(count: 1)
        let waits = Mutex<[UInt32]>([])
        let node = try FakeNode { call in
            let request = try ReadEventsRequest(serialized: call.body)
            waits.withLock { $0.append(request.waitMs) }
            return try .ok(log.page(after: request.after, limit: 1))
        }
        let client = try CountersignClient.impatient([node.address])
        var iterator = client.pollEvents(wait: asked).makeAsyncIterator()
        _ = try await iterator.next()
        #expect(waits.withLock { $0 } == [sent])
        client.close()
        node.close()
    }

    @Test("A node that is away is waited for; a refusal ends the poll")
    func failures() async throws {
        let log = try TestLog(count: 1)
        let calls = Mutex(0)
        let node = try FakeNode { _ in
            let number = calls.withLock { calls in
                calls += 1
                return calls
            }
            switch number {
            case ...20: return .error(14, "DRAINING")
            case 21: return try .ok(log.page(after: 0, limit: 1))
            default: return .error(16, "TOKEN_EXPIRED")
            }
        }
        let client = try CountersignClient.impatient([node.address])
        var iterator = client.pollEvents().makeAsyncIterator()
        #expect(try await iterator.next()?.record == log.records[0])
        let error = await failure { () throws(CountersignError) in try await iterator.next() }
        #expect(error?.code == .unauthenticated)
        client.close()
        node.close()
    }
}
