import Foundation
import NNG
import Synchronization

/// A bare publisher in a child process, and a bare subscriber here.
enum BarePublisher {
    /// From sending to arrival of the last frame of each of `count` bursts.
    static func latencies(
        in directory: String,
        frameBytes: Int,
        burst: Int,
        perSecond: Double,
        count: Int
    ) throws -> Spread {
        let address = "ipc://\(directory)/publisher.ipc"
        let process = try Children.start(
            OwnProgram.path,
            [
                "frame-publisher", "--address", address, "--frame-bytes", "\(frameBytes)",
                "--burst", "\(burst)", "--per-second", "\(perSecond)",
            ],
            output: .nullDevice,
            errors: .standardError
        )
        defer { Children.stop(process) }
        let arrivals = StampedArrivals(limit: count)
        let socket = try SubscribeSocket(maximumMessageBytes: 1 << 20)
        defer { socket.close() }
        try socket.subscribe(prefix: [])
        try socket.start { message in
            let now = Monotonic.now()
            message.withUnsafeBytes { arrivals.note($0, at: now) }
        }
        try socket.dial(Address(address), reconnect: Reconnect(minimum: .milliseconds(5)))
        let limit = Monotonic.now() + UInt64(Double(count) / perSecond * 2e9) + 10_000_000_000
        while arrivals.latencies.count < count, Monotonic.now() < limit {
            Monotonic.sleep(until: Monotonic.now() + 20_000_000)
        }
        return Spread(arrivals.latencies)
    }
}

/// Collects the latencies of stamped frames.
private final class StampedArrivals: Sendable {
    private let values = Mutex<[Double]>([])
    private let limit: Int

    init(limit: Int) {
        self.limit = limit
        values.withLock { $0.reserveCapacity(limit) }
    }

    var latencies: [Double] { values.withLock { $0 } }

    func note(_ bytes: UnsafeRawBufferPointer, at now: UInt64) {
        guard let frame = StampedFrame(bytes), frame.isLast else { return }
        values.withLock { values in
            if values.count < limit { values.append(Double(now - frame.sent) / 1e9) }
        }
    }
}
