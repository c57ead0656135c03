import CountersignProto
import NNG
import Synchronization

/// Notes when each frame of a live stream arrives. The sequence number stands in its header in the
/// clear, so nothing is opened.
final class FrameArrivals: Sendable {
    private let socket: SubscribeSocket
    private let state: Mutex<State>

    private struct State {
        let base: UInt64
        /// By distance from `base`; 0 where none came.
        var times: [UInt64]
        var count = 0
        var byteCount = 0
    }

    private static let maximumFrameBytes = 1 << 20
    /// `stream_id[16] key_id[4] kind[1] seq[8]`
    private static let kindOffset = 20
    private static let sequenceOffset = 21
    private static let eventKind: UInt8 = 1

    /// Subscribes; up to `capacity` events after the head of `stream` are noted.
    init(_ stream: OpenStreamResponse, capacity: Int) throws {
        guard let address = stream.addresses.first else {
            throw BenchFailure("the stream has no address")
        }
        state = Mutex(
            State(base: stream.head?.seq ?? 0, times: Array(repeating: 0, count: capacity + 1))
        )
        socket = try SubscribeSocket(maximumMessageBytes: Self.maximumFrameBytes)
        try socket.subscribe(prefix: stream.streamID)
        try socket.start { [weak self] message in
            let now = Monotonic.now()
            message.withUnsafeBytes { self?.note($0, at: now) }
        }
        try socket.dial(Address(address))
    }

    func close() { socket.close() }

    private func note(_ frame: UnsafeRawBufferPointer, at now: UInt64) {
        guard frame.count > 29, frame[Self.kindOffset] == Self.eventKind else { return }
        let seq = UInt64(
            bigEndian: frame.loadUnaligned(fromByteOffset: Self.sequenceOffset, as: UInt64.self)
        )
        state.withLock { state in
            let place = Int(clamping: Int64(bitPattern: seq &- state.base))
            guard state.times.indices.contains(place) else { return }
            state.times[place] = now
            state.count += 1
            state.byteCount += frame.count
        }
    }

    /// How many have come.
    var count: Int { state.withLock { $0.count } }

    var meanByteCount: Int { state.withLock { $0.byteCount / max(1, $0.count) } }

    /// When the frame of an event came; nil if it did not.
    func time(of seq: UInt64) -> UInt64? {
        state.withLock { state in
            let place = Int(clamping: Int64(bitPattern: seq &- state.base))
            guard state.times.indices.contains(place), state.times[place] != 0 else { return nil }
            return state.times[place]
        }
    }
}
