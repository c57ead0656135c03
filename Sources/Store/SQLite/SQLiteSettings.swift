/// What the SQLite connections are set to. Sizes are in bytes unless the name says otherwise.
enum SQLiteSettings {
    /// `CTSG`: marks a database file as ours.
    static let applicationID: Int64 = 0x4354_5347

    /// Small pages: a decision touches many places in indexes, and each costs a page in the log.
    static let pageBytes = 4_096

    /// The writer's page cache: the ends of all ranges that grow, and the upper levels of each
    /// tree.
    static let writerCacheBytes = 128 << 20
    /// The cache of each reader: what lies in the log; the rest it reads through the map.
    static let readerCacheBytes = 8 << 20
    /// How much of the file readers map. SQLite cuts it down to what it was built with, 2 GiB here.
    /// The writer maps nothing: writing into a map of a full disk ends the process.
    static let readerMapBytes = 8 << 30

    /// How long a connection waits for another one's lock.
    static let busyMilliseconds: Int32 = 2_000

    /// A checkpoint is worth its `fsync` each time the log has grown by this many pages. More pages
    /// cost less in all, and stall the writer longer at a time.
    static let checkpointPages: Int32 = 2_048
    /// Each time it has grown by this many, because it never was without a reader, a transaction
    /// waits for readers …
    static let logLimitPages: Int32 = 65_536
    /// … but not longer than this.
    static let renewalMilliseconds: Int32 = 100
    /// What a log that once grew larger is cut down to when it begins anew.
    static let logFileBytes = 64 << 20

    /// What one command may change before the pages copied for undoing it go to a temporary file.
    /// The writer's `temp_store` is left alone for this: set to memory, SQLite allocates every KiB
    /// of those copies, and this much at once otherwise. Beyond 128 KiB malloc would map memory
    /// anew.
    static let undoMemoryBytes: Int32 = 120 << 10

    /// Room for bound values that a statement keeps; what does not fit SQLite allocates.
    static let bindingBytes = 2_048
}
