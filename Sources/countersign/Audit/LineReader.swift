#if canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The lines of a file, one at a time, however large the file is.
struct LineReader: ~Copyable {
    /// A longer line is no line of an export.
    static let maximumLineBytes = 16 << 20

    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var start = 0
    private var isAtEnd = false

    init(_ path: String) throws(UsageError) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw UsageError("\(path) can't be read: \(String(cString: strerror(errno)))")
        }
    }

    deinit {
        close(descriptor)
    }

    /// The next line without its end; nil after the last.
    mutating func next() throws(UsageError) -> [UInt8]? {
        var searched = start
        while true {
            if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                defer { start = end + 1 }
                return [UInt8](buffer[start..<end])
            }
            searched = buffer.count
            if isAtEnd {
                defer { start = buffer.count }
                return start < buffer.count ? [UInt8](buffer[start...]) : nil
            }
            searched -= start
            buffer.removeFirst(start)
            start = 0
            try fill()
        }
    }

    private mutating func fill() throws(UsageError) {
        guard buffer.count <= Self.maximumLineBytes else {
            throw UsageError("a line is longer than \(Self.maximumLineBytes) bytes")
        }
        let count = withUnsafeTemporaryAllocation(byteCount: 256 << 10, alignment: 1) { chunk in
            let count = read(descriptor, chunk.baseAddress, chunk.count)
            if count > 0 { buffer.append(contentsOf: chunk[..<count]) }
            return count
        }
        guard count >= 0 else {
            throw UsageError("reading failed: \(String(cString: strerror(errno)))")
        }
        isAtEnd = count == 0
    }
}
