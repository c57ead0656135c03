import Foundation
import Metrics

/// What the kernel says of this process, under the names that Prometheus clients use.
struct ProcessFigures: Sendable {
    private let residentBytes = Meter(label: "process_resident_memory_bytes")
    private let cpuSeconds = Meter(label: "process_cpu_seconds")
    private let openFiles = Meter(label: "process_open_fds")
    private let threads = Meter(label: "process_threads")

    /// Reads the figures again. What can't be read stays as it was.
    func refresh() {
        if let stat = Self.stat {
            residentBytes.set(stat.residentBytes)
            cpuSeconds.set(stat.cpuSeconds)
            threads.set(stat.threads)
        }
        if let files = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") {
            openFiles.set(files.count)
        }
    }

    private struct Stat {
        let cpuSeconds: Double
        let threads: Int
        let residentBytes: Int
    }

    /// See proc_pid_stat(5); the name of the process, in parentheses, may hold anything.
    private static var stat: Stat? {
        guard let text = try? String(contentsOfFile: "/proc/self/stat", encoding: .utf8),
            let end = text.lastIndex(of: ")")
        else { return nil }
        // The fields from the third on: state, parent, …
        let fields = text[end...].split(separator: " ").dropFirst().map { Int($0) ?? 0 }
        guard fields.count > 21 else { return nil }
        let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
        return Stat(
            cpuSeconds: Double(fields[11] + fields[12]) / ticks, threads: fields[17],
            residentBytes: fields[21] * Int(sysconf(Int32(_SC_PAGESIZE))))
    }
}
