import Foundation

/// What a process has used, as /proc tells (proc(5)).
struct ProcessUsage {
    /// User and system time, in seconds.
    var cpu = 0.0
    /// Resident memory, in bytes: all of it, that which is its own, and pages of mapped files.
    var resident = 0
    var anonymous = 0
    var mapped = 0

    init(of process: pid_t) {
        let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
        // The name, in parentheses, may hold spaces; utime and stime are fields 14 and 15.
        if let stat = Self.text("/proc/\(process)/stat"), let end = stat.lastIndex(of: ")") {
            let fields = stat[end...].split(separator: " ")
            if fields.count > 13 {
                cpu = ((Double(fields[12]) ?? 0) + (Double(fields[13]) ?? 0)) / ticks
            }
        }
        let status = Self.text("/proc/\(process)/status") ?? ""
        resident = Self.bytes("VmRSS:", in: status)
        anonymous = Self.bytes("RssAnon:", in: status)
        mapped = Self.bytes("RssFile:", in: status) + Self.bytes("RssShmem:", in: status)
    }

    private static func text(_ path: String) -> String? {
        try? String(contentsOfFile: path, encoding: .utf8)
    }

    private static func bytes(_ key: String, in status: String) -> Int {
        let line = status.split(separator: "\n").first { $0.hasPrefix(key) }
        let fields = line?.split(whereSeparator: \.isWhitespace) ?? []
        return (fields.count > 1 ? Int(fields[1]) ?? 0 : 0) << 10
    }
}

/// The processor time of client and server over a stretch of calls.
struct ProcessorTime {
    private let server: pid_t
    private let start: (client: Double, server: Double)

    init(server: pid_t) {
        self.server = server
        start = (ProcessUsage(of: getpid()).cpu, ProcessUsage(of: server).cpu)
    }

    /// Microseconds for each of `calls` since then.
    func perCall(_ calls: Int) -> (client: Double, server: Double) {
        let client = ProcessUsage(of: getpid()).cpu - start.client
        let server = ProcessUsage(of: server).cpu - start.server
        return (client / Double(calls) * 1e6, server / Double(calls) * 1e6)
    }
}
