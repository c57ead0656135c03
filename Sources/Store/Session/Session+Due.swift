import Workflow

extension Session: Writing, DueReading {
    private static let selectDueRequests = Query(
        """
        SELECT due_ms, organization, id
          FROM access_request
         WHERE due_ms IS NOT NULL
           AND due_ms <= $1
         ORDER BY due_ms
         LIMIT $2
        """
    )

    private static let selectDueGrants = Query(
        """
        SELECT due_ms, organization, id
          FROM access_grant
         WHERE due_ms IS NOT NULL
           AND due_ms <= $1
         ORDER BY due_ms
         LIMIT $2
        """
    )

    func due(at instant: Instant, limit: Int) throws(StoreFailure) -> [DueItem] {
        let requests = try due(Self.selectDueRequests, at: instant, limit: limit) {
            (row, organization) throws(StoreFailure) in
            .request(try row.identifier(2), of: organization)
        }
        let grants = try due(Self.selectDueGrants, at: instant, limit: limit) {
            (row, organization) throws(StoreFailure) in
            .grant(try row.identifier(2), of: organization)
        }
        return Self.merge(requests, grants, limit: limit)
    }

    func nextDeadline() throws(StoreFailure) -> Instant? {
        let request = try firstDue(Self.selectDueRequests)
        let grant = try firstDue(Self.selectDueGrants)
        guard let request, let grant else { return request ?? grant }
        return min(request, grant)
    }

    private typealias Dated = (at: Instant, item: DueItem)

    private func due(
        _ query: Query,
        at instant: Instant,
        limit: Int,
        item: (any Statement, OrganizationID) throws(StoreFailure) -> DueItem
    ) throws(StoreFailure) -> [Dated] {
        let rows = try reading(query)
        rows.bind(instant, at: 1)
        rows.bind(limit, at: 2)
        defer { rows.reset() }
        var found: [Dated] = []
        while try rows.step() {
            let organization = try organization(numbered: rows.integer(1))
            found.append((rows.instant(0), try item(rows, organization)))
        }
        return found
    }

    private func firstDue(_ query: Query) throws(StoreFailure) -> Instant? {
        let rows = try reading(query)
        rows.bind(Int64.max, at: 1)
        rows.bind(1, at: 2)
        defer { rows.reset() }
        return try rows.step() ? rows.instant(0) : nil
    }

    /// Both in order; a request goes before a grant of the same instant.
    private static func merge(_ requests: [Dated], _ grants: [Dated], limit: Int) -> [DueItem] {
        var merged: [DueItem] = []
        var requests = requests[...]
        var grants = grants[...]
        while merged.count < limit {
            switch (requests.first, grants.first) {
            case (nil, nil):
                return merged
            case (let request?, let grant?) where grant.at < request.at:
                merged.append(grant.item)
                grants.removeFirst()
            case (let request?, _):
                merged.append(request.item)
                requests.removeFirst()
            case (nil, let grant?):
                merged.append(grant.item)
                grants.removeFirst()
            }
        }
        return merged
    }
}
