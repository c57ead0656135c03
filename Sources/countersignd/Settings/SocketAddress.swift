/// An address that calls or events are served at: `ipc://`, `tcp://` or `tls+tcp://`.
struct SocketAddress: Hashable, Sendable {
    let text: String
    let usesTLS: Bool

    /// The longest path of a Unix socket on Linux, less the byte that ends it (unix(7)).
    static let longestPath = 107

    init(_ text: String) throws(FormFault) {
        self.text = text
        if let path = text.suffix(after: "ipc://") {
            usesTLS = false
            guard path.hasPrefix("/") else {
                throw FormFault("`\(text)`: the path after ipc:// must begin with a slash")
            }
            guard path.utf8.count <= Self.longestPath else {
                throw FormFault("`\(text)`: a socket's path has at most \(Self.longestPath) bytes")
            }
        } else if let rest = text.suffix(after: "tls+tcp://") {
            usesTLS = true
            _ = try HostAndPort(rest)
        } else if let rest = text.suffix(after: "tcp://") {
            usesTLS = false
            _ = try HostAndPort(rest)
        } else {
            throw FormFault("`\(text)` must begin with ipc://, tcp:// or tls+tcp://")
        }
    }
}

/// `127.0.0.1:7080`, `[::1]:7080` or `name:7080`.
struct HostAndPort: Hashable, Sendable, CustomStringConvertible {
    let host: String
    let port: Int

    init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    init(_ text: some StringProtocol) throws(FormFault) {
        guard let colon = text.lastIndex(of: ":"),
            let port = UInt16(text[text.index(after: colon)...])
        else { throw FormFault("`\(text)` must be HOST:PORT, with a port of 0 to 65535") }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = String(host.dropFirst().dropLast())
        } else if host.contains(":") {
            throw FormFault("`\(text)`: write an IPv6 address in brackets")
        }
        guard !host.isEmpty else { throw FormFault("`\(text)` names no host") }
        self.init(host: host, port: Int(port))
    }

    var description: String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}

extension SettingForm<[SocketAddress]> {
    /// A list of addresses, with at least `minimum` in it.
    static func addresses(minimum: Int) -> Self {
        Self(list: "ADDRESS", "ipc:///PATH, tcp://HOST:PORT or tls+tcp://HOST:PORT") {
            (texts) throws(FormFault) in
            guard texts.count >= minimum else { throw FormFault("needs at least \(minimum)") }
            var addresses: [SocketAddress] = []
            for text in texts { addresses.append(try SocketAddress(text)) }
            return addresses
        } spell: {
            $0.map(\.text)
        }
    }
}

extension SettingForm<HostAndPort?> {
    /// Where HTTP is served, or `off`.
    static var hostAndPort: Self {
        Self("HOST:PORT|off", "HOST:PORT, or off") { (text, _) throws(FormFault) in
            text == "off" ? nil : try HostAndPort(text)
        } spell: {
            $0?.description ?? "off"
        }
    }
}

extension String {
    /// What follows `prefix`; nil if the string begins otherwise.
    fileprivate func suffix(after prefix: String) -> Substring? {
        hasPrefix(prefix) ? dropFirst(prefix.count) : nil
    }
}
