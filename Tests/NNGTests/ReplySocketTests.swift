import Foundation
import NNG
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(20)))
struct ReplySocketTests {
    let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    @Test func drainWaitsForRepliesUnderWay() async throws {
        let held = Mutex<[Exchange]>([])
        let arrived = Counter()
        let server = try ReplySocket(
            contexts: 4, maximumMessageBytes: 100, sendTimeout: .seconds(60))
        try server.start { exchange in
            held.withLock { $0.append(exchange) }
            arrived.increment()
        }
        let client = try RequestSocket(to: server.listen(on: directory.ipc()))
        defer { client.close() }
        async let first = client.call("1")
        async let second = client.call("2")
        await arrived.reaches(2)
        let drainEnd = Counter()
        async let drained: Void = {
            await server.drain()
            drainEnd.increment()
        }()
        // No longer taken, though two contexts are free.
        server.stopReceiving()
        #expect(await client.failure(of: "3", timeout: .milliseconds(200)) == .timedOut)
        #expect(drainEnd.count == 0)
        for exchange in held.withLock({ $0 }) {
            exchange.reply(Message(copying: exchange.request))
        }
        await drained
        #expect(try await [first, second] == ["1", "2"])
        #expect(server.statistics.acceptedRequests == 2)
        #expect(server.statistics.handedOut == 0)
        server.close()
    }

    @Test func replyAfterCloseDoesNothing() async throws {
        let held = Mutex<[Exchange]>([])
        let arrived = Counter()
        let server = try ReplySocket(
            contexts: 2, maximumMessageBytes: 100, sendTimeout: .seconds(60))
        try server.start { exchange in
            held.withLock { $0.append(exchange) }
            arrived.increment()
        }
        let client = try RequestSocket(to: server.listen(on: directory.ipc()))
        defer { client.close() }
        async let failure = client.failure(of: "late")
        await arrived.reaches(1)
        server.close()
        let exchange = try #require(held.withLock { $0.popLast() })
        #expect(exchange.request.elementsEqual("late".utf8))
        exchange.reply(Message(copying: exchange.request))
        #expect(await failure == .connectionReset)
    }

    @Test func aPeerThatDoesNotReadParksItsContextsOnly() async throws {
        let server = try ReplySocket(
            contexts: 2, maximumMessageBytes: 100, sendTimeout: .seconds(1))
        defer { server.close() }
        try server.start { exchange in
            let isBig = exchange.request.elementsEqual("big".utf8)
            exchange.reply(Message(byteCount: isBig ? 16 << 20 : 1) { _ in })
        }
        let bound = try server.listen(on: Address("tcp://127.0.0.1:0"))
        let mute = try RawPeer(connectedTo: bound)
        try mute.send(RawPeer.greeting)
        for number in 0..<6 {
            try mute.sendRequest(UInt8(number), Array("big".utf8))
        }
        let client = try RequestSocket(to: bound)
        defer { client.close() }
        for _ in 0..<20 {
            #expect(try await client.call("small").utf8.count == 1)
        }
        mute.close()
    }

    @Test func closeWithPeersConnectedAndRequestsWaiting() async throws {
        for _ in 0..<20 {
            let server = try ReplySocket.echo(contexts: 8)
            let bound = try server.listen(on: directory.ipc())
            let client = try RequestSocket(to: bound)
            let done = Counter()
            for _ in 0..<50 {
                client.request(Message(), timeout: ample) { _ in done.increment() }
            }
            await done.reaches(1)
            server.close()
            client.close()
            #expect(done.count == 50)
        }
    }
}

/// Without the mending of nng's clearing up, the first connection closed at the wrong moment leaves
/// all later ones of the process half closed, and these tests hang.
@Suite(.timeLimit(.minutes(20)))
struct ClearingUpTests {
    let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    @Test(arguments: ["ipc", "tcp://127.0.0.1:0", "tls+tcp://127.0.0.1:0"])
    func connectionsClosedWhileBusyAreClearedUp(_ url: String) async throws {
        let address = url == "ipc" ? try directory.ipc() : try Address(url)
        let tls = address.usesTLS ? try MutualTLS(in: directory) : nil
        let lost = Counter()
        let server = try ReplySocket.echo(contexts: 64) { event, _ in
            if event == .closed { lost.increment() }
        }
        defer { server.close() }
        let bound = try server.listen(on: address, tls: tls?.server)
        for round in 1...4 {
            let client = try RequestSocket(to: bound, tls: tls?.client)
            let answered = Counter()
            for _ in 0..<64 {
                keepAsking(client, answered)
            }
            await answered.reaches(500)
            client.close()
            await lost.reaches(round)
        }
        let client = try RequestSocket(to: bound, tls: tls?.client)
        defer { client.close() }
        #expect(try await client.call("x") == "x")
    }

