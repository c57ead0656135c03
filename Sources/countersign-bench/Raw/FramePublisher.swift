import ArgumentParser
import CNNG
import Glibc

/// The least that a publisher can do with nng: bursts of frames at a steady rate, each with the time it
/// was sent at. What the event stream of a node is measured against.
struct FramePublisherCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "frame-publisher",
        abstract: "Publishes frames at a steady rate.",
        shouldDisplay: false
    )

    @Option var address: String
    @Option var frameBytes: Int
    @Option var burst: Int
    @Option var perSecond: Double

    func run() throws {
        var socket = nng_socket()
        try requireNNG(nng_pub0_open(&socket), "open a socket")
        try requireNNG(nng_socket_set_int(socket, NNG_OPT_SENDBUF, 8_192), "set the queue")
        try requireNNG(nng_listen(socket, address, nil, 0), "listen on \(address)")
        Self.endWithInput()
        let start = Monotonic.now()
        for number in 0... {
            Monotonic.sleep(until: start + UInt64(Double(number) / perSecond * 1e9))
            for place in 0..<burst {
                try publish(on: socket, isLast: place == burst - 1)
            }
        }
    }

    private func publish(on socket: nng_socket, isLast: Bool) throws {
        var message: OpaquePointer?
        try requireNNG(nng_msg_alloc(&message, max(frameBytes, StampedFrame.byteCount)), "allocate")
        StampedFrame(sent: Monotonic.now(), isLast: isLast).write(to: nng_msg_body(message))
        try requireNNG(nng_sendmsg(socket, message, 0), "publish")
    }

    private static func endWithInput() {
        var thread = pthread_t()
        pthread_create(
            &thread,
            nil,
            { _ in
                waitForEndOfInput()
                _exit(0)
            },
            nil
        )
    }
}

/// What such a frame begins with.
struct StampedFrame {
    static let byteCount = 16

    /// Monotonic, in nanoseconds.
    let sent: UInt64
    /// The last of its burst.
    let isLast: Bool

    init(sent: UInt64, isLast: Bool) {
        self.sent = sent
        self.isLast = isLast
    }

    init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= Self.byteCount else { return nil }
        sent = bytes.loadUnaligned(as: UInt64.self)
        isLast = bytes[8] == 1
    }

    func write(to body: UnsafeMutableRawPointer) {
        body.storeBytes(of: sent, as: UInt64.self)
        body.storeBytes(of: isLast ? 1 : 0, toByteOffset: 8, as: UInt8.self)
    }
}
