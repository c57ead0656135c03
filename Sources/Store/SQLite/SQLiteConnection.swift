import CSQLite

/// One connection to a SQLite file, for one thread at a time.
final class SQLiteConnection: Connection {
    enum Role {
        /// The one connection that writes and checkpoints: two can corrupt the log of this version.
        case writer
        case reader
    }

    let dialect = Dialect.sqlite

    private let database: OpaquePointer
    private let path: String
    /// The failure that the transaction can't survive, if it met one: every statement after it fails
    /// alike. SQLite may have rolled back already, and what is run then would commit by itself.
    private(set) var doom: StoreFailure?
    /// Pages in the log, as of the last commit; SQLite writes it through the pointer.
    private let logPages: UnsafeMutablePointer<Int32>
    /// How many there were when a checkpoint was last made …
    private var checkpointedPages: Int32 = 0
    /// … and when the log was last to begin anew.
    private var renewedPages: Int32 = 0
    private var control: [Control: SQLiteStatement] = [:]

    /// Opens the file at `path`, which exists.
    init(path: String, role: Role) throws(StoreFailure) {
        SQLiteLibrary.configure()
        var handle: OpaquePointer?
        let access = role == .writer ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY
        let result = sqlite3_open_v2(
            path,
            &handle,
            access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
            nil
        )
        guard result == SQLITE_OK, let handle else {
            let failure = StoreFailure.sqlite(result, handle, "can't open \(path)")
            sqlite3_close_v2(handle)
            throw failure
        }
        database = handle
        self.path = path
        logPages = .allocate(capacity: 1)
        logPages.initialize(to: 0)
        try configure(role)
    }

    deinit {
        control.removeAll()
        sqlite3_close_v2(database)
        logPages.deallocate()
    }

