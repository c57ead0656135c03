/// One connection to a database, for one thread at a time: the seam behind which databases differ.
///
/// The SQL above it is the same for all of them. It uses parameters `$1`, `$2`, … numbered in the
/// order of their first use, `ON CONFLICT`, `RETURNING` and partial indexes, and nothing that only
/// one database knows; `Dialect` spells what the schema can't share.
protocol Connection: AnyObject {
    var dialect: Dialect { get }

    func prepare(_ sql: String) throws(StoreFailure) -> any Statement

    /// Runs statements that take no parameters and return no rows.
    func execute(_ script: String) throws(StoreFailure)

    func begin(_ kind: TransactionKind) throws(StoreFailure)

    /// Commits; when it returns, what was written is on disk. It throws the first failure other
    /// than a conflict that the transaction met, whatever became of it above: such a transaction is
    /// lost.
    func commit() throws(StoreFailure)

    /// Ends the transaction and forgets what it wrote. A transaction that is gone already is fine.
    func rollBack()

    /// Sets the one savepoint of a transaction.
    func setSavepoint() throws(StoreFailure)
    func releaseSavepoint() throws(StoreFailure)
    /// Undoes what was written since the savepoint, and releases it.
    func rollBackToSavepoint() throws(StoreFailure)

    /// Between transactions: does what the database needs from time to time, if it needs it now.
    func checkpoint() throws(StoreFailure)
}

enum TransactionKind {
    /// Sees one snapshot of the database.
    case read
    /// Sees what it writes; there is no other at the same time.
    case write
}

/// A prepared statement: bind, step through the rows, reset.
///
/// Parameters count from 1, columns from 0. What is bound is copied or sent by the time `bind`
/// returns. A failed bind is reported by the next `step`.
protocol Statement: AnyObject {
    func bind(_ value: Int64, at position: Int32)
    func bindNull(at position: Int32)
    func bind(_ text: String, at position: Int32)
    func bind(_ bytes: UnsafeRawBufferPointer, at position: Int32)
    /// Sixteen bytes, big-endian.
    func bind(high: UInt64, low: UInt64, at position: Int32)

    /// Moves to the next row; false when there is none. A failure resets the statement.
    func step() throws(StoreFailure) -> Bool
    func reset()
    /// How many rows the last `step` changed.
    var changes: Int { get }

    func isNull(_ column: Int32) -> Bool
    func integer(_ column: Int32) -> Int64
    func text(_ column: Int32) -> String
    /// Valid until the next `step` or `reset`.
    func bytes(_ column: Int32) -> UnsafeRawBufferPointer
}

extension Statement {
    /// Runs a statement that returns no rows; returns how many it changed.
    @discardableResult
    func run() throws(StoreFailure) -> Int {
        _ = try step()
        let changed = changes
        reset()
        return changed
    }
}
