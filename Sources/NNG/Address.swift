import CNNG

/// Where a socket listens or what it dials, checked when made.
///
/// | form | meaning |
/// |---|---|
/// | `ipc:///run/countersign.sock` | a Unix socket with an absolute path |
/// | `tcp://host:port` | host is a name, an address, `[v6]`, or `*` for all (listening only) |
/// | `tls+tcp://host:port` | the same, with TLS 1.2 |
/// | `inproc://name` | within this process |
package struct Address: Hashable, Sendable, CustomStringConvertible {
    package enum Transport: Hashable, Sendable {
        case ipc(path: String)
        case tcp(host: String, port: UInt16)
        case tls(host: String, port: UInt16)
        case inproc(name: String)
    }

    package let transport: Transport

    /// The longest path of a Unix socket, in bytes: `sun_path` has 108, one of them for the NUL.
    package static let maximumPathBytes = 107
    /// The longest name of an in-process address, in bytes (`NNG_MAXADDRLEN` less scheme and NUL).
    package static let maximumNameBytes = Int(NNG_MAXADDRLEN) - "inproc://".utf8.count - 1

    /// - Throws: `.addressInvalid`, with what is wrong with `url`.
    package init(_ url: String) throws(NNGError) {
        transport = try Self.parse(url)
    }

    /// The URL as nng takes it.
    package var description: String {
        switch transport {
        case .ipc(let path): "ipc://\(path)"
        case .tcp(let host, let port): "tcp://\(host):\(port)"
        case .tls(let host, let port): "tls+tcp://\(host):\(port)"
        case .inproc(let name): "inproc://\(name)"
        }
    }

    /// Whether a TLS configuration belongs to it.
    package var usesTLS: Bool {
        switch transport {
        case .tls: true
        case .ipc, .tcp, .inproc: false
        }
    }

    /// The same address with another port; itself when it has none.
    func withPort(_ port: UInt16) -> Address {
        switch transport {
        case .tcp(let host, _): Address(transport: .tcp(host: host, port: port))
        case .tls(let host, _): Address(transport: .tls(host: host, port: port))
        case .ipc, .inproc: self
        }
    }

    private init(transport: Transport) {
        self.transport = transport
    }
}

extension Address {
    private static func parse(_ url: String) throws(NNGError) -> Transport {
        func refuse(_ detail: String) -> NNGError {
            NNGError(.addressInvalid, "address '\(url)'", detail: detail)
        }
        guard !url.utf8.contains(0) else { throw refuse("contains a NUL") }
        if let path = url.rest(after: "ipc://") {
            guard path.hasPrefix("/") else { throw refuse("the path must be absolute: ipc:///…") }
            guard path.utf8.count <= maximumPathBytes else {
                throw refuse(
                    "the path has \(path.utf8.count) bytes; a Unix socket takes \(maximumPathBytes)"
                )
            }
            return .ipc(path: path)
        }
        if let name = url.rest(after: "inproc://") {
            guard (1...maximumNameBytes).contains(name.utf8.count) else {
                throw refuse("the name must have 1 to \(maximumNameBytes) bytes")
            }
            return .inproc(name: name)
        }
        for (scheme, isTLS) in [("tcp://", false), ("tls+tcp://", true)] {
            guard let rest = url.rest(after: scheme) else { continue }
            guard let (host, port) = hostAndPort(rest) else {
                throw refuse("expected \(scheme)host:port with a port from 0 to 65535")
            }
            return isTLS ? .tls(host: host, port: port) : .tcp(host: host, port: port)
        }
        throw refuse("unknown scheme; ipc, tcp, tls+tcp and inproc are known")
    }

    /// Splits at the last colon. Refuses what nng reads as something else: paths, queries, users
    /// and its `source;host` form.
    private static func hostAndPort(_ text: String) -> (host: String, port: UInt16)? {
        guard let colon = text.lastIndex(of: ":") else { return nil }
        let host = String(text[..<colon])
        let digits = text[text.index(after: colon)...]
        guard let port = UInt16(digits), digits.allSatisfy(\.isNumber), !host.isEmpty else {
            return nil
        }
        let name =
            host.hasPrefix("[") && host.hasSuffix("]") ? host.dropFirst().dropLast() : host[...]
        let isBracketed = name.count != host.count
        let isPlain = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: ":"): isBracketed
            case UInt8(ascii: "*"): host == "*"
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"): true
            default:
                byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
            }
        }
        return isPlain && !name.isEmpty ? (host, port) : nil
    }
}

extension String {
    fileprivate func rest(after prefix: String) -> String? {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
    }
}
