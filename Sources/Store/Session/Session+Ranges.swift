import Workflow

/// Requests of one person, of one resource, or of both, as ranges of an index each.
///
/// In each index, requests that are live (pending, or with an open grant) and those that are over
/// lie apart, so that the few that are live are found among any number that are over. An approval
/// moves nothing: what is approved lives on in its grant.
extension Session {
    enum RequestRange {
        case requester(UserID)
        case resource(ResourceID)
        case requesterAndResource(UserID, ResourceID)
    }

    private static let listByRequester = Query(
        """
        SELECT id
          FROM access_request
         WHERE organization = $1
           AND requester = $2
           AND is_live = $3
           AND id < $4
         ORDER BY id DESC
         LIMIT $5
        """
    )

    private static let listByResource = Query(
        """
        SELECT id
          FROM access_request
         WHERE organization = $1
           AND resource = $2
           AND is_live = $3
           AND id < $4
         ORDER BY id DESC
         LIMIT $5
        """
    )

    private static let listByRequesterAndResource = Query(
        """
        SELECT id
          FROM access_request
         WHERE organization = $1
           AND requester = $2
           AND resource = $3
           AND is_live = $4
           AND id < $5
         ORDER BY id DESC
         LIMIT $6
        """
    )

    private static let listAwaiting = Query(
        """
        SELECT request
          FROM awaiting
         WHERE organization = $1
           AND approver_kind = $2
           AND approver = $3
           AND request < $4
         ORDER BY request DESC
         LIMIT $5
        """
    )

    /// The requests of a range, newest first.
    func requests(
        in range: RequestRange,
        liveOnly: Bool,
        before cursor: RequestID,
        limit: Int,
        number: Int64
    ) -> DescendingMerge<RequestID> {
        DescendingMerge(
            ranges: liveOnly ? 1 : 2,
            before: cursor,
            limit: limit
        ) { [self] (index, cursor, limit) throws(StoreFailure) in
            try piece(
                of: range,
                live: index == 0,
                before: cursor,
                limit: limit,
                number: number
            )
        }
    }

    /// The pending requests that wait for any of these approvers, newest first.
    func requests(
        awaiting approvers: [Subject],
        before cursor: RequestID,
        limit: Int,
        number: Int64
    ) -> DescendingMerge<RequestID> {
        DescendingMerge(
            ranges: approvers.count,
            before: cursor,
            limit: limit
        ) { [self] (index, cursor, limit) throws(StoreFailure) in
            let statement = try reading(Self.listAwaiting)
            statement.bind(number, at: 1)
            statement.bind(approvers[index], at: 2)
            statement.bind(cursor, at: 4)
            statement.bind(limit, at: 5)
            return try identifiers(of: statement)
        }
    }

    private func piece(
        of range: RequestRange,
        live: Bool,
        before cursor: RequestID,
        limit: Int,
        number: Int64
    ) throws(StoreFailure) -> [RequestID] {
        let statement: any Statement
        var position: Int32 = 3
        switch range {
        case .requester(let requester):
            statement = try reading(Self.listByRequester)
            statement.bind(requester, at: 2)
        case .resource(let resource):
            statement = try reading(Self.listByResource)
            statement.bind(resource, at: 2)
        case .requesterAndResource(let requester, let resource):
            statement = try reading(Self.listByRequesterAndResource)
            statement.bind(requester, at: 2)
            statement.bind(resource, at: 3)
            position = 4
        }
        statement.bind(number, at: 1)
        statement.bind(live, at: position)
        statement.bind(cursor, at: position + 1)
        statement.bind(limit, at: position + 2)
        return try identifiers(of: statement)
    }

    private func identifiers(of statement: any Statement) throws(StoreFailure) -> [RequestID] {
        defer { statement.reset() }
        var found: [RequestID] = []
        while try statement.step() { found.append(try statement.identifier(0)) }
        return found
    }
}
