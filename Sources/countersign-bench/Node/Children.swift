import Foundation
import Synchronization

/// The processes that this one started and must not leave behind.
enum Children {
    private static let running = Mutex<Set<pid_t>>([])

    /// Starts a program. Its standard input stays open for as long as this process lives.
    static func start(
        _ program: String,
        _ arguments: [String],
        output: FileHandle,
        errors: FileHandle
    ) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.standardInput = Pipe()
        process.standardOutput = output
        process.standardError = errors
        do {
            try process.run()
        } catch {
            throw BenchFailure("can't start \(program): \(error.localizedDescription)")
        }
        running.withLock { _ = $0.insert(process.processIdentifier) }
        return process
    }

    /// Runs a program to its end and returns what it printed.
    static func output(of program: String, _ arguments: [String]) throws -> String {
        let pipe = Pipe()
        let process = try start(
            program,
            arguments,
            output: pipe.fileHandleForWriting,
            errors: .standardError
        )
        try pipe.fileHandleForWriting.close()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        guard wait(for: process) == 0 else {
            throw BenchFailure(
                "\(program) \(arguments.prefix(2).joined(separator: " ")) failed with status "
                    + "\(process.terminationStatus)"
            )
        }
        return String(decoding: data, as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Tells a process to stop, and waits. After 60 s it is killed.
    static func stop(_ process: Process) {
        guard process.isRunning else { return forget(process) }
        process.terminate()
        let limit = Monotonic.now() + 60_000_000_000
        while process.isRunning, Monotonic.now() < limit {
            Monotonic.sleep(until: Monotonic.now() + 1_000_000)
        }
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        _ = wait(for: process)
    }

    /// Kills whatever still runs.
    static func stopAll() {
        for process in running.withLock({ $0 }) { kill(process, SIGKILL) }
    }

    /// On SIGINT and SIGTERM: kills all, removes the directory, ends this process. With handlers, which
    /// a child does not inherit, other than blocked or ignored signals.
    static func stopOnSignals(removing directory: String?) {
        _ = SignalPipe.descriptors
        for number in [SIGINT, SIGTERM] {
            signal(number) { number in
                var byte = UInt8(truncatingIfNeeded: number)
                _ = write(SignalPipe.descriptors.input, &byte, 1)
            }
        }
        Thread.detachNewThread {
            var number: UInt8 = 0
            guard read(SignalPipe.descriptors.output, &number, 1) == 1 else { return }
            stopAll()
            if let directory { try? FileManager.default.removeItem(atPath: directory) }
            exit(128 + Int32(number))
        }
    }

    private static func wait(for process: Process) -> Int32 {
        process.waitUntilExit()
        forget(process)
        return process.terminationStatus
    }

    private static func forget(_ process: Process) {
        running.withLock { _ = $0.remove(process.processIdentifier) }
    }
}

/// Carries a signal's number out of its handler, where hardly anything is allowed.
private enum SignalPipe {
    static let descriptors: (output: Int32, input: Int32) = {
        var both: [Int32] = [-1, -1]
        pipe(&both)
        for descriptor in both { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        return (both[0], both[1])
    }()
}
