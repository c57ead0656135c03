import NNG
import Synchronization

/// A subscription over an nng SUB socket.
final class NNGFrameSource: FrameSource {
    /// Longer frames are no frames of the contract: their sender is disconnected.
    static let maximumFrameBytes = 1 << 20

    private struct State {
        var frames = FrameQueue()
        var isClosed = false
    }

    private let state = Mutex(State())
    let arrivals = EventCount()
    private let socket: SubscribeSocket

    /// Dials in the background.
    init(
        dialing address: Address,
        tls: TLSConfiguration?,
        topic: [UInt8]
    ) throws(NNGError) {
        socket = try SubscribeSocket(maximumMessageBytes: Self.maximumFrameBytes)
        do throws(NNGError) {
            try socket.subscribe(prefix: topic)
            try socket.start { [weak self] message in
                self?.arrived([UInt8](copying: message))
            }
            try socket.dial(address, tls: tls)
        } catch {
            socket.close()
            throw error
        }
    }

    func arrived(_ frame: [UInt8]) {
        state.withLock { $0.frames.append(frame) }
        arrivals.advance()
    }

    func next(within time: Duration) async throws(TransportFailure) -> [UInt8]? {
        let deadline = ContinuousClock.now + time
        // A frame is noticed after it can be taken: the notice of one that was taken already wakes,
        // too, and is no silence.
        while true {
            let seen = arrivals.count
            if let frame = try take() { return frame }
            if Task.isCancelled { throw .cancelled }
            let left = deadline - .now
            guard left > .zero else { return nil }
            await arrivals.wait(beyond: seen, within: left)
        }
    }

    private func take() throws(TransportFailure) -> [UInt8]? {
        try state.withLock { state throws(TransportFailure) in
            guard !state.isClosed else { throw .closed }
            return state.frames.popFirst()
        }
    }

    func close() {
        let isFirst = state.withLock { state in
            defer { state.isClosed = true }
            return !state.isClosed
        }
        guard isFirst else { return }
        arrivals.advance()
        socket.close()
    }
}
