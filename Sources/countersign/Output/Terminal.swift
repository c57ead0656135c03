#if canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Where a command writes.
struct Terminal: Sendable {
    /// The outcome.
    let out: @Sendable (String) -> Void
    /// What went wrong, and remarks.
    let error: @Sendable (String) -> Void

    /// The process's own streams, unbuffered: each line of a watch is there at once.
    static let standard = Terminal(
        out: { write($0, to: STDOUT_FILENO) },
        error: { write($0, to: STDERR_FILENO) }
    )

    private static func write(_ text: String, to descriptor: Int32) {
        var text = text
        text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while !rest.isEmpty {
                let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else { return }
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            }
        }
    }
}
