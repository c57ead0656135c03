import Workflow

extension Session: GrantReading {
    /// The columns that `readGrant` reads, in its order.
    private static let grantColumns = """
        id, request, holder, resource, account, created_ms, starts_ms, expires_ms, state,
               ended_ms, end_reason, is_warned
        """

    private static let selectGrant = Query(
        """
        SELECT \(grantColumns)
          FROM access_grant
         WHERE organization = $1
           AND id = $2
        """)

    private static let listAllGrants = Query(
        """
        SELECT \(grantColumns)
          FROM access_grant
         WHERE organization = $1
           AND id < $2
         ORDER BY id DESC
        """)

    private static let listByHolder = Query(
        """
        SELECT \(grantColumns)
          FROM access_grant
         WHERE organization = $1
           AND holder = $2
           AND id < $3
         ORDER BY id DESC
        """)

    private static let listGrantsByResource = Query(
        """
        SELECT \(grantColumns)
          FROM access_grant
         WHERE organization = $1
           AND resource = $2
           AND id < $3
         ORDER BY id DESC
        """)

    private static let listByHolderAndResource = Query(
        """
        SELECT id
          FROM access_grant
         WHERE organization = $1
           AND holder = $2
           AND resource = $3
           AND is_open = $4
           AND id < $5
         ORDER BY id DESC
         LIMIT $6
        """)

    private static let selectOpen = Query(
        """
        SELECT \(grantColumns)
          FROM access_grant
         WHERE organization = $1
           AND holder = $2
           AND resource = $3
           AND is_open = 1
         ORDER BY id
        """)

    func grant(
        _ id: GrantID, of organization: OrganizationID
    ) throws(StoreFailure) -> Grant? {
        guard let number = try number(of: organization) else { return nil }
        return try grant(id, number: number)
    }

    private func grant(_ id: GrantID, number: Int64) throws(StoreFailure) -> Grant? {
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
        let statement = try reading(Self.selectOpen)
        statement.bind(number, at: 1)
        statement.bind(holder, at: 2)
        statement.bind(resource, at: 3)
        defer { statement.reset() }
        var found: [Grant] = []
        while try statement.step() {
            let grant = try readGrant(statement)
            if grant.account == account { found.append(grant) }
        }
        return found
    }

    func grants(
        _ filter: GrantFilter, before cursor: GrantID?, limit: Int, of organization: OrganizationID
    ) throws(StoreFailure) -> Page<Grant, GrantID> {
        guard let number = try number(of: organization) else {
            return Page(elements: [], next: nil)
        }
        let cursor = cursor ?? .last
        switch filter.range {
        case .all:
            let rows = try reading(Self.listAllGrants)
            rows.bind(number, at: 1)
            rows.bind(cursor, at: 2)
            return try page(of: rows, openOnly: filter.openOnly, limit: limit)
        case .holder(let holder):
            let rows = try reading(Self.listByHolder)
            rows.bind(number, at: 1)
            rows.bind(holder, at: 2)
            rows.bind(cursor, at: 3)
            return try page(of: rows, openOnly: filter.openOnly, limit: limit)
        case .resource(let resource):
            let rows = try reading(Self.listGrantsByResource)
            rows.bind(number, at: 1)
            rows.bind(resource, at: 2)
            rows.bind(cursor, at: 3)
            return try page(of: rows, openOnly: filter.openOnly, limit: limit)
        case .holderAndResource(let holder, let resource):
            return try grants(
                of: holder, resource, openOnly: filter.openOnly, before: cursor, limit: limit,
                number: number)
        }
    }

    private func page(
        of rows: any Statement, openOnly: Bool, limit: Int
    ) throws(StoreFailure) -> Page<Grant, GrantID> {
        defer { rows.reset() }
        var page = PageBuilder<Grant, GrantID>(limit: limit)
        while try rows.step() {
            guard page.hasRoom else { return page.unfinished }
            let grant = try readGrant(rows)
            page.look(at: grant.id, grant.state.isOpen || !openOnly ? grant : nil)
        }
        return page.finished
    }

    /// Open grants and those that are over are two ranges of one index.
    private func grants(
        of holder: UserID, _ resource: ResourceID, openOnly: Bool, before cursor: GrantID,
        limit: Int, number: Int64
    ) throws(StoreFailure) -> Page<Grant, GrantID> {
        let statement = try reading(Self.listByHolderAndResource)
        var merge = DescendingMerge<GrantID>(
            ranges: openOnly ? 1 : 2, before: cursor, limit: limit
        ) { (index, cursor, limit) throws(StoreFailure) in
            statement.bind(number, at: 1)
            statement.bind(holder, at: 2)
            statement.bind(resource, at: 3)
            statement.bind(index == 0, at: 4)
            statement.bind(cursor, at: 5)
            statement.bind(limit, at: 6)
            defer { statement.reset() }
            var found: [GrantID] = []
            while try statement.step() { found.append(try statement.identifier(0)) }
            return found
        }
        var page = PageBuilder<Grant, GrantID>(limit: limit)
        while let id = try merge.next() {
            guard page.hasRoom else { return page.unfinished }
            page.look(at: id, try grant(id, number: number))
        }
        return page.finished
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
