import Glibc
import Logging
import Synchronization
import Workflow

/// Where all loggers of the process write, and the level they share.
final class LogOutput: Sendable {
    /// The position in `Logger.Level.allCases`.
    private let levelIndex: Atomic<Int>
    private let sink: @Sendable (String) -> Void
    let now: @Sendable () -> Instant

    init(
        level: Logger.Level, now: @escaping @Sendable () -> Instant,
        sink: @escaping @Sendable (String) -> Void = LogOutput.standardError
    ) {
        levelIndex = Atomic(Self.index(of: level))
        self.now = now
        self.sink = sink
    }

    /// Messages below it are dropped. Can be changed at any time.
    var level: Logger.Level {
        get { Logger.Level.allCases[levelIndex.load(ordering: .relaxed)] }
        set { levelIndex.store(Self.index(of: newValue), ordering: .relaxed) }
    }

    func write(_ line: String) {
        sink(line)
    }

    private static func index(of level: Logger.Level) -> Int {
        Logger.Level.allCases.firstIndex(of: level) ?? 0
    }

    /// One write for a line, so that lines of several threads don't mix.
    static func standardError(_ line: String) {
        var line = line
        line.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while !rest.isEmpty {
                let written = Glibc.write(STDERR_FILENO, rest.baseAddress, rest.count)
                if written < 0 && errno == EINTR { continue }
                // A log that can't be written must not stop the node.
                guard written > 0 else { return }
                rest = UnsafeRawBufferPointer(rebasing: rest[written...])
            }
        }
    }
}