    private func keepAsking(_ client: RequestSocket, _ answered: Counter) {
        client.request(Message(copying: [1]), timeout: ample) { result in
            guard case .success = consume result else { return }
            answered.increment()
            keepAsking(client, answered)
        }
    }
}

@Suite(.timeLimit(.minutes(20)))
struct ListenTests {
    let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    @Test func aSocketLeftByADeadProcessIsReplaced() async throws {
        try RawPeer.leaveStaleSocket(at: directory.file("socket"))
        let server = try ReplySocket.echo()
        defer { server.close() }
        let client = try RequestSocket(to: server.listen(on: directory.ipc()))
        defer { client.close() }
        #expect(try await client.call("x") == "x")
    }

    @Test(arguments: ["ipc", "tcp://127.0.0.1:0"])
    func aSocketInUseIsLeftAlone(_ url: String) async throws {
        let (first, second) = (try ReplySocket.echo(), try ReplySocket.echo())
        defer {
            first.close()
            second.close()
        }
        let bound = try first.listen(on: url == "ipc" ? directory.ipc() : Address(url))
        let error = #expect(throws: NNGError.self) { try second.listen(on: bound) }
        #expect(error?.code == .addressInUse)
        #expect(error?.operation == "listen on \(bound)")
        let client = try RequestSocket(to: bound)
        defer { client.close() }
        #expect(try await client.call("x") == "x")
    }

    @Test func aFileThatIsNoSocketIsLeftAlone() throws {
        let path = directory.file("socket")
        try Data("precious".utf8).write(to: URL(fileURLWithPath: path))
        let server = try ReplySocket.echo()
        defer { server.close() }
        let error = #expect(throws: NNGError.self) { try server.listen(on: directory.ipc()) }
        #expect(error?.code == .addressInUse)
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data("precious".utf8))
    }

    @Test func permissions() throws {
        let server = try ReplySocket.echo()
        defer { server.close() }
        try server.listen(on: directory.ipc("private"))
        try server.listen(on: directory.ipc("group"), permissions: 0o660)
        func mode(_ name: String) throws -> Int? {
            let attributes = try FileManager.default.attributesOfItem(atPath: directory.file(name))
            return (attributes[.posixPermissions] as? NSNumber)?.intValue
        }
        #expect(try mode("private") == 0o600)
        #expect(try mode("group") == 0o660)
    }

    @Test func portZeroBecomesAPort() throws {
        let server = try ReplySocket.echo()
        defer { server.close() }
        guard
            case .tcp("127.0.0.1", let port) = try server.listen(on: Address("tcp://127.0.0.1:0"))
                .transport
        else {
            Issue.record("not a tcp address")
            return
        }
        #expect(port > 0)
    }

    /// Without the replacement of sendmsg one such peer stops the listener for good. One after the
    /// other: together they have more connections waiting to be cleared up than files may be open.
    @Test(
        .serialized,
        arguments: ["ipc", "tcp://127.0.0.1:0", "tls+tcp://127.0.0.1:0"], RawPeer.Goodbye.allCases)
    func peersThatLeaveWithoutAWord(_ url: String, _ goodbye: RawPeer.Goodbye) async throws {
        let address = url == "ipc" ? try directory.ipc() : try Address(url)
        let tls = address.usesTLS ? try MutualTLS(in: directory) : nil
        let server = try ReplySocket.echo()
        defer { server.close() }
        let bound = try server.listen(on: address, tls: tls?.server)
        for number in 0..<2000 {
            let peer = try RawPeer(connectedTo: bound)
            if number.isMultiple(of: 10) {
                try peer.send([0, 0x53])
            }
            if number.isMultiple(of: 100) {
                // nng answers in order of arrival. Without these pauses the kernel's queue of 128
                // fills up, and it makes us wait a second each time.
                try peer.send(Array("GET / HTTP/1.1\r\n\r\n".utf8))
                _ = peer.receive()
            }
            peer.close(goodbye)
        }
        let client = try RequestSocket(to: bound, tls: tls?.client)
        defer { client.close() }
        #expect(try await client.call("x", timeout: ample) == "x")
    }
}
