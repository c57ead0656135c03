import CSQLite

/// A SQLite connection with nothing on top of the C API.
final class Database {
    private let handle: OpaquePointer

    init(path: String, readOnly: Bool = false) throws {
        var opened: OpaquePointer?
        let mode = readOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
        let result = sqlite3_open_v2(path, &opened, mode | SQLITE_OPEN_NOMUTEX, nil)
        guard result == SQLITE_OK, let opened else {
            sqlite3_close_v2(opened)
            throw BenchFailure("can't open \(path): \(String(cString: sqlite3_errstr(result)))")
        }
        handle = opened
        sqlite3_busy_timeout(handle, 10_000)
    }

    deinit {
        sqlite3_close_v2(handle)
    }

    func execute(_ script: String) throws {
        try require(sqlite3_exec(handle, script, nil, nil, nil), script)
    }

    func prepare(_ sql: String) throws -> Statement {
        var statement: OpaquePointer?
        try require(
            sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil),
            sql
        )
        return Statement(statement!)
    }

    /// The rows of a query.
    func rows(_ sql: String) throws -> [Row] {
        let statement = try prepare(sql)
        var rows: [Row] = []
        while try statement.step() { rows.append(Row(statement)) }
        return rows
    }

    /// The first column of a query's only row.
    func integer(_ sql: String) throws -> Int64 {
        let statement = try prepare(sql)
        return try statement.step() ? statement.integer(0) : 0
    }

    /// Copies the whole database, page by page, into a new file.
    func copy(to path: String) throws {
        let copy = try Database(path: path)
        guard let backup = sqlite3_backup_init(copy.handle, "main", handle, "main") else {
            throw BenchFailure("can't copy to \(path)")
        }
        let result = sqlite3_backup_step(backup, -1)
        sqlite3_backup_finish(backup)
        guard result == SQLITE_DONE else { try require(result, "copy to \(path)"); return }
    }

    private func require(_ result: Int32, _ occasion: String) throws {
        guard result != SQLITE_OK else { return }
        throw BenchFailure("\(occasion): \(String(cString: sqlite3_errmsg(handle)))")
    }
}

/// A prepared statement.
final class Statement {
    let handle: OpaquePointer

    init(_ handle: OpaquePointer) {
        self.handle = handle
    }

    deinit {
        sqlite3_finalize(handle)
    }

    /// Whether there is a row.
    func step() throws -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default:
            let text = String(cString: sqlite3_errmsg(sqlite3_db_handle(handle)))
            throw BenchFailure("\(String(cString: sqlite3_sql(handle))): \(text)")
        }
    }

    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

    /// Runs a statement that returns nothing, with the values of `row`.
    func run(_ row: Row? = nil) throws {
        row?.bind(to: handle)
        _ = try step()
        sqlite3_reset(handle)
    }
}

/// The values of one row, kept.
final class Row {
    private let values: [OpaquePointer]

    init(_ statement: Statement) {
        values = (0..<sqlite3_column_count(statement.handle)).map {
            sqlite3_value_dup(sqlite3_column_value(statement.handle, $0))
        }
    }

    deinit {
        for value in values { sqlite3_value_free(value) }
    }

    func bind(to statement: OpaquePointer) {
        for (index, value) in values.enumerated() {
            sqlite3_bind_value(statement, Int32(index + 1), value)
        }
    }
}
