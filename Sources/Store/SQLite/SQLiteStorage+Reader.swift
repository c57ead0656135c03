extension SQLiteStorage {
    /// Opens a reader on the database at `path`, also while another process has it: it takes no
    /// lock and writes nothing.
    ///
    /// Throws `unavailable` if there is no such file, and `broken` if it is not ours.
    package static func openReader(path: String) throws(StoreFailure) -> any Reader {
        let connection = try SQLiteConnection(path: path, role: .reader)
        guard try connection.pragma("application_id") == SQLiteSettings.applicationID else {
            throw .broken("\(path) is a database of another program")
        }
        return DatabaseReader(Session(connection), keepingAlive: path)
    }
}
