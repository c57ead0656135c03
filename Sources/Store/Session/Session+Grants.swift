import Workflow

/// Grants are listed along the indexes of their requests, which know the same person and the same
/// resource: an approval then writes no index of its own for any list of grants.
extension Session: GrantReading {
    /// The columns that `readGrant` reads, in its order.
    private static let grantColumns = """
        access_grant.id, access_grant.request, access_grant.holder, access_grant.resource,
               access_grant.account, access_grant.created_ms, access_grant.starts_ms,
               access_grant.expires_ms, access_grant.state, access_grant.ended_ms,
               access_grant.end_reason, access_grant.is_warned
        """

    private static let selectGrant = Query(
        """
        SELECT \(grantColumns)
          FROM access_grant
         WHERE organization = $1
           AND id = $2
        """)

    private static let selectGrantOfRequest = Query(
        """
        SELECT \(grantColumns)
          FROM access_grant
         WHERE organization = $1
           AND request = $2
        """)

    private static let listAllGrants = Query(
        """
        SELECT \(grantColumns)
          FROM access_grant
         WHERE organization = $1
           AND request < $2
         ORDER BY request DESC
        """)

    private static let listByHolder = Query(
        """
        SELECT \(grantColumns), access_request.id
          FROM access_request
               LEFT JOIN access_grant
               ON access_grant.organization = access_request.organization
              AND access_grant.request = access_request.id
         WHERE access_request.organization = $1
           AND access_request.requester = $2
           AND access_request.id < $3
         ORDER BY access_request.id DESC
        """)

    private static let listGrantsByResource = Query(
        """
        SELECT \(grantColumns), access_request.id
          FROM access_request
               LEFT JOIN access_grant
               ON access_grant.organization = access_request.organization
              AND access_grant.request = access_request.id
         WHERE access_request.organization = $1
           AND access_request.resource = $2
           AND access_request.id < $3
         ORDER BY access_request.id DESC
        """)

    func grant(
        _ id: GrantID, of organization: OrganizationID
    ) throws(StoreFailure) -> Grant? {
        guard let number = try number(of: organization) else { return nil }
        let statement = try reading(Self.selectGrant)
        statement.bind(number, at: 1)
        statement.bind(id, at: 2)
        defer { statement.reset() }
        return try statement.step() ? try readGrant(statement) : nil
    }

    func openGrants(
        of holder: UserID, resource: ResourceID, account: String, in organization: OrganizationID
    ) throws(StoreFailure) -> [Grant] {
        guard let number = try number(of: organization) else { return [] }
        var merge = requests(
            by: holder, resource, liveOnly: true, before: .last, limit: 16, number: number)
        var found: [Grant] = []
        while let request = try merge.next() {
            guard let grant = try grant(ofRequest: request, number: number) else { continue }
            if grant.state.isOpen, grant.account == account { found.append(grant) }
        }
        return found
    }

    func grants(
        _ filter: GrantFilter, before cursor: GrantID?, limit: Int, of organization: OrganizationID
    ) throws(StoreFailure) -> Page<Grant, GrantID> {
        guard let number = try number(of: organization) else {
            return Page(elements: [], next: nil)
        }
        let cursor = cursor.map { RequestID(high: $0.high, low: $0.low) } ?? .last
        switch filter.range {
        case .all:
            let rows = try reading(Self.listAllGrants)
            rows.bind(number, at: 1)
            rows.bind(cursor, at: 2)
            return try page(of: rows, request: 1, openOnly: filter.openOnly, limit: limit)
        case .holder(let holder):
            let rows = try reading(Self.listByHolder)
            rows.bind(number, at: 1)
            rows.bind(holder, at: 2)
            rows.bind(cursor, at: 3)
            return try page(of: rows, request: 12, openOnly: filter.openOnly, limit: limit)
        case .resource(let resource):
            let rows = try reading(Self.listGrantsByResource)
            rows.bind(number, at: 1)
            rows.bind(resource, at: 2)
            rows.bind(cursor, at: 3)
            return try page(of: rows, request: 12, openOnly: filter.openOnly, limit: limit)
        case .holderAndResource(let holder, let resource):
            var merge = requests(
                by: holder, resource, liveOnly: filter.openOnly, before: cursor, limit: limit,
                number: number)
            return try page(
                of: &merge, openOnly: filter.openOnly, limit: limit, number: number)
        }
    }

    /// `request` is the column of the request's identifier, which is there even without a grant.
    private func page(
        of rows: any Statement, request column: Int32, openOnly: Bool, limit: Int
    ) throws(StoreFailure) -> Page<Grant, GrantID> {
        defer { rows.reset() }
        var page = PageBuilder<Grant, GrantID>(limit: limit)
        while try rows.step() {
            guard page.hasRoom else { return page.unfinished }
            let grant = rows.isNull(0) ? nil : try readGrant(rows)
            page.look(
                at: try rows.identifier(column), openOnly && grant?.state.isOpen == false ? nil : grant)
        }
        return page.finished
    }

    private func page(
        of merge: inout DescendingMerge<RequestID>, openOnly: Bool, limit: Int, number: Int64
    ) throws(StoreFailure) -> Page<Grant, GrantID> {
        var page = PageBuilder<Grant, GrantID>(limit: limit)
        while let request = try merge.next() {
            guard page.hasRoom else { return page.unfinished }
            let grant = try grant(ofRequest: request, number: number)
            page.look(
                at: GrantID(high: request.high, low: request.low),
                openOnly && grant?.state.isOpen == false ? nil : grant)
        }
        return page.finished
    }

    private func grant(ofRequest id: RequestID, number: Int64) throws(StoreFailure) -> Grant? {
        let statement = try reading(Self.selectGrantOfRequest)
        statement.bind(number, at: 1)
        statement.bind(id, at: 2)
        defer { statement.reset() }
        return try statement.step() ? try readGrant(statement) : nil
    }

    private func readGrant(_ row: any Statement) throws(StoreFailure) -> Grant {
        Grant(
            id: try row.identifier(0), request: try row.identifier(1),
            holder: try row.identifier(2), resource: try row.identifier(3), account: row.text(4),
            createdAt: row.instant(5), startsAt: row.instant(6), expiresAt: row.instant(7),
            state: try row.value(8, as: GrantState.self), endedAt: row.instantIfAny(9),
            endReason: row.text(10), isWarned: row.flag(11))
    }
}
