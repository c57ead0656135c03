/// Why the store could not do it.
package enum StoreFailure: Error, Hashable, Sendable {
    /// What is in the database does not allow the row: someone else was first.
    case conflict(String)
    /// There is no room to write. Nothing was kept; reads go on; it recovers when there is room.
    case full(String)
    /// Another process uses the database, or it is away for now. Nothing was kept.
    case unavailable(String)
    /// The commit was sent and its outcome was not heard: ask again by request id.
    case unknownOutcome(String)
    /// The database can't be used: newer schema, damage, wrong file. An operator must look.
    case broken(String)
}
