import Foundation
import NNG
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(20)))
struct RequestReplyTests {
    let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    @Test(arguments: ["inproc://echo", "ipc", "tcp://127.0.0.1:0", "tls+tcp://127.0.0.1:0"])
    func echo(_ url: String) async throws {
        let address = url == "ipc" ? try directory.ipc() : try Address(url)
        let tls = address.usesTLS ? try MutualTLS(in: directory) : nil
        let server = try ReplySocket.echo()
        defer { server.close() }
        let bound = try server.listen(on: address, tls: tls?.server)
        let client = try RequestSocket(to: bound, tls: tls?.client)
        defer { client.close() }
        #expect(try await client.call("hello") == "hello")
        #expect(try await client.call("") == "")
        let long = String(repeating: "x", count: 60_000)
        #expect(try await client.call(long) == long)
        #expect(client.isConnected)
        #expect(server.statistics.acceptedRequests == 3)
        #expect(server.statistics.openPipes == 1)
    }

    @Test func severalListeners() async throws {
        let server = try ReplySocket.echo()
        defer { server.close() }
        for address in try [directory.ipc("a"), directory.ipc("b"), Address("tcp://127.0.0.1:0")] {
            let client = try RequestSocket(to: server.listen(on: address))
            #expect(try await client.call("\(address)") == "\(address)")
            client.close()
        }
    }

    @Test func repliesFindTheirRequests() async throws {
        let server = try ReplySocket.echo(contexts: 64)
        defer { server.close() }
        let client = try RequestSocket(to: server.listen(on: directory.ipc()))
        defer { client.close() }
        try await withThrowingTaskGroup(of: (Int, String).self) { group in
            for number in 0..<1000 {
                group.addTask { (number, try await client.call("\(number)")) }
            }
            for try await (number, reply) in group {
                #expect(reply == "\(number)")
            }
        }
        #expect(server.statistics.acceptedRequests == 1000)
        #expect(server.statistics.handedOut == 0)
    }

    @Test func completionsInsteadOfTasks() async throws {
        let server = try ReplySocket.echo()
        defer { server.close() }
        let client = try RequestSocket(to: server.listen(on: directory.ipc()))
        defer { client.close() }
        let (right, done) = (Counter(), Counter())
        for number in 0..<200 {
            client.request(Message(copying: [UInt8(number)]), timeout: ample) { result in
                if case .success(let reply) = consume result,
                    [UInt8](copying: reply) == [UInt8(number)]
                {
                    right.increment()
                }
                done.increment()
            }
        }
        await done.reaches(200)
        #expect(right.count == 200)
    }

    @Test func repliesInAnotherOrder() async throws {
        let held = Mutex<[Exchange]>([])
        let arrived = Counter()
        let server = try ReplySocket(
            contexts: 3, maximumMessageBytes: 100, sendTimeout: .seconds(60))
        defer { server.close() }
        try server.start { exchange in
            held.withLock { $0.append(exchange) }
            arrived.increment()
        }
        let client = try RequestSocket(to: server.listen(on: directory.ipc()))
        defer { client.close() }
        async let first = client.call("1")
        async let second = client.call("2")
        async let third = client.call("3")
        await arrived.reaches(3)
        #expect(server.statistics.handedOut == 3)
        for exchange in held.withLock({ $0.reversed() }) {
            exchange.reply(Message(copying: exchange.request))
        }
        #expect(try await [first, second, third] == ["1", "2", "3"])
    }

    @Test func aRequestToNobodyTimesOut() async throws {
        let client = try RequestSocket(to: directory.ipc())
        defer { client.close() }
        #expect(await client.failure(of: "x", timeout: .milliseconds(30)) == .timedOut)
        #expect(!client.isConnected)
    }

    @Test func anUnansweredRequestTimesOut() async throws {
        let held = Mutex<[Exchange]>([])
        let server = try ReplySocket(
            contexts: 1, maximumMessageBytes: 100, sendTimeout: .seconds(60))
        defer { server.close() }
        try server.start { exchange in held.withLock { $0.append(exchange) } }
        let client = try RequestSocket(to: server.listen(on: directory.ipc()))
        defer { client.close() }
        #expect(await client.failure(of: "x", timeout: .milliseconds(300)) == .timedOut)
    }

    @Test func aRequestDoesNotOutliveItsConnection() async throws {
        let arrived = Counter()
        let server = try ReplySocket(
            contexts: 1, maximumMessageBytes: 100, sendTimeout: .seconds(60))
        try server.start { _ in arrived.increment() }
        let client = try RequestSocket(to: server.listen(on: directory.ipc()))
        defer { client.close() }
        async let failure = client.failure(of: "x", timeout: ample)
        await arrived.reaches(1)
        server.close()
        #expect(await failure == .connectionReset)
    }

    @Test func clientReconnects() async throws {
        let address = try directory.ipc()
        let lost = Counter()
        let client = try RequestSocket(dialing: address, maximumMessageBytes: 100) { event, _ in
            if event == .closed { lost.increment() }
        }
        defer { client.close() }
        for round in 1...3 {
            let server = try ReplySocket.echo()
            try server.listen(on: address)
            #expect(try await client.call("\(round)") == "\(round)")
            server.close()
            await lost.reaches(round)
        }
    }

    @Test(arguments: ["ipc", "tcp://127.0.0.1:0"])
    func tooLongARequestDropsItsConnectionOnly(_ url: String) async throws {
        let server = try ReplySocket.echo(maximumMessageBytes: 1000)
        defer { server.close() }
        let bound = try server.listen(on: url == "ipc" ? directory.ipc() : Address(url))
        let client = try RequestSocket(to: bound)
        defer { client.close() }
        let long = String(repeating: "x", count: 2000)
        #expect(await client.failure(of: long) == .connectionReset)
        #expect(try await client.call("short") == "short")
        #expect(server.statistics.acceptedRequests == 1)
    }

    @Test func tooManyRequestsAtOnce() async throws {
        let client = try RequestSocket(
            dialing: directory.ipc(), maximumMessageBytes: 100, maximumConcurrentRequests: 2)
        let codes = Mutex<[NNGError.Code?]>([])
        func ask() {
            client.request(Message(), timeout: ample) { result in
                let code: NNGError.Code? =
                    if case .failure(let error) = consume result { error.code } else { nil }
                codes.withLock { $0.append(code) }
            }
        }
        for _ in 0..<3 { ask() }
        // The third is refused at once; the others end with the socket.
        #expect(codes.withLock { $0 } == [.limitReached])
        client.close()
        #expect(codes.withLock { $0 } == [.limitReached, .closed, .closed])
    }

    @Test func closeEndsRequestsUnderWay() async throws {
        let client = try RequestSocket(to: directory.ipc())
        let results = Counter()
        for _ in 0..<100 {
            client.request(Message(), timeout: ample) { result in
                if case .failure(let error) = consume result, error.code == .closed {
                    results.increment()
                }
            }
        }
        client.close()
        #expect(results.count == 100)
        #expect(await client.failure(of: "x") == .closed)
    }
}
