import CNNG
import Foundation

/// Connections to one server, and the lanes on them: as many as calls may be in flight.
final class CallLanes: @unchecked Sendable {
    // Sound because one job runs at a time, and lanes are touched by it alone.
    private let sockets: [nng_socket]
    private let lanes: UnsafeMutableBufferPointer<Lane>

    /// The longest reply: that of a page.
    private static let maximumReplyBytes = 4 << 20

    /// Connects; throws unless somebody listens there.
    init(address: String, inFlight: Int, connections: Int = 1) throws {
        var sockets: [nng_socket] = []
        lanes = .allocate(capacity: inFlight)
        for _ in 0..<connections { sockets.append(try Self.connect(to: address)) }
        self.sockets = sockets
        for index in lanes.indices {
            try Lane.make(at: lanes.baseAddress! + index, on: sockets[index % connections])
        }
    }

    private static func connect(to address: String) throws -> nng_socket {
        var socket = nng_socket()
        try requireNNG(nng_req0_open(&socket), "open a socket")
        do {
            try requireNNG(
                nng_socket_set_ms(
                    socket,
                    NNG_OPT_REQ_RESENDTIME,
                    nng_duration(NNG_DURATION_INFINITE)
                ),
                "turn off resending"
            )
            try requireNNG(
                nng_socket_set_size(socket, NNG_OPT_RECVMAXSZ, maximumReplyBytes),
                "limit replies"
            )
            try requireNNG(nng_dial(socket, address, nil, 0), "dial \(address)")
        } catch {
            nng_close(socket)
            throw error
        }
        return socket
    }

    /// Closes the connections, when nothing is in flight.
    func close() {
        for lane in lanes { lane.free() }
        lanes.deallocate()
        for socket in sockets { nng_close(socket) }
    }

    /// Makes the calls with all lanes always busy. Returns the seconds from the first call to the last
    /// reply.
    @discardableResult
    func run(_ batch: CallBatch) async -> Double {
        let start = Monotonic.now()
        var job: ClosedJob?
        await withCheckedContinuation { done in
            let running = ClosedJob(batch) { done.resume() }
            job = running
            for index in lanes.indices.prefix(batch.count) {
                running.release(lanes.baseAddress! + index)
            }
        }
        withExtendedLifetime(job) {}
        return Double(Monotonic.now() - start) / 1e9
    }

    /// Makes the calls at a steady rate from `start` on, whatever becomes of each.
    func run(_ batch: CallBatch, perSecond: Double, from start: UInt64) async {
        var job: PacedJob?
        await withCheckedContinuation { done in
            let running = PacedJob(batch, lanes: lanes) { done.resume() }
            job = running
            Thread.detachNewThread { running.send(perSecond: perSecond, from: start) }
        }
        withExtendedLifetime(job) {}
    }
}
