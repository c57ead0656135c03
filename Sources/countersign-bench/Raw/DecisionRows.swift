/// The rows that a node wrote for decisions, read back from its database, so that the bare loop can
/// write the very same ones.
struct DecisionRows {
    let count: Int
    /// New values of the request's columns, then its key.
    let requests: [Row]
    /// Keys.
    let awaiting: [Row]
    let votes: [Row]
    let grants: [Row]
    let replies: [Row]
    let events: [Row]

    /// How far the node had come at some moment, when nothing was going on.
    struct Mark {
        let decided: Int64
        let awaiting: Int64
        let event: Int64
        let reply: Int64

        init(_ database: Database) throws {
            decided = try database.integer("SELECT COUNT(*) FROM vote")
            awaiting = try database.integer("SELECT COUNT(*) FROM awaiting")
            event = try database.integer("SELECT MAX(position) FROM event_log")
            reply = try database.integer("SELECT MAX(number) FROM reply_record")
        }
    }

    /// What was written for the decisions since `mark`. Requests must have been decided in the order of
    /// their ids, and nothing else done meanwhile.
    /// - Parameter before: a database that is still as at `mark`.
    init(_ database: Database, since mark: Mark, before: Database) throws {
        count = Int(try Mark(database).decided - mark.decided)
        let slice = "LIMIT \(count) OFFSET \(mark.decided)"
        requests = try database.rows(
            """
            SELECT state, step, resolved_ms, reminded_ms, is_unreachable, access_grant, due_ms,
                   organization, id
              FROM access_request WHERE state = 2 ORDER BY organization, id \(slice)
            """
        )
        votes = try database.rows("SELECT * FROM vote ORDER BY organization, request \(slice)")
        grants = try database.rows(
            "SELECT * FROM access_grant ORDER BY organization, request \(slice)"
        )
        events = try database.rows(
            "SELECT * FROM event_log WHERE position > \(mark.event) ORDER BY position"
        )
        replies = try database.rows(
            "SELECT * FROM reply_record WHERE number > \(mark.reply) ORDER BY number"
        )
        let gone = mark.awaiting - (try Mark(database).awaiting)
        awaiting = try before.rows(
            "SELECT * FROM awaiting ORDER BY organization, request LIMIT \(gone)"
        )
    }

    /// For each decision, in words.
    var text: String {
        func each(_ rows: [Row]) -> String { "\(rows.count / max(1, count))" }
        return "\(each(requests)) request updated, \(each(awaiting)) wait deleted, inserted: "
            + "\(each(votes)) vote, \(each(grants)) grant, \(each(events)) events, "
            + "\(each(replies)) reply"
    }
}
