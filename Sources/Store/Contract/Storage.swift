/// A database that holds organizations: their configuration, requests, grants, and their log.
///
/// The contract is in the domain's words. One implementation of the SQL serves every database; what
/// differs is behind its driver. Every method that can't be carried out throws a `StoreFailure`,
/// and then nothing of the transaction is kept.
package protocol Storage: AnyObject, Sendable {
    /// Opens a reader for the exclusive use of one thread.
    func makeReader() throws(StoreFailure) -> any Reader

    /// Opens the writer for the exclusive use of one thread. A store has one at a time.
    func makeWriter() throws(StoreFailure) -> any Writer

    /// What `Node.store` says: `sqlite` or `postgresql`.
    var name: String { get }

    /// The number of the newest migration applied.
    var schemaVersion: Int { get }
}

/// Reads, each on its own consistent snapshot. Not for use by two threads at once.
package protocol Reader: AnyObject {
    /// Runs `body` with one consistent view of the whole database.
    func read<Result>(
        _ body: (any Reading) throws -> Result
    ) throws -> Result
}

/// Writes, in batches: one transaction, any number of commands, each alone in its savepoint.
package protocol Writer: AnyObject {
    /// Runs `body` in one transaction and commits. When this returns, all of it is on disk; when it
    /// throws a `StoreFailure`, none of it is in the database (a failure whose `outcomeIsUnknown`
    /// is set: it may be). Errors that `body` itself throws roll back and pass through.
    func transaction<Result>(
        _ body: (any Writing) throws -> Result
    ) throws -> Result

    /// Moves the write-ahead log into the database file, where there is one, if it has grown enough
    /// to be worth it. Called between transactions, best when nobody waits: it takes tens of
    /// milliseconds when it does something. A failure leaves everything in the log, where it is
    /// safe.
    func checkpoint() throws(StoreFailure)
}

/// All that a transaction can read.
package protocol Reading:
    HeadReading, ConfigurationReading, RequestReading, GrantReading, LogReading
{}

/// All that a transaction can write.
package protocol Writing:
    Reading, HeadWriting, DecisionWriting, LogWriting, ReplyRecords, DueReading
{
    /// Runs one command: if `body` throws, everything it wrote is undone and the error passes
    /// through; the rest of the transaction stands. But a `StoreFailure` other than a conflict is
    /// the end of the transaction, which throws it when it ends, whatever becomes of it on the way.
    func command<Result>(_ body: () throws -> Result) throws -> Result
}
