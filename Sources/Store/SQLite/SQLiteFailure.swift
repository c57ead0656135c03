import CSQLite
import Glibc

extension StoreFailure {
    /// What a result code of SQLite comes to.
    ///
    /// - `occasion`: what was being done, for the message.
    static func sqlite(_ code: Int32, _ database: OpaquePointer?, _ occasion: String) -> Self {
        let detail =
            database.map { String(cString: sqlite3_errmsg($0)) }
            ?? String(cString: sqlite3_errstr(code))
        let message = "\(occasion): \(detail) (SQLite \(code))"
        switch code & 0xFF {
        case SQLITE_CONSTRAINT:
            return .conflict(message)
        case SQLITE_FULL:
            return .full(message)
        case SQLITE_IOERR:
            return inputOutput(code, database, message)
        case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_NOMEM, SQLITE_INTERRUPT, SQLITE_PROTOCOL:
            return .unavailable(message)
        default:
            return .broken(message)
        }
    }

    private static func inputOutput(
        _ code: Int32,
        _ database: OpaquePointer?,
        _ message: String
    ) -> Self {
        let cause = database.map { sqlite3_system_errno($0) } ?? 0
        if cause == ENOSPC || cause == EDQUOT { return .full(message) }
        // The pages are in the log, but whether they outlive a power failure is not known.
        if code == SQLITE_IOERR | (4 << 8) || code == SQLITE_IOERR | (5 << 8) {
            return .unknownOutcome(message)
        }
        return .unavailable(message)
    }
}
