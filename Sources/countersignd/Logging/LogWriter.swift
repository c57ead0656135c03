import Broker
import Dispatch
import Glibc
import Synchronization
import Workflow

/// Writes log lines on a thread of its own, so that whoever logs never waits for whoever reads.
///
/// A pipe that nobody empties stops its writer. Were that the thread that commits, a stalled
/// collector of logs would stop the node. So lines wait in a bounded queue; when it is full they are
/// dropped and counted, and the log says how many are missing as soon as it moves again.
final class LogWriter: Sendable {
    /// The most lines that wait.
    static let maximumLines = 8192
    /// The most that they may take together, in bytes; a line more for each thread that logs.
    static let maximumBytes = 4 << 20

    /// What the logging threads and the writing one share.
    private final class Queue: Sendable {
        let lines: Mailbox<String>
        /// Of the lines that are not written yet.
        let byteCount = Atomic<Int>(0)
        /// Since the log last said so.
        let dropped = Atomic<Int>(0)
        let ended = DispatchSemaphore(value: 0)

        init(limit: Int) {
            lines = Mailbox(limit: limit)
        }

        /// Nil if there are none.
        func takeDropped() -> Int? {
            let count = dropped.exchange(0, ordering: .relaxed)
            return count > 0 ? count : nil
        }
    }

    private let queue: Queue
    private let thread: OSThread

    /// Starts the thread.
    ///
    /// - Parameters:
    ///   - droppedLine: The line that says how many are missing.
    ///   - sink: Writes lines; may block for as long as it likes.
    init(
        limit: Int = LogWriter.maximumLines,
        droppedLine: @escaping @Sendable (Int) -> String,
        sink: @escaping @Sendable (String) -> Void = LogWriter.standardError
    ) throws(OSThreadFailure) {
        let queue = Queue(limit: limit)
        self.queue = queue
        thread = try OSThread(name: "log") {
            while let lines = queue.lines.takeAll(max: 256) {
                for line in lines {
                    sink(line)
                    queue.byteCount.subtract(line.utf8.count, ordering: .relaxed)
                }
                queue.takeDropped().map { sink(droppedLine($0)) }
            }
            queue.takeDropped().map { sink(droppedLine($0)) }
            queue.ended.signal()
        }
    }

    deinit {
        queue.lines.close()
    }

    /// Takes a line, or drops it. Never blocks.
    func write(_ line: String) {
        let size = line.utf8.count
        let before = queue.byteCount.add(size, ordering: .relaxed).oldValue
        if before < Self.maximumBytes, queue.lines.put(line) { return }
        queue.byteCount.subtract(size, ordering: .relaxed)
        queue.dropped.add(1, ordering: .relaxed)
    }

    /// Takes no more lines and returns when those that wait are written, but after `limit` at the
    /// latest: a log that stalls must not keep the node from ending.
    func finish(within limit: Span = .seconds(1)) {
        queue.lines.close()
        let deadline = DispatchTime.now() + .milliseconds(Int(limit.milliseconds))
        // The signal is left for whoever else waits.
        if queue.ended.wait(timeout: deadline) == .success { queue.ended.signal() }
    }

    /// One write for a line, so that what others write to the same file does not get into it.
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
