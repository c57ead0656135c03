import NNG
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(20)))
struct CancellationTests {
    let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    @Test func aCancelledTaskEndsItsRequest() async throws {
        let arrived = Counter()
        let server = try ReplySocket(
            contexts: 1, maximumMessageBytes: 100, sendTimeout: .seconds(60))
        defer { server.close() }
        let held = Mutex<[Exchange]>([])
        try server.start { exchange in
            held.withLock { $0.append(exchange) }
            arrived.increment()
        }
        let client = try RequestSocket(to: server.listen(on: directory.ipc()))
        defer { client.close() }
        let task = Task { await client.failure(of: "x", timeout: ample) }
        await arrived.reaches(1)
        task.cancel()
        #expect(await task.value == .canceled)
        // The context that was cancelled serves the next request, and does not get the old reply.
        let next = Task { try await client.call("y", timeout: ample) }
        held.withLock { $0.removeFirst() }.reply(Message(copying: [1]))
        await arrived.reaches(2)
        held.withLock { $0.removeFirst() }.reply(Message(copying: Array("right".utf8)))
        #expect(try await next.value == "right")
    }

    @Test func cancelledBeforeItStarts() async throws {
        let client = try RequestSocket(to: directory.ipc())
        defer { client.close() }
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await client.failure(of: "x", timeout: ample)
        }
        #expect(await task.value == .canceled)
    }

    /// Thousands of requests, started and cancelled at random moments: while waiting for a
    /// connection, being sent, waiting for the reply, and when the reply is there. Each must end,
    /// with its own reply.
    @Test(arguments: ["inproc://storm", "ipc", "tcp://127.0.0.1:0"])
    func storm(_ url: String) async throws {
        var random = SeededGenerator()
        let server = try ReplySocket.echo(contexts: 8)
        defer { server.close() }
        let bound = try server.listen(on: url == "ipc" ? directory.ipc() : Address(url))
        let client = try RequestSocket(to: bound)
        defer { client.close() }
        let (answered, failed) = (Counter(), Counter())
        for _ in 0..<20 {
            let tasks = (0..<200).map { number in
                let timeout = Duration.milliseconds(random.next() % 10 == 0 ? 1 : 600_000)
                return Task {
                    do throws(NNGError) {
                        let reply = try await client.call("\(number)", timeout: timeout)
                        #expect(reply == "\(number)")
                        answered.increment()
                    } catch {
                        #expect([.canceled, .timedOut].contains(error.code))
                        failed.increment()
                    }
                }
            }
            for task in tasks.shuffled(using: &random) where random.next() % 2 == 0 {
                for _ in 0..<(random.next() % 4) { await Task.yield() }
                task.cancel()
            }
            for task in tasks { await task.value }
        }
        #expect(answered.count + failed.count == 4000)
        #expect(try await client.call("calm") == "calm")
    }
}
