import Glibc
import Synchronization

/// The storage of one node in one SQLite file.
///
/// The file is made if it is not there, migrated if it is old, and locked: a second process on the
/// same file is refused. One connection writes and checkpoints; every reader has its own.
package final class SQLiteStorage: Storage {
    package let name = "sqlite"
    package let schemaVersion: Int
    private let path: String
    private let slot: WriterSlot

    /// Opens the database at `path`; its directory must exist. A new file can be read and written
    /// by its owner alone.
    ///
    /// Throws `unavailable` if another process uses the file, and `broken` if it is not ours, is
    /// damaged, or was made by a newer version.
    package init(path: String) throws(StoreFailure) {
        let lock = try FileLock(databasePath: path)
        try Self.makeFile(at: path)
        let connection = try SQLiteConnection(path: path, role: .writer)
        try Self.checkOrigin(of: connection, path: path)
        try connection.useWriteAheadLog()
        schemaVersion = try Migration.migrate(connection)
        self.path = path
        slot = WriterSlot(connection, lock: lock)
    }

    package func makeReader() throws(StoreFailure) -> any Reader {
        let connection = try SQLiteConnection(path: path, role: .reader)
        return DatabaseReader(Session(connection), keepingAlive: slot)
    }

    package func makeWriter() throws(StoreFailure) -> any Writer {
        guard let connection = slot.take() else {
            throw .unavailable("\(path): the store has a writer already")
        }
        return DatabaseWriter(Session(connection)) { [slot] in slot.giveBack() }
    }

    private static func makeFile(at path: String) throws(StoreFailure) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw .unavailable("can't open \(path): \(String(cString: strerror(errno)))")
        }
        close(descriptor)
    }

    /// An empty file becomes ours; any other must be ours.
    private static func checkOrigin(
        of connection: SQLiteConnection,
        path: String
    ) throws(StoreFailure) {
        if try connection.pragma("page_count") == 0 {
            return try connection.execute(
                "PRAGMA application_id = \(SQLiteSettings.applicationID)"
            )
        }
        guard try connection.pragma("application_id") == SQLiteSettings.applicationID else {
            throw .broken("\(path) is a database of another program")
        }
    }
}

/// Keeps the one writing connection, and the lock on the file, between writers.
///
/// Unchecked, because the compiler can't see that the connection is used by none but the writer
/// that took it out, and that `isTaken` lets only one take it.
private final class WriterSlot: @unchecked Sendable {
    private let connection: SQLiteConnection
    private let lock: FileLock
    private let isTaken = Mutex(false)

    init(_ connection: SQLiteConnection, lock: FileLock) {
        self.connection = connection
        self.lock = lock
    }

    func take() -> SQLiteConnection? {
        isTaken.withLock { taken in
            defer { taken = true }
            return taken ? nil : connection
        }
    }

    func giveBack() {
        isTaken.withLock { $0 = false }
    }
}
