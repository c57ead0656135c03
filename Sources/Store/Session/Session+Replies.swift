import Workflow

extension Session: ReplyRecords {
    private static let selectReply = Query(
        """
        SELECT fingerprint, reply
          FROM reply_record
         WHERE organization = $1
           AND request_id = $2
           AND caller = $3
        """
    )

    private static let insertReply = Query(
        """
        INSERT INTO reply_record (
          organization, request_id, caller, saved_ms, fingerprint, reply
        )
        VALUES ($1, $2, $3, $4, $5, $6)
        """
    )

    /// Looks at the oldest rows alone: rows are numbered in the order they were saved.
    private static let deleteReplies = Query(
        """
        DELETE FROM reply_record
         WHERE number IN (
                 SELECT number
                   FROM (SELECT number, saved_ms
                           FROM reply_record
                          ORDER BY number
                          LIMIT $1) AS oldest
                  WHERE saved_ms < $2
               )
        """
    )

    func replyRecord(
        _ requestID: [UInt8],
        caller: String,
        of organization: OrganizationID
    ) throws(StoreFailure) -> ReplyRecord? {
        guard let number = try number(of: organization) else { return nil }
        let statement = try reading(Self.selectReply)
        statement.bind(number, at: 1)
        statement.bind(requestID, at: 2)
        statement.bind(caller, at: 3)
        defer { statement.reset() }
        guard try statement.step() else { return nil }
        return ReplyRecord(fingerprint: statement.array(0), reply: statement.array(1))
    }

    func save(
        _ record: ReplyRecord,
        requestID: [UInt8],
        caller: String,
        at now: Instant,
        of organization: OrganizationID
    ) throws(StoreFailure) {
        let number = try existingNumber(of: organization)
        let statement = try writing(Self.insertReply)
        statement.bind(number, at: 1)
        statement.bind(requestID, at: 2)
        statement.bind(caller, at: 3)
        statement.bind(now, at: 4)
        statement.bind(record.fingerprint, at: 5)
        statement.bind(record.reply, at: 6)
        try statement.run()
    }

    func deleteReplyRecords(
        before instant: Instant,
        limit: Int
    ) throws(StoreFailure) -> Int {
        let statement = try writing(Self.deleteReplies)
        statement.bind(limit, at: 1)
        statement.bind(instant, at: 2)
        return try statement.run()
    }
}
