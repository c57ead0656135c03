import Glibc

/// Holds the lock on a database file for as long as it lives, so that one process alone uses it.
final class FileLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock that goes with the database at `path`, or fails at once.
    init(databasePath path: String) throws(StoreFailure) {
        let lockPath = path + ".lock"
        let descriptor = open(lockPath, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw .unavailable("can't open \(lockPath): \(String(cString: strerror(errno)))")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw .unavailable(
                """
                \(path) is in use by another process. One node alone can use a SQLite file; \
                to run more nodes on the same data, use PostgreSQL.
                """
            )
        }
        self.descriptor = descriptor
    }

    deinit {
        // Not by closing alone: a child that was just forked has the descriptor until it executes.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }
}
