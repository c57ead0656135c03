import CNNG
import Synchronization

/// Sends every message to all subscribers (PUB), and never waits for one.
///
/// Each subscriber has a queue; when it is full nng drops the oldest message silently. It lives
/// until `close`.
package final class PublishSocket: Sendable {
    private let socket: Socket
    /// Nil once closed. The lock makes publishers take turns: an aio has one operation at a time.
    private let sender: Mutex<AIO?>

    /// nng takes 1 to 8192.
    package static let maximumQueuedMessages = 8192

    /// - Parameters:
    ///   - queuedMessages: how many messages may wait for each subscriber.
    ///   - onPipeEvent: hears of subscribers coming and going.
    package init(
        queuedMessages: Int = maximumQueuedMessages, onPipeEvent: PipeHandler? = nil
    ) throws(NNGError) {
        // Subscribers have nothing to say: what they send is dropped, or them if it is over a few
        // bytes.
        socket = try Socket(
            open: nng_pub0_open, maximumMessageBytes: 64, pipeHandler: onPipeEvent)
        do throws(NNGError) {
            try check(
                nng_socket_set_int(socket.id, NNG_OPT_SENDBUF, Int32(clamping: queuedMessages)),
                "queue \(queuedMessages) messages for each subscriber")
            sender = Mutex(try AIO(argument: nil, callback: nil))
        } catch {
            socket.close()
            throw error
        }
    }

    /// Listens on one more address, until `close`. As `ReplySocket.listen`.
    @discardableResult
    package func listen(
        on address: Address, tls: TLSConfiguration? = nil, permissions: UInt16 = 0o600
    ) throws(NNGError) -> Address {
        try socket.listen(on: address, tls: tls, permissions: permissions)
    }

    /// How many subscribers are connected now, whatever they subscribed to.
    package var subscriberCount: Int { socket.pipes.count }

    /// Sends a message to all subscribers without blocking. After `close` it does nothing.
    package func publish(_ message: consuming Message) {
        let message = message.release()
        sender.withLock { sender in
            // PUB completes a send within the call. A failed one leaves the message with the
            // caller; after one that succeeded the aio still points to it, though nng has freed it.
            guard let sender, sender.sendNow(message, on: socket.id) == 0 else {
                message.free()
                return
            }
        }
    }

    /// Closes all connections; messages still queued are lost. Blocks for a moment, five seconds at
    /// the most. Never call it on a thread of nng.
    package func close() {
        let sender = sender.withLock { sender in
            defer { sender = nil }
            return sender
        }
        sender?.free()
        socket.close()
    }
}
