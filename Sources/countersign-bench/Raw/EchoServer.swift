import ArgumentParser
import CNNG
import Glibc

/// The least that a server of requests can do with nng: take one, answer it, take the next. What the
/// reads of a node are measured against.
struct EchoServerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "echo-server",
        abstract: "Answers every request with so many bytes.",
        shouldDisplay: false
    )

    @Option var address: String
    @Option var replyBytes: Int
    @Option var contexts = 128

    func run() throws {
        var socket = nng_socket()
        try requireNNG(nng_rep0_open(&socket), "open a socket")
        let lanes = UnsafeMutablePointer<EchoLane>.allocate(capacity: contexts)
        for index in 0..<contexts { try EchoLane.make(at: lanes + index, on: socket, replyBytes) }
        try requireNNG(nng_listen(socket, address, nil, 0), "listen on \(address)")
        for index in 0..<contexts { lanes[index].receive() }
        waitForEndOfInput()
        _exit(0)
    }
}

/// Ends when the process that started this one does.
func waitForEndOfInput() {
    var byte: UInt8 = 0
    while read(STDIN_FILENO, &byte, 1) > 0 {}
}

/// A REP context and its one aio. The request becomes the reply: no message is allocated.
private struct EchoLane {
    private let context: nng_ctx
    private let aio: OpaquePointer
    private let reply: UnsafeMutableRawBufferPointer
    private var isReceiving = true

    static func make(
        at place: UnsafeMutablePointer<EchoLane>,
        on socket: nng_socket,
        _ replyBytes: Int
    ) throws {
        var context = nng_ctx()
        try requireNNG(nng_ctx_open(&context, socket), "open a context")
        var aio: OpaquePointer?
        try requireNNG(
            nng_aio_alloc(
                &aio,
                { $0!.assumingMemoryBound(to: EchoLane.self).pointee.advance() },
                place
            ),
            "make an aio"
        )
        let reply = UnsafeMutableRawBufferPointer.allocate(byteCount: replyBytes, alignment: 16)
        // The first byte of every reply that is OK, so that the client takes it for one.
        _ = reply.initializeMemory(as: UInt8.self, repeating: 0x2A)
        place.initialize(to: EchoLane(context: context, aio: aio!, reply: reply))
    }

    private init(context: nng_ctx, aio: OpaquePointer, reply: UnsafeMutableRawBufferPointer) {
        self.context = context
        self.aio = aio
        self.reply = reply
    }

    mutating func receive() {
        isReceiving = true
        nng_ctx_recv(context, aio)
    }

    private mutating func advance() {
        guard nng_aio_result(aio) == 0 else { return receive() }
        guard isReceiving else { return receive() }
        let message = nng_aio_get_msg(aio)
        nng_msg_clear(message)
        nng_msg_append(message, reply.baseAddress, reply.count)
        isReceiving = false
        nng_aio_set_msg(aio, message)
        nng_ctx_send(context, aio)
    }
}
