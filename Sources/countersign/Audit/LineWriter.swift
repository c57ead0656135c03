import FoundationEssentials

#if canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Writes JSON lines to a file that appears only when it is complete, or to the standard output.
final class LineWriter {
    private let path: String
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var isFinished = false
    private let encoder: JSONEncoder

    /// - Parameter path: `-` for the standard output.
    init(_ path: String) throws(UsageError) {
        self.path = path
        encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard path != "-" else {
            descriptor = STDOUT_FILENO
            return
        }
        descriptor = open(path + ".part", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failure(path) }
    }

    deinit {
        guard path != "-", !isFinished else { return }
        close(descriptor)
        unlink(path + ".part")
    }

    func write(_ line: some Encodable) throws {
        buffer += try encoder.encode(line)
        buffer.append(UInt8(ascii: "\n"))
        if buffer.count >= 1 << 20 { try flush() }
    }

    /// Gives the file its name.
    func finish() throws(UsageError) {
        try flush()
        guard path != "-" else { return }
        guard fsync(descriptor) == 0, close(descriptor) == 0 else { throw Self.failure(path) }
        isFinished = true
        guard rename(path + ".part", path) == 0 else { throw Self.failure(path) }
    }

    private func flush() throws(UsageError) {
        var written = 0
        while written < buffer.count {
            let count = buffer.withUnsafeBytes { bytes in
                Glibc.write(descriptor, bytes.baseAddress! + written, bytes.count - written)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw Self.failure(path) }
            written += count
        }
        buffer.removeAll(keepingCapacity: true)
    }

    private static func failure(_ path: String) -> UsageError {
        UsageError("\(path) can't be written: \(String(cString: strerror(errno)))")
    }
}
