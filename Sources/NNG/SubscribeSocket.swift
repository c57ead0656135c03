import CNNG
import Synchronization

/// Receives what publishers send (SUB).
///
/// Messages are filtered by their first bytes, here and not at the publisher. What comes faster
/// than the handler takes it waits in a queue; when that is full nng drops the oldest message
/// silently. It lives until `close`.
package final class SubscribeSocket: @unchecked Sendable {
    // Sound because `state` guards the phase and every submission; `aio` is set once, in init.
    private let socket: Socket
    private let state = Mutex(State())
    private var aio: AIO!

    /// Gets each message, in order and one at a time, on a thread of nng: it should not block, must
    /// not close the socket.
    package typealias Handler = @Sendable (consuming Message) -> Void

    private struct State {
        var phase: Phase = .created
        var handler: Handler?
    }

    private enum Phase {
        case created
        case receiving
        case closed
    }

    /// nng takes 1 to 8192.
    package static let maximumQueuedMessages = 8192

    /// - Parameters:
    ///   - maximumMessageBytes: a publisher that sends a longer message is disconnected.
    ///   - queuedMessages: how many messages may wait for the handler.
    ///   - onPipeEvent: hears of publishers connecting and disconnecting: after each, messages may
    ///     have been missed.
    package init(
        maximumMessageBytes: Int, queuedMessages: Int = maximumQueuedMessages,
        onPipeEvent: PipeHandler? = nil
    ) throws(NNGError) {
        socket = try Socket(
            open: nng_sub0_open, maximumMessageBytes: maximumMessageBytes,
            pipeHandler: onPipeEvent)
        do throws(NNGError) {
            try check(
                nng_socket_set_int(socket.id, NNG_OPT_RECVBUF, Int32(clamping: queuedMessages)),
                "queue \(queuedMessages) received messages")
            // Not retained: from start to close the socket retains itself.
            aio = try AIO(argument: Unmanaged.passUnretained(self).toOpaque()) { argument in
                Unmanaged<SubscribeSocket>.fromOpaque(argument!).takeUnretainedValue().received()
            }
        } catch {
            socket.close()
            throw error
        }
    }

    /// Dials one more publisher in the background, and again whenever the connection drops.
    package func dial(
        _ address: Address, tls: TLSConfiguration? = nil, reconnect: Reconnect = .init()
    ) throws(NNGError) {
        try socket.dial(address, tls: tls, reconnect: reconnect)
    }

    /// Adds a prefix; no prefix, no messages. An empty one takes all.
    package func subscribe(prefix: [UInt8]) throws(NNGError) {
        let result = prefix.withUnsafeBytes { bytes in
            nng_socket_set(socket.id, NNG_OPT_SUB_SUBSCRIBE, bytes.baseAddress, bytes.count)
        }
        try check(result, "subscribe")
    }

    /// Takes a prefix away. Messages already queued for it still come.
    /// - Throws: `.notFound` when it was not subscribed to.
    package func unsubscribe(prefix: [UInt8]) throws(NNGError) {
        let result = prefix.withUnsafeBytes { bytes in
            nng_socket_set(socket.id, NNG_OPT_SUB_UNSUBSCRIBE, bytes.baseAddress, bytes.count)
        }
        try check(result, "unsubscribe")
    }

    /// Whether a publisher is connected now.
    package var isConnected: Bool { socket.pipes.count > 0 }
}

// MARK: - Receiving

extension SubscribeSocket {
    /// Begins to give messages to `handler`. Once only.
    package func start(handler: @escaping Handler) throws(NNGError) {
        try state.withLock { state throws(NNGError) in
            guard state.phase == .created else {
                throw NNGError(.wrongState, "start a subscribe socket")
            }
            state.phase = .receiving
            state.handler = handler
            _ = Unmanaged.passRetained(self)
            aio.receive(on: socket.id)
        }
    }

    private func received() {
        let message = aio.result == 0 ? aio.takeMessage() : nil
        let handler = state.withLock { $0.phase == .receiving ? $0.handler : nil }
        guard let message else { return }
        guard let handler else { return message.free() }
        handler(Message(owning: message))
        state.withLock { state in
            guard state.phase == .receiving else { return }
            aio.receive(on: socket.id)
        }
    }

    /// Closes all connections; messages still queued are lost. Blocks for a moment, five seconds at
    /// the most. Never call it on a thread of nng.
    ///
    /// Fault (1.5.2, nng issue 1523): a SUB receive that is cancelled, or times out, just as a
    /// message comes can crash. So it has no time-out and is never aborted: here, unlike everywhere
    /// else, the socket is closed first, which ends the receive in a safe way, and the aio is freed
    /// after.
    package func close() {
        let phase = state.withLock { state in
            defer {
                state.phase = .closed
                state.handler = nil
            }
            return state.phase
        }
        guard phase != .closed else { return }
        // On failure nng still holds the aio: it is leaked, with this object.
        guard socket.close() else { return }
        aio.free()
        if phase == .receiving {
            Unmanaged.passUnretained(self).release()
        }
    }
}
