import CSQLite

/// Settings of the SQLite library as a whole, made once, before the first connection.
enum SQLiteLibrary {
    private static let configured: Void = {
        // Counting memory takes a lock on every allocation.
        countersign_sqlite_config(SQLITE_CONFIG_MEMSTATUS, 0)
        countersign_sqlite_config(SQLITE_CONFIG_STMTJRNL_SPILL, SQLiteSettings.undoMemoryBytes)
    }()

    static func configure() {
        configured
    }
}
