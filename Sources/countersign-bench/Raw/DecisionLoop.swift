/// Writes the rows of decisions with nothing in the way: prepared statements, the same schema and
/// settings as the node's, one transaction for each batch. What a node's decisions are measured
/// against.
struct DecisionLoop {
    private let database: Database
    private let updateRequest: Statement
    private let deleteAwaiting: Statement
    private let insertVote: Statement
    private let insertGrant: Statement
    private let insertEvent: Statement
    private let insertReply: Statement
    private let updateHead: Statement
    private let begin: Statement
    private let commit: Statement

    /// On a copy of the node's database from before the decisions. The settings are those of
    /// Store/SQLite/SQLiteSettings.swift.
    init(_ database: Database) throws {
        self.database = database
        try database.execute(
            """
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            PRAGMA cache_size = -131072;
            PRAGMA mmap_size = 0;
            PRAGMA foreign_keys = ON;
            PRAGMA temp_store = MEMORY;
            PRAGMA wal_autocheckpoint = 4096;
            """
        )
        updateRequest = try database.prepare(
            """
            UPDATE access_request
               SET state = ?, step = ?, resolved_ms = ?, reminded_ms = ?, is_unreachable = ?,
                   access_grant = ?, due_ms = ?
             WHERE organization = ? AND id = ? AND state = 1
            """
        )
        deleteAwaiting = try database.prepare(
            """
            DELETE FROM awaiting
             WHERE organization = ? AND request = ? AND approver_kind = ? AND approver = ?
            """
        )
        insertVote = try Self.insert(into: "vote", database)
        insertGrant = try Self.insert(into: "access_grant", database)
        insertEvent = try Self.insert(into: "event_log", database)
        insertReply = try Self.insert(into: "reply_record", database)
        updateHead = try database.prepare(
            "UPDATE organization SET seq = seq + 1, hash = randomblob(32), time_ms = time_ms + 1"
        )
        begin = try database.prepare("BEGIN IMMEDIATE")
        commit = try database.prepare("COMMIT")
    }

    private static func insert(into table: String, _ database: Database) throws -> Statement {
        let columns = try database.integer("SELECT COUNT(*) FROM pragma_table_info('\(table)')")
        let places = repeatElement("?", count: Int(columns)).joined(separator: ", ")
        return try database.prepare("INSERT INTO \(table) VALUES (\(places))")
    }

    /// Writes all of `rows` in transactions of `batchSize` decisions. Returns the seconds it took.
    func write(_ rows: DecisionRows, batchSize: Int) throws -> Double {
        let eventsEach = rows.events.count / max(1, rows.count)
        let awaitingEach = rows.awaiting.count / max(1, rows.count)
        return try seconds {
            for start in stride(from: 0, to: rows.count, by: batchSize) {
                try begin.run()
                for decision in start..<min(start + batchSize, rows.count) {
                    try updateRequest.run(rows.requests[decision])
                    for place in 0..<awaitingEach {
                        try deleteAwaiting.run(rows.awaiting[decision * awaitingEach + place])
                    }
                    try insertVote.run(rows.votes[decision])
                    try insertGrant.run(rows.grants[decision])
                    for place in 0..<eventsEach {
                        try insertEvent.run(rows.events[decision * eventsEach + place])
                    }
                    try insertReply.run(rows.replies[decision])
                }
                try updateHead.run()
                try commit.run()
            }
        }
    }
}
