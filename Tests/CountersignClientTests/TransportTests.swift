import NNG
import Testing

@testable import CountersignClient

@Suite("Queues and waiting")
struct TransportTests {
    @Test("A queue of frames keeps the newest, within its count and its bytes")
    func frameQueue() {
        var queue = FrameQueue()
        for number in 0..<FrameQueue.maximumCount + 3 {
            queue.append([UInt8(truncatingIfNeeded: number)])
        }
        #expect(queue.count == FrameQueue.maximumCount)
        #expect(queue.popFirst() == [3])
        let large = [UInt8](repeating: 0, count: FrameQueue.maximumByteCount / 3)
        for _ in 0..<5 { queue.append(large) }
        #expect(queue.count == 3)
        #expect(queue.byteCount == 3 * large.count)
        for _ in 0..<3 { #expect(queue.popFirst() != nil) }
        #expect(queue.popFirst() == nil)
        #expect(queue.byteCount == 0)
    }

    @Test("No change is missed, whoever waits and whenever it comes")
    func eventCount() async {
        let changes = EventCount()
        let seen = changes.count
        changes.advance()
        await changes.wait(beyond: seen, within: .seconds(600))
        let now = changes.count
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask { await changes.wait(beyond: now, within: .seconds(600)) }
            }
            group.addTask { changes.advance() }
        }
        #expect(changes.count == now + 1)
    }

    @Test("A notice of a frame that was taken already is not taken for silence")
    func lateNotice() async throws {
        let source = try NNGFrameSource(
            dialing: Address(FakeNode.newAddress()),
            tls: nil,
            topic: []
        )
        let frame = Task { try await source.next(within: .seconds(600)) }
        for _ in 0..<10_000 {
            source.arrivals.advance()
            await Task.yield()
        }
        source.arrived([1])
        #expect(try await frame.value == [1])
        source.close()
    }

    @Test("Waiting for a frame ends with its time, its task and its source")
    func frameSourceEnds() async throws {
        let source = try NNGFrameSource(
            dialing: Address(FakeNode.newAddress()),
            tls: nil,
            topic: []
        )
        #expect(try await source.next(within: .milliseconds(1)) == nil)
        #expect(try await source.next(within: .seconds(-1)) == nil)
        let cancelled = Task { try await source.next(within: .seconds(600)) }
        cancelled.cancel()
        await #expect(throws: TransportFailure.cancelled) { try await cancelled.value }
        let closed = Task { try await source.next(within: .seconds(600)) }
        source.close()
        await #expect(throws: TransportFailure.closed) { try await closed.value }
    }

    @Test("Waiting ends with its time and with its task")
    func eventCountEnds() async {
        let changes = EventCount()
        await changes.wait(beyond: changes.count, within: .milliseconds(1))
        await changes.wait(beyond: changes.count, within: .zero)
        let task = Task { await changes.wait(beyond: changes.count, within: .seconds(600)) }
        task.cancel()
        await task.value
    }
}
