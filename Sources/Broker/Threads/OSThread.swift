internal import Glibc
internal import Synchronization

/// A thread of the operating system, for work that blocks in C.
///
/// Swift's tasks share as many threads as there are cores; one that waits for a disk or a
/// condition there stops others. Such work gets a thread of its own, with a name to see in `top`.
package final class OSThread: Sendable {
    /// nil once joined.
    private let handle: Mutex<pthread_t?>

    /// Starts a thread that runs `body` once. Of `name` the system keeps 15 bytes.
    package init(
        name: String,
        _ body: @escaping @Sendable () -> Void
    ) throws(OSThreadFailure) {
        let start = Unmanaged.passRetained(Start(name: name, body: body))
        var thread = pthread_t()
        let code = pthread_create(
            &thread,
            nil,
            { argument in
                // The argument is the Start retained below, handed over to this thread.
                let start = Unmanaged<Start>.fromOpaque(argument!).takeRetainedValue()
                nameThisThread(start.name)
                start.body()
                return nil
            },
            start.toOpaque()
        )
        guard code == 0 else {
            start.release()
            throw OSThreadFailure(name: name, code: code)
        }
        handle = Mutex(thread)
    }

    deinit {
        if let thread = handle.withLock({ $0 }) { pthread_detach(thread) }
    }

    /// Blocks until the thread has ended; returns at once when it was joined before.
    package func join() {
        let thread = handle.withLock { handle in
            let thread = handle
            handle = nil
            return thread
        }
        if let thread { pthread_join(thread, nil) }
    }

    private final class Start: Sendable {
        let name: String
        let body: @Sendable () -> Void

        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }
}

/// Shows `name` in `top` and debuggers. The Glibc module leaves out `pthread_setname_np`; this file
/// is the other way to it (proc(5)). A thread that can't be named works as well.
private func nameThisThread(_ name: String) {
    let file = open("/proc/thread-self/comm", O_WRONLY)
    guard file >= 0 else { return }
    _ = write(file, name, name.utf8.count)
    close(file)
}

/// The system gave no further thread.
package struct OSThreadFailure: Error, Hashable, Sendable {
    package let name: String
    /// An `errno`, as a rule EAGAIN.
    package let code: Int32
}
