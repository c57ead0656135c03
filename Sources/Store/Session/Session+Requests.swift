import Workflow

extension Session {
    /// The columns that `readRequest` reads, in its order.
    static let requestColumns = """
        id, requester, resource, account, duration_ms, reason, ticket, starts_ms, created_ms,
               expires_ms, rules, state, step, resolved_ms, reminded_ms, is_unreachable,
               access_grant
        """

    private static let selectRequest = Query(
        """
        SELECT \(requestColumns)
          FROM access_request
         WHERE organization = $1
           AND id = $2
        """
    )

    /// The index has the account at its end, so that requests for others are passed over in it.
    private static let selectLive = Query(
        """
        SELECT id, state
          FROM access_request
         WHERE organization = $1
           AND requester = $2
           AND resource = $3
           AND is_live = 1
           AND account = $4
           AND id < $5
         ORDER BY id DESC
         LIMIT $6
        """
    )

    private static let selectVotes = Query(
        """
        SELECT ordinal, voter, step, choice, comment, cast_ms
          FROM vote
         WHERE organization = $1
           AND request = $2
        """
    )

    func request(
        _ id: RequestID,
        of organization: OrganizationID
    ) throws(StoreFailure) -> AccessRequest? {
        guard let number = try number(of: organization) else { return nil }
        return try request(id, number: number)
    }

    /// nil also if it is in another state than asked for.
    func request(
        _ id: RequestID,
        inState state: RequestState? = nil,
        number: Int64
    ) throws(StoreFailure) -> AccessRequest? {
        let statement = try reading(Self.selectRequest)
        statement.bind(number, at: 1)
        statement.bind(id, at: 2)
        defer { statement.reset() }
        guard try statement.step() else { return nil }
        if let state, try requestState(in: statement) != state { return nil }
        return try readRequest(statement, number: number)
    }

    func pendingRequest(
        by requester: UserID,
        resource: ResourceID,
        account: String,
        of organization: OrganizationID
    ) throws(StoreFailure) -> RequestID? {
        guard let number = try number(of: organization) else { return nil }
        let statement = try reading(Self.selectLive)
        var cursor = RequestID.last
        var newest: UInt64?
        // While one is pending no other is made for the same access, so it is the newest of those
        // that are live; of the same millisecond there may be several.
        while true {
            statement.bind(number, at: 1)
            statement.bind(requester, at: 2)
            statement.bind(resource, at: 3)
            statement.bind(account, at: 4)
            statement.bind(cursor, at: 5)
            statement.bind(Self.liveAtOnce, at: 6)
            defer { statement.reset() }
            var count = 0
            while try statement.step() {
                cursor = try statement.identifier(0)
                if cursor.millisecond != newest ?? cursor.millisecond { return nil }
                if try statement.value(1, as: RequestState.self) == .pending { return cursor }
                newest = cursor.millisecond
                count += 1
            }
            if count < Self.liveAtOnce { return nil }
        }
    }

    private static let liveAtOnce = 16

    func requestState(in row: any Statement) throws(StoreFailure) -> RequestState {
        try row.value(11, as: RequestState.self)
    }

    /// Reads the request in the current row, and its votes.
    func readRequest(_ row: any Statement, number: Int64) throws(StoreFailure) -> AccessRequest {
        let id: RequestID = try row.identifier(0)
        return AccessRequest(
            id: id,
            requester: try row.identifier(1),
            resource: try row.identifier(2),
            account: row.text(3),
            duration: Span(milliseconds: row.integer(4)),
            reason: row.text(5),
            ticket: row.text(6),
            startsAt: row.instantIfAny(7),
            createdAt: row.instant(8),
            expiresAt: row.instant(9),
            rules: row.text(10),
            state: try requestState(in: row),
            step: Int(row.integer(12)),
            votes: try votes(on: id, number: number),
            resolvedAt: row.instantIfAny(13),
            remindedAt: row.instantIfAny(14),
            isUnreachable: row.flag(15),
            grant: try row.identifierIfAny(16)
        )
    }

    /// In the order they were cast. The index has them by step and voter; they are few, so they are
    /// put in order here.
    private func votes(on id: RequestID, number: Int64) throws(StoreFailure) -> [Vote] {
        let statement = try reading(Self.selectVotes)
        statement.bind(number, at: 1)
        statement.bind(id, at: 2)
        defer { statement.reset() }
        var votes: [Vote] = []
        var ordinals: [Int64] = []
        while try statement.step() {
            let ordinal = statement.integer(0)
            let vote = Vote(
                voter: try statement.identifier(1),
                step: Int(statement.integer(2)),
                choice: try statement.value(3, as: VoteChoice.self),
                comment: statement.text(4),
                castAt: statement.instant(5)
            )
            let place = ordinals.firstIndex { $0 > ordinal } ?? ordinals.count
            ordinals.insert(ordinal, at: place)
            votes.insert(vote, at: place)
        }
        return votes
    }
}