    private func configure(_ role: Role) throws(StoreFailure) {
        countersign_sqlite_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1)
        countersign_sqlite_db_config(database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0)
        countersign_sqlite_db_config(database, SQLITE_DBCONFIG_DQS_DML, 0)
        countersign_sqlite_db_config(database, SQLITE_DBCONFIG_DQS_DDL, 0)
        sqlite3_busy_timeout(database, SQLiteSettings.busyMilliseconds)
        switch role {
        case .writer:
            try execute(
                """
                PRAGMA page_size = \(SQLiteSettings.pageBytes);
                PRAGMA cache_size = -\(SQLiteSettings.writerCacheBytes >> 10);
                PRAGMA mmap_size = 0;
                PRAGMA foreign_keys = ON;
                PRAGMA synchronous = FULL;
                PRAGMA journal_size_limit = \(SQLiteSettings.logFileBytes);
                """
            )
        case .reader:
            try execute(
                """
                PRAGMA query_only = ON;
                PRAGMA temp_store = MEMORY;
                PRAGMA cache_size = -\(SQLiteSettings.readerCacheBytes >> 10);
                PRAGMA mmap_size = \(SQLiteSettings.readerMapBytes);
                """
            )
        }
    }

    /// Turns the write-ahead log on; checkpoints are made by `checkpoint()` alone.
    func useWriteAheadLog() throws(StoreFailure) {
        guard try pragmaText("journal_mode = WAL") == "wal" else {
            throw .broken("\(path): this file system can't hold SQLite's write-ahead log")
        }
        sqlite3_wal_hook(
            database,
            { pages, _, _, count in
                pages?.storeBytes(of: count, as: Int32.self)
                return SQLITE_OK
            },
            logPages
        )
    }

    // MARK: Statements

    func prepare(_ sql: String) throws(StoreFailure) -> any Statement {
        try prepareHere(sql)
    }

    private func prepareHere(_ sql: String) throws(StoreFailure) -> SQLiteStatement {
        var handle: OpaquePointer?
        let result = sqlite3_prepare_v3(
            database,
            sql,
            -1,
            UInt32(SQLITE_PREPARE_PERSISTENT),
            &handle,
            nil
        )
        guard result == SQLITE_OK, let handle else { throw failure(result, doing: sql) }
        // To SQLite `$1` is a name; numbering is by first use, and the two must agree.
        for position in 0..<max(0, sqlite3_bind_parameter_count(handle)) {
            assert(sqlite3_bind_parameter_index(handle, "$\(position + 1)") == position + 1, sql)
        }
        return SQLiteStatement(handle, of: self)
    }

    func execute(_ script: String) throws(StoreFailure) {
        let result = sqlite3_exec(database, script, nil, nil, nil)
        guard result == SQLITE_OK else { throw failure(result, doing: script) }
    }

    func pragma(_ name: String) throws(StoreFailure) -> Int64 {
        let statement = try prepareHere("PRAGMA \(name)")
        return try statement.step() ? statement.integer(0) : 0
    }

    func pragmaText(_ name: String) throws(StoreFailure) -> String {
        let statement = try prepareHere("PRAGMA \(name)")
        return try statement.step() ? statement.text(0) : ""
    }

    /// The texts of all statements that are prepared now, for tests of their plans.
    var preparedTexts: [String] {
        var texts: [String] = []
        var statement = sqlite3_next_stmt(database, nil)
        while let prepared = statement {
            texts.append(String(cString: sqlite3_sql(prepared)))
            statement = sqlite3_next_stmt(database, prepared)
        }
        return texts
    }

    var changes: Int { Int(sqlite3_changes(database)) }

    /// Makes a failure of a result code, and notes it if the transaction can't survive it.
    func failure(_ code: Int32, doing occasion: @autoclosure () -> String) -> StoreFailure {
        let failure = StoreFailure.sqlite(code, database, "\(path): \(occasion())")
        if case .conflict = failure, sqlite3_get_autocommit(database) == 0 { return failure }
        if doom == nil { doom = failure }
        return failure
    }

    // MARK: Transactions

    private enum Control: String {
        case beginRead = "BEGIN"
        case beginWrite = "BEGIN IMMEDIATE"
        case commit = "COMMIT"
        case rollBack = "ROLLBACK"
        case setSavepoint = "SAVEPOINT command"
        case releaseSavepoint = "RELEASE command"
        case rollBackToSavepoint = "ROLLBACK TO command"
    }

    private func run(_ command: Control) throws(StoreFailure) {
        if let statement = control[command] {
            try statement.run()
        } else {
            let statement = try prepareHere(command.rawValue)
            control[command] = statement
            try statement.run()
        }
    }

    func begin(_ kind: TransactionKind) throws(StoreFailure) {
        doom = nil
        switch kind {
        case .read:
            try run(.beginRead)
        case .write:
            beginLogAnew()
            try run(.beginWrite)
        }
    }

    func commit() throws(StoreFailure) {
        try run(.commit)
    }

    func rollBack() {
        doom = nil
        // SQLite itself rolls back on some failures, such as a full disk.
        guard sqlite3_get_autocommit(database) == 0 else { return }
        try? run(.rollBack)
    }

    func setSavepoint() throws(StoreFailure) {
        try run(.setSavepoint)
    }

    func releaseSavepoint() throws(StoreFailure) {
        try run(.releaseSavepoint)
    }

    func rollBackToSavepoint() throws(StoreFailure) {
        try run(.rollBackToSavepoint)
        try run(.releaseSavepoint)
    }

    // MARK: Checkpoints

    func checkpoint() throws(StoreFailure) {
        guard hasGrown(by: SQLiteSettings.checkpointPages, since: &checkpointedPages) else {
            return
        }
        try moveLog(SQLITE_CHECKPOINT_PASSIVE)
    }

    /// If the log is far too long: waits a moment for readers, so that the next transaction writes
    /// at its beginning. If that can't be, because a reader stays long, the log grows on.
    private func beginLogAnew() {
        guard hasGrown(by: SQLiteSettings.logLimitPages, since: &renewedPages) else { return }
        sqlite3_busy_timeout(database, SQLiteSettings.renewalMilliseconds)
        try? moveLog(SQLITE_CHECKPOINT_RESTART)
        sqlite3_busy_timeout(database, SQLiteSettings.busyMilliseconds)
        doom = nil
    }

    /// The log has so many pages more than at `last`, which is then moved up. A log that is shorter
    /// than it was has begun anew.
    private func hasGrown(by pages: Int32, since last: inout Int32) -> Bool {
        let now = logPages.pointee
        if now < last { last = 0 }
        guard now - last >= pages else { return false }
        last = now
        return true
    }

    private func moveLog(_ mode: Int32) throws(StoreFailure) {
        let result = sqlite3_wal_checkpoint_v2(database, nil, mode, nil, nil)
        guard result == SQLITE_OK || result == SQLITE_BUSY else {
            throw failure(result, doing: "checkpoint")
        }
    }
}
