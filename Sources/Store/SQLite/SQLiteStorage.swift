/// The storage of one node in one SQLite file.
///
/// The file is made if it is not there, migrated if it is old, and locked: a second process on the
/// same file is refused.
package final class SQLiteStorage: Storage {
    package let name = "sqlite"
    package let schemaVersion: Int

    /// Opens the database at `path`; its directory must exist.
    package init(path: String) throws(StoreFailure) {
        schemaVersion = 0
        throw .unavailable("\(path): not yet")
    }

    package func makeReader() throws(StoreFailure) -> any Reader {
        throw .unavailable("not yet")
    }

    package func makeWriter() throws(StoreFailure) -> any Writer {
        throw .unavailable("not yet")
    }
}
