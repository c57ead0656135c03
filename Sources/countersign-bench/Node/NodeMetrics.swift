import Glibc

/// The counters of a node's metrics page.
struct NodeMetrics {
    private let page: String

    /// Gets the page from `HOST:PORT`, where the host is an IPv4 address.
    init(at address: String) throws {
        let parts = address.split(separator: ":")
        guard parts.count == 2, let port = UInt16(parts[1]) else {
            throw BenchFailure("no address of a metrics page: \(address)")
        }
        page = try Self.get("/metrics", String(parts[0]), port)
    }

    /// The value of a series without labels; 0 if it is not there.
    func value(_ name: String) -> Double {
        let line = page.split(whereSeparator: \.isNewline).first { $0.hasPrefix(name + " ") }
        return line?.split(separator: " ").last.flatMap { Double($0) } ?? 0
    }

    /// How many commands were committed together on average since `earlier`.
    func batchSize(since earlier: NodeMetrics) -> Double {
        func rise(_ name: String) -> Double { value(name) - earlier.value(name) }
        return rise("countersign_commands_total") / max(1, rise("countersign_commits_total"))
    }

    private static func get(_ path: String, _ host: String, _ port: UInt16) throws -> String {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        inet_pton(AF_INET, host, &address.sin_addr)
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw BenchFailure("can't reach the metrics page") }
        let request = "GET \(path) HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n"
        _ = request.withCString { write(descriptor, $0, strlen($0)) }
        var page: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        while case let count = read(descriptor, &buffer, buffer.count), count > 0 {
            page += buffer[..<count]
        }
        return String(decoding: page, as: UTF8.self)
    }
}
