import Workflow

/// Where a record lies in the table of all logs: the organization's number, then 40 bits of
/// sequence number. One integer, so that appending is cheap and a log is one range.
private func position(_ number: Int64, _ seq: UInt64) -> Int64 {
    number << 40 | Int64(clamping: min(seq, 1 << 40 - 1))
}

extension Session: LogReading, LogWriting {
    private static let insertRecord = Query(
        """
        INSERT INTO event_log (position, hash, event)
        VALUES ($1, $2, $3)
        """
    )

    private static let selectRecords = Query(
        """
        SELECT position, hash, event
          FROM event_log
         WHERE position > $1
           AND position <= $2
         ORDER BY position
         LIMIT $3
        """
    )

    private static let insertCheckpoint = Query(
        """
        INSERT INTO log_checkpoint (organization, seq, body, signature, key_id)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT DO NOTHING
        """
    )

    private static let selectCheckpoints = Query(
        """
        SELECT seq, body, signature, key_id
          FROM log_checkpoint
         WHERE organization = $1
           AND seq > $2
           AND seq <= $3
         ORDER BY seq
        """
    )

    private static let selectLastCheckpoint = Query(
        """
        SELECT seq, body, signature, key_id
          FROM log_checkpoint
         WHERE organization = $1
         ORDER BY seq DESC
         LIMIT 1
        """
    )

    func reserve(
        _ count: Int,
        of organization: OrganizationID
    ) throws(StoreFailure) -> (epoch: UInt64, seq: UInt64) {
        let place = try headPlace(of: organization)
        let head = heads.head(at: place)
        heads.change(at: place) { $0.seq += UInt64(count) }
        return (head.epoch, head.seq + 1)
    }

    func append(
        _ records: [LogRecord],
        after hash: [UInt8],
        to organization: OrganizationID
    ) throws(StoreFailure) {
        let place = try headPlace(of: organization)
        let number = heads.number(at: place)
        guard heads.head(at: place).hash == hash else {
            throw lose(.broken("\(records.count) events are not chained to those before them"))
        }
        for record in records {
            guard heads.fill(record.seq, with: record.hash, at: place) else {
                throw lose(.broken("event \(record.seq) is not the next one to be written"))
            }
            let statement = try writing(Self.insertRecord)
            statement.bind(position(number, record.seq), at: 1)
            statement.bind(record.hash, at: 2)
            statement.bind(record.event, at: 3)
            try statement.run()
        }
    }

    func records(
        after seq: UInt64,
        limit: Int,
        byteLimit: Int,
        of organization: OrganizationID
    ) throws(StoreFailure) -> [LogRecord] {
        guard let number = try number(of: organization) else { return [] }
        let statement = try reading(Self.selectRecords)
        statement.bind(position(number, seq), at: 1)
        statement.bind(position(number, .max), at: 2)
        statement.bind(limit, at: 3)
        defer { statement.reset() }
        var records: [LogRecord] = []
        var bytes = 0
        while bytes < byteLimit || records.isEmpty, try statement.step() {
            let record = LogRecord(
                seq: UInt64(statement.integer(0) & (1 << 40 - 1)),
                event: statement.array(2),
                hash: statement.array(1)
            )
            bytes += record.event.count + record.hash.count
            records.append(record)
        }
        return records
    }

    func save(
        _ checkpoint: LogCheckpoint,
        of organization: OrganizationID
    ) throws(StoreFailure) {
        let statement = try writing(Self.insertCheckpoint)
        statement.bind(try existingNumber(of: organization), at: 1)
        statement.bind(Int64(checkpoint.seq), at: 2)
        statement.bind(checkpoint.body, at: 3)
        statement.bind(checkpoint.signature, at: 4)
        statement.bind(checkpoint.keyID, at: 5)
        try statement.run()
    }

    func checkpoints(
        after seq: UInt64,
        through last: UInt64,
        of organization: OrganizationID
    ) throws(StoreFailure) -> [LogCheckpoint] {
        guard let number = try number(of: organization) else { return [] }
        let statement = try reading(Self.selectCheckpoints)
        statement.bind(number, at: 1)
        statement.bind(Int64(clamping: seq), at: 2)
        statement.bind(Int64(clamping: last), at: 3)
        defer { statement.reset() }
        var found: [LogCheckpoint] = []
        while try statement.step() { found.append(readCheckpoint(statement)) }
        return found
    }

    func lastCheckpoint(
        of organization: OrganizationID
    ) throws(StoreFailure) -> LogCheckpoint? {
        guard let number = try number(of: organization) else { return nil }
        let statement = try reading(Self.selectLastCheckpoint)
        statement.bind(number, at: 1)
        defer { statement.reset() }
        return try statement.step() ? readCheckpoint(statement) : nil
    }

    private func readCheckpoint(_ row: any Statement) -> LogCheckpoint {
        LogCheckpoint(
            seq: UInt64(row.integer(0)),
            body: row.array(1),
            signature: row.array(2),
            keyID: row.text(3)
        )
    }
}
