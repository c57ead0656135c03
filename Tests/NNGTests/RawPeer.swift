import Glibc
import NNG

/// A peer below nng: a bare stream socket, to misbehave with.
struct RawPeer {
    let descriptor: Int32

    /// nng's greeting for a REQ peer.
    static let greeting: [UInt8] = [0, 0x53, 0x50, 0, 0, 0x30, 0, 0]

    init(connectedTo address: Address) throws {
        switch address.transport {
        case .ipc(let path):
            descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            try Self.withUnixAddress(path) { connect(descriptor, $0, $1) }
        case .tcp(_, let port), .tls(_, let port):
            descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = port.bigEndian
            address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
            try withUnsafePointer(to: &address) { pointer in
                try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                    try Self.require(
                        connect(descriptor, pointer, socklen_t(MemoryLayout<sockaddr_in>.size)))
                }
            }
        case .inproc:
            preconditionFailure("inproc has no stream socket")
        }
    }

    /// Leaves a socket file behind as a process that died does.
    static func leaveStaleSocket(at path: String) throws {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        try withUnixAddress(path) { bind(descriptor, $0, $1) }
        try require(listen(descriptor, 1))
        Glibc.close(descriptor)
    }

    func send(_ bytes: [UInt8]) throws {
        let sent = Glibc.send(
            descriptor, bytes, bytes.count, Int32(truncatingIfNeeded: MSG_NOSIGNAL))
        try Self.require(sent == bytes.count ? 0 : -1)
    }

    /// One request in the framing of tcp.
    func sendRequest(_ number: UInt8, _ body: [UInt8]) throws {
        try send([0, 0, 0, 0, 0, 0, 0, UInt8(body.count + 4)] + [0x80, 0, 0, number] + body)
    }

    /// Reads up to 8 bytes, waiting for them.
    func receive() -> Int {
        var bytes = [UInt8](repeating: 0, count: 8)
        return recv(descriptor, &bytes, bytes.count, 0)
    }

    enum Goodbye: CaseIterable {
        /// close(2)
        case finish
        /// close(2) with unsent data thrown away
        case reset
        /// FIN, then RST
        case finishAndReset
    }

    func close(_ goodbye: Goodbye = .finish) {
        switch goodbye {
        case .finish: break
        case .reset: lingerNot()
        case .finishAndReset:
            lingerNot()
            shutdown(descriptor, Int32(SHUT_WR))
        }
        Glibc.close(descriptor)
    }

    private func lingerNot() {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    }

    private static func withUnixAddress(
        _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) throws {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        try withUnsafePointer(to: &address) { pointer in
            try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                try require(body(pointer, socklen_t(MemoryLayout<sockaddr_un>.size)))
            }
        }
    }

    private static func require(_ result: Int32) throws {
        guard result == 0 else { throw SystemError(number: errno) }
    }

    struct SystemError: Error {
        var number: Int32
    }
}
