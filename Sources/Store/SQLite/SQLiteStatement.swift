import CSQLite

/// A prepared statement of SQLite.
///
/// Bound values are copied once, into room that the statement keeps for as long as it lives, so
/// that SQLite need neither copy nor allocate.
final class SQLiteStatement: Statement {
    private let handle: OpaquePointer
    /// Outlives the statement, whose owner it is.
    private unowned let connection: SQLiteConnection
    private let room: UnsafeMutableRawPointer
    private var used = 0
    private var bindResult = SQLITE_OK

    init(_ handle: OpaquePointer, of connection: SQLiteConnection) {
        self.handle = handle
        self.connection = connection
        room = .allocate(byteCount: SQLiteSettings.bindingBytes, alignment: 16)
    }

    deinit {
        sqlite3_finalize(handle)
        room.deallocate()
    }

    // MARK: Parameters

    func bind(_ value: Int64, at position: Int32) {
        note(sqlite3_bind_int64(handle, position, value))
    }

    func bindNull(at position: Int32) {
        note(sqlite3_bind_null(handle, position))
    }

    func bind(_ text: String, at position: Int32) {
        var text = text
        text.withUTF8 { utf8 in
            let source = UnsafeRawBufferPointer(utf8)
            let (start, lifetime) = keep(source)
            note(
                sqlite3_bind_text(
                    handle,
                    position,
                    start?.assumingMemoryBound(to: CChar.self),
                    Int32(clamping: source.count),
                    lifetime
                )
            )
        }
    }

    func bind(_ bytes: UnsafeRawBufferPointer, at position: Int32) {
        let (start, lifetime) = keep(bytes)
        note(sqlite3_bind_blob(handle, position, start, Int32(clamping: bytes.count), lifetime))
    }

    func bind(high: UInt64, low: UInt64, at position: Int32) {
        var value = (high.bigEndian, low.bigEndian)
        withUnsafeBytes(of: &value) { bind($0, at: position) }
    }

    /// Copies bytes into the statement's room; what does not fit SQLite is told to copy itself.
    private func keep(
        _ bytes: UnsafeRawBufferPointer
    ) -> (start: UnsafeRawPointer?, lifetime: sqlite3_destructor_type?) {
        guard bytes.count <= SQLiteSettings.bindingBytes - used else {
            return (bytes.baseAddress, countersign_sqlite_transient())
        }
        // Not nil even if there are no bytes: SQLite takes nil for NULL.
        let start = room + used
        if let source = bytes.baseAddress { start.copyMemory(from: source, byteCount: bytes.count) }
        used += bytes.count
        return (UnsafeRawPointer(start), nil)
    }

    private func note(_ result: Int32) {
        if result != SQLITE_OK { bindResult = result }
    }

    // MARK: Rows

    func step() throws(StoreFailure) -> Bool {
        if let doom = connection.doom { throw doom }
        let result = bindResult == SQLITE_OK ? sqlite3_step(handle) : bindResult
        switch result {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default:
            let failure = connection.failure(result, doing: "statement")
            reset()
            throw failure
        }
    }

    func reset() {
        sqlite3_reset(handle)
        used = 0
        bindResult = SQLITE_OK
    }

    var changes: Int { connection.changes }

    func isNull(_ column: Int32) -> Bool {
        sqlite3_column_type(handle, column) == SQLITE_NULL
    }

    func integer(_ column: Int32) -> Int64 {
        sqlite3_column_int64(handle, column)
    }

    func text(_ column: Int32) -> String {
        guard let start = sqlite3_column_text(handle, column) else { return "" }
        let count = Int(sqlite3_column_bytes(handle, column))
        return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    func bytes(_ column: Int32) -> UnsafeRawBufferPointer {
        let start = sqlite3_column_blob(handle, column)
        return UnsafeRawBufferPointer(
            start: start,
            count: Int(sqlite3_column_bytes(handle, column))
        )
    }
}
