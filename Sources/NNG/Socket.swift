import CNNG
import Dispatch
import Glibc
import Synchronization

/// What all sockets share: opening, listening, dialing, closing.
///
/// Holds no aio and no context. The socket built on it has freed those when it calls `close`,
/// except SUB; see there.
final class Socket: Sendable {
    let id: nng_socket
    let pipes: Pipes
    private let isClosed = Atomic<Bool>(false)

    /// - Parameters:
    ///   - open: one of `nng_*_open`.
    ///   - maximumMessageBytes: a peer that sends a longer message is disconnected. nng's default
    ///     is no limit. Does not hold for inproc.
    init(
        open: (UnsafeMutablePointer<nng_socket>?) -> Int32, maximumMessageBytes: Int,
        pipeHandler: PipeHandler?
    ) throws(NNGError) {
        // Listeners insist on it; see `listen`. Clients can do without: their peers are few and
        // known.
        _ = LibraryFaults.areMended
        var opened = nng_socket()
        try check(open(&opened), "open a socket")
        id = opened
        pipes = Pipes(handler: pipeHandler)
        do throws(NNGError) {
            try pipes.watch(id)
            try check(
                nng_socket_set_size(id, NNG_OPT_RECVMAXSZ, maximumMessageBytes),
                "limit messages to \(maximumMessageBytes) bytes")
        } catch {
            close()
            throw error
        }
    }

    /// Closes all connections and the socket. Harmless when done before.
    ///
    /// Fault (1.5.2): `nng_close` takes a second for each connection that was closed while a
    /// message came (see `LibraryFaults`), in the whole process, and hangs if that cannot be
    /// mended. It runs on a thread of its own and is given five seconds; then it goes on behind the
    /// caller's back.
    /// - Returns: whether nng has let go of everything.
    @discardableResult
    func close() -> Bool {
        guard !isClosed.exchange(true, ordering: .relaxed) else { return true }
        pipes.endSweeping()
        let closed = DispatchSemaphore(value: 0)
        DispatchQueue(label: "nng.close").async { [id, pipes] in
            nng_close(id)
            pipes.forget()
            closed.signal()
        }
        return closed.wait(timeout: .now() + closeLimit) == .success
    }
}

/// How long closing waits for nng, in total, before it gives up and leaves things behind.
let closeLimit = DispatchTimeInterval.seconds(5)

// MARK: - Listening

extension Socket {
    /// Listens on `address` from now until the socket is closed, and returns the address with the
    /// actual port.
    ///
    /// Fault (1.5.2, nng issues 1657 and 1658): closing one listener or dialer while its socket
    /// lives can use freed memory. They are made once and go with the socket.
    ///
    /// - Throws: `.addressInUse` when a living process listens there; a Unix socket left by a dead
    ///   one is replaced.
    func listen(
        on address: Address, tls: TLSConfiguration?, permissions: UInt16
    ) throws(NNGError) -> Address {
        let operation = "listen on \(address)"
        try Self.require(tls, for: address, isServer: true, operation: operation)
        guard LibraryFaults.areMended else {
            throw NNGError(
                .notSupported, operation,
                detail:
                    "nng is \(String(cString: nng_version())) or built unlike the 1.5.2 this is made for"
            )
        }
        var listener = nng_listener()
        try check(nng_listener_create(&listener, id, address.description), operation)
        switch address.transport {
        case .ipc(let path):
            try Self.requireNoOtherFile(at: path, operation: operation)
            // nng sets the mode between bind and listen: nobody can connect before.
            try check(
                nng_listener_set_int(listener, NNG_OPT_IPC_PERMISSIONS, Int32(permissions)),
                operation)
        case .tcp, .tls:
            try check(nng_listener_set_bool(listener, NNG_OPT_TCP_KEEPALIVE, true), operation)
        case .inproc:
            break
        }
        if let tls {
            try check(
                nng_listener_set_ptr(listener, NNG_OPT_TLS_CONFIG, .init(tls.pointer)), operation)
            pipes.beginSweeping()
        }
        try check(nng_listener_start(listener, 0), operation)
        return try Self.boundAddress(of: listener, address, operation: operation)
    }

    private static func boundAddress(
        of listener: nng_listener, _ address: Address, operation: String
    ) throws(NNGError) -> Address {
        switch address.transport {
        case .ipc, .inproc:
            return address
        case .tcp, .tls:
            var port: Int32 = 0
            try check(nng_listener_get_int(listener, NNG_OPT_TCP_BOUND_PORT, &port), operation)
            return address.withPort(UInt16(truncatingIfNeeded: port))
        }
    }

    /// Fault (1.5.2): nng takes any file at the path that refuses connections for a stale socket
    /// and removes it, ordinary files included.
    private static func requireNoOtherFile(at path: String, operation: String) throws(NNGError) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else {
            throw NNGError(.addressInUse, operation, detail: "there is a file that is no socket")
        }
    }

    private static func require(
        _ tls: TLSConfiguration?, for address: Address, isServer: Bool, operation: String
    ) throws(NNGError) {
        func refuse(_ detail: String) -> NNGError {
            NNGError(.invalidArgument, operation, detail: detail)
        }
        guard let tls else {
            if address.usesTLS { throw refuse("tls+tcp needs a TLS configuration") }
            return
        }
        guard address.usesTLS else { throw refuse("a TLS configuration needs tls+tcp") }
        guard tls.isServer == isServer else {
            throw refuse("needs a TLS configuration for \(isServer ? "servers" : "clients")")
        }
    }
}

// MARK: - Dialing

/// How soon a lost connection is dialed again: at random within a span that doubles from `minimum`
/// to `maximum` with each failure.
package struct Reconnect: Hashable, Sendable {
    package var minimum: Duration
    package var maximum: Duration

    package init(minimum: Duration = .milliseconds(50), maximum: Duration = .seconds(2)) {
        self.minimum = minimum
        self.maximum = maximum
    }
}

extension Socket {
    /// Dials `address` from now until the socket is closed, in the background.
    /// - Throws: only for what is wrong with the arguments; nobody listening is no error.
    func dial(
        _ address: Address, tls: TLSConfiguration?, reconnect: Reconnect
    ) throws(NNGError) {
        let operation = "dial \(address)"
        try Self.require(tls, for: address, isServer: false, operation: operation)
        var dialer = nng_dialer()
        try check(nng_dialer_create(&dialer, id, address.description), operation)
        switch address.transport {
        case .tcp(_, let port), .tls(_, let port):
            guard port != 0 else { throw NNGError(.addressInvalid, operation, detail: "port 0") }
            try check(nng_dialer_set_bool(dialer, NNG_OPT_TCP_KEEPALIVE, true), operation)
        case .ipc, .inproc:
            break
        }
        if let tls {
            try check(nng_dialer_set_ptr(dialer, NNG_OPT_TLS_CONFIG, .init(tls.pointer)), operation)
            pipes.beginSweeping()
        }
        let (minimum, maximum) = (Milliseconds(reconnect.minimum), Milliseconds(reconnect.maximum))
        try check(nng_dialer_set_ms(dialer, NNG_OPT_RECONNMINT, minimum.count), operation)
        try check(nng_dialer_set_ms(dialer, NNG_OPT_RECONNMAXT, maximum.count), operation)
        try check(nng_dialer_start(dialer, Int32(NNG_FLAG_NONBLOCK)), operation)
    }
}
