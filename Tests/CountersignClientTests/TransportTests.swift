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
