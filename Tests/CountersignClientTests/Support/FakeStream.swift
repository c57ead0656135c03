import CountersignProto
import NNG
import Synchronization

@testable import CountersignClient

/// A node with a log and a live stream, over real sockets.
final class FakeStream: Sendable {
    struct State {
        var log: TestLog
        var sealer = FrameSealer()
        /// What OpenStream gives out as the next key.
        var nextSealer: FrameSealer?
        /// How often OpenStream was called.
        var opened = 0
        /// The `after` of each ReadEvents.
        var reads: [UInt64] = []
        /// Instead of any answer.
        var refusal: FakeNode.Answer?
    }

    /// Shared with the node's handler.
    private final class Shared: Sendable {
        let state: Mutex<State>
        init(_ state: State) { self.state = Mutex(state) }
    }

    let node: FakeNode
    private let shared: Shared
    private let publisher: PublishSocket
    private let subscribers = EventCount()

    init(
        _ log: TestLog,
        at address: String = FakeNode.newAddress(),
        heartbeatInterval: Duration = .seconds(600)
    ) throws {
        let shared = Shared(State(log: log))
        let streamAddress = FakeNode.newAddress()
        let subscribers = subscribers
        publisher = try PublishSocket(onPipeEvent: { _, _ in subscribers.advance() })
        try publisher.listen(on: Address(streamAddress))
        node = try FakeNode(at: address) { call in
            try shared.state.withLock { state in
                try state.answer(call, streamAddress, heartbeatInterval)
            }
        }
        self.shared = shared
    }

    func withState<Result>(_ body: (inout sending State) throws -> Result) rethrows -> Result {
        try shared.state.withLock { try body(&$0) }
    }

    /// Returns when somebody is connected to the live stream.
    func waitForSubscriber() async {
        while true {
            let seen = subscribers.count
            if publisher.subscriberCount > 0 { return }
            await subscribers.wait(beyond: seen, within: .seconds(600))
        }
    }

    /// Adds an event to the log, and announces it unless the frame is to be lost.
    func append(announced: Bool = true) throws {
        let frame = try shared.state.withLock { state in
            try state.log.append()
            return try state.sealer.record(state.log.records[state.log.records.count - 1])
        }
        if announced { publish(frame) }
    }

    func heartbeat() throws {
        publish(
            try shared.state.withLock { try $0.sealer.heartbeat($0.log.head) }
        )
    }

    func publish(_ frame: [UInt8]) {
        publisher.publish(NNG.Message(copying: frame))
    }

    func close() {
        publisher.close()
        node.close()
    }
}

extension FakeStream.State {
    fileprivate mutating func answer(
        _ call: Call,
        _ address: String,
        _ heartbeatInterval: Duration
    ) throws -> FakeNode.Answer {
        if let refusal { return refusal }
        switch call.method {
        case Methods.EventService.openStream.name:
            opened += 1
            return try .ok(
                OpenStreamResponse(
                    addresses: [address],
                    streamID: sealer.streamID,
                    current: sealer.streamKey,
                    next: nextSealer?.streamKey,
                    head: log.head,
                    heartbeatInterval: ProtoDuration(
                        milliseconds: heartbeatInterval.wholeMilliseconds
                    )
                )
            )
        case Methods.EventService.readEvents.name:
            let request = try ReadEventsRequest(serialized: call.body)
            reads.append(request.after)
            guard request.epoch == 0 || request.epoch == log.epoch else {
                return .error(10, "EPOCH_CHANGED")
            }
            return try .ok(log.page(after: request.after, limit: Int(request.limit)))
        default:
            return .error(12, "UNKNOWN_METHOD")
        }
    }
}
