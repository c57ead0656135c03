import NNG
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(20)))
struct PublishSubscribeTests {
    let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    /// Collects the messages of one subscriber.
    private final class Inbox: Sendable {
        let messages = Mutex<[[UInt8]]>([])
        let arrived = Counter()

        func add(_ message: consuming Message) {
            let bytes = [UInt8](copying: message)
            messages.withLock { $0.append(bytes) }
            arrived.increment()
        }
    }

    @Test(arguments: ["inproc://pubsub", "ipc", "tcp://127.0.0.1:0"])
    func prefixesFilter(_ url: String) async throws {
        let joined = Counter()
        let publisher = try PublishSocket { event, _ in if event == .opened { joined.increment() } }
        defer { publisher.close() }
        let bound = try publisher.listen(on: url == "ipc" ? directory.ipc() : Address(url))
        let inbox = Inbox()
        let subscriber = try SubscribeSocket(maximumMessageBytes: 100)
        defer { subscriber.close() }
        try subscriber.subscribe(prefix: [1])
        try subscriber.subscribe(prefix: [2, 2])
        try subscriber.start { inbox.add($0) }
        try subscriber.dial(bound)
        await joined.reaches(1)
        #expect(publisher.subscriberCount == 1)
        for bytes: [UInt8] in [[0], [1, 7], [2], [2, 2, 9], [], [1]] {
            publisher.publish(Message(copying: bytes))
        }
        await inbox.arrived.reaches(3)
        #expect(inbox.messages.withLock { $0 } == [[1, 7], [2, 2, 9], [1]])
    }

    @Test func publishingToNobody() throws {
        let publisher = try PublishSocket()
        publisher.publish(Message(copying: [1]))
        #expect(publisher.subscriberCount == 0)
        publisher.close()
        publisher.publish(Message(copying: [1]))
    }

    @Test func everySubscriberGetsEveryMessageInOrder() async throws {
        let joined = Counter()
        let publisher = try PublishSocket { event, _ in if event == .opened { joined.increment() } }
        defer { publisher.close() }
        let bound = try publisher.listen(on: directory.ipc())
        var subscribers: [(SubscribeSocket, Inbox)] = []
        defer { subscribers.forEach { $0.0.close() } }
        for _ in 0..<5 {
            let (subscriber, inbox) = (try SubscribeSocket(maximumMessageBytes: 100), Inbox())
            subscribers.append((subscriber, inbox))
            try subscriber.subscribe(prefix: [])
            try subscriber.start { inbox.add($0) }
            try subscriber.dial(bound)
        }
        await joined.reaches(5)
        let sent = (0..<2000).map { [UInt8($0 & 255), UInt8($0 >> 8)] }
        for bytes in sent {
            publisher.publish(Message(copying: bytes))
        }
        for (_, inbox) in subscribers {
            await inbox.arrived.reaches(sent.count)
            #expect(inbox.messages.withLock { $0 } == sent)
        }
    }

    @Test func aSubscriberReconnects() async throws {
        let address = try directory.ipc()
        let (inbox, connected, lost) = (Inbox(), Counter(), Counter())
        let subscriber = try SubscribeSocket(maximumMessageBytes: 100) { event, open in
            switch event {
            case .opened: connected.increment()
            case .closed: lost.increment()
            }
            #expect((0...1).contains(open))
        }
        defer { subscriber.close() }
        try subscriber.subscribe(prefix: [])
        try subscriber.start { inbox.add($0) }
        try subscriber.dial(address)
        for round in 1...3 {
            let joined = Counter()
            let publisher = try PublishSocket { event, _ in
                if event == .opened { joined.increment() }
            }
            try publisher.listen(on: address)
            await joined.reaches(1)
            publisher.publish(Message(copying: [UInt8(round)]))
            await inbox.arrived.reaches(round)
            await connected.reaches(round)
            publisher.close()
            await lost.reaches(round)
        }
        #expect(inbox.messages.withLock { $0 } == [[1], [2], [3]])
    }

    /// A subscriber whose handler stands still must not hold up the publisher or other subscribers.
    @Test func aStuckSubscriberDelaysNobody() async throws {
        let joined = Counter()
        let publisher = try PublishSocket(queuedMessages: 16) { event, _ in
            if event == .opened { joined.increment() }
        }
        defer { publisher.close() }
        let bound = try publisher.listen(on: Address("tcp://127.0.0.1:0"))
        let stuck = try RawPeer(connectedTo: bound)
        defer { stuck.close() }
        // The greeting of a SUB, which then never reads.
        try stuck.send([0, 0x53, 0x50, 0, 0, 0x21, 0, 0])
        let inbox = Inbox()
        let subscriber = try SubscribeSocket(maximumMessageBytes: 1 << 20)
        defer { subscriber.close() }
        try subscriber.subscribe(prefix: [])
        try subscriber.start { inbox.add($0) }
        try subscriber.dial(bound)
        await joined.reaches(2)
        for number in 1...50 {
            publisher.publish(Message(byteCount: 500_000) { $0[0] = UInt8(number) })
            await inbox.arrived.reaches(number)
        }
        #expect(inbox.messages.withLock { $0.map(\.first) } == (1...50).map { UInt8($0) })
    }

    /// Closing a subscriber while messages come is where nng's cancelled receive crashes.
    @Test func closingWhileMessagesCome() async throws {
        let address = try Address("inproc://closing")
        for _ in 0..<50 {
            let joined = Counter()
            let publisher = try PublishSocket { event, _ in
                if event == .opened { joined.increment() }
            }
            try publisher.listen(on: address)
            let inbox = Inbox()
            let subscriber = try SubscribeSocket(maximumMessageBytes: 100)
            try subscriber.subscribe(prefix: [])
            try subscriber.start { inbox.add($0) }
            try subscriber.dial(address)
            await joined.reaches(1)
            async let published: Void = {
                for _ in 0..<500 { publisher.publish(Message(copying: [1])) }
            }()
            await inbox.arrived.reaches(1)
            subscriber.close()
            await published
            publisher.close()
        }
    }

    @Test func unsubscribing() async throws {
        let subscriber = try SubscribeSocket(maximumMessageBytes: 100)
        defer { subscriber.close() }
        try subscriber.subscribe(prefix: [1])
        try subscriber.unsubscribe(prefix: [1])
        let error = #expect(throws: NNGError.self) { try subscriber.unsubscribe(prefix: [1]) }
        #expect(error?.code == .notFound)
    }
}
