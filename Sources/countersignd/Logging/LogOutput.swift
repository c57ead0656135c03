import Logging
import Synchronization
import Workflow

/// Where all loggers of the process write, and the level they share.
final class LogOutput: Sendable {
    /// The position in `Logger.Level.allCases`.
    private let levelIndex: Atomic<Int>
    private let sink: @Sendable (String) -> Void
    let now: @Sendable () -> Instant

    /// - Parameter sink: Takes a whole line. It must not block: threads that the node depends on log.
    init(
        level: Logger.Level, now: @escaping @Sendable () -> Instant,
        sink: @escaping @Sendable (String) -> Void
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
}
