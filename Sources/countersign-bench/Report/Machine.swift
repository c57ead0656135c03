import Foundation

/// What the figures were measured on.
struct Machine: Encodable {
    let processor: String
    let cores: Int
    let memoryBytes: UInt64
    let kernel: String
    let fileSystem: String
    /// The median of writing 4 KiB at the end of a file and waiting until it is on disk, in seconds.
    let syncSeconds: Double

    init(dataDirectory: String) throws {
        let information = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)
        let model = information?.split(separator: "\n").first { $0.hasPrefix("model name") }
        processor =
            model?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) }
            ?? "unknown"
        cores = ProcessInfo.processInfo.activeProcessorCount
        memoryBytes = ProcessInfo.processInfo.physicalMemory
        let release = try? String(contentsOfFile: "/proc/sys/kernel/osrelease", encoding: .utf8)
        kernel = "Linux " + (release ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
        fileSystem = Self.fileSystem(of: dataDirectory)
        syncSeconds = try Self.measureSync(in: dataDirectory)
    }

    var text: String {
        "\(cores) × \(processor), \(memoryBytes >> 30) GiB, \(kernel)"
    }

    var diskText: String {
        "\(fileSystem), 4 KiB write and fdatasync \(Quantity.seconds(syncSeconds).text)"
    }

    /// The type of the file system whose mount point is the longest beginning of the path.
    private static func fileSystem(of path: String) -> String {
        let mounts = (try? String(contentsOfFile: "/proc/self/mounts", encoding: .utf8)) ?? ""
        let fields = mounts.split(separator: "\n").map { $0.split(separator: " ") }
        let holding = fields.filter { $0.count > 2 && path.hasPrefix($0[1]) }
        return holding.max { $0[1].count < $1[1].count }.map { String($0[2]) } ?? "unknown"
    }

    private static func measureSync(in directory: String) throws -> Double {
        let path = directory + "/sync.tmp"
        let descriptor = open(path, O_CREAT | O_TRUNC | O_WRONLY, 0o600)
        guard descriptor >= 0 else { throw BenchFailure("can't write to \(directory)") }
        defer {
            close(descriptor)
            unlink(path)
        }
        let page = [UInt8](repeating: 1, count: 4_096)
        return Spread(
            (0..<200).map { _ in
                seconds {
                    _ = write(descriptor, page, page.count)
                    fdatasync(descriptor)
                }
            }
        ).median
    }
}
