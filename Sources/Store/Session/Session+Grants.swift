import Workflow

/// Grants are listed along the indexes of their requests, which know the same person and the same
/// resource: an approval then writes no index of its own for any list of grants.
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
        """
    )

    private static let selectGrantOfRequest = Query(
        """
        SELECT \(grantColumns)
          FROM access_grant
         WHERE organization = $1
           AND request = $2
        """
    )

    private static let listAllGrants = Query(
        """
        SELECT \(grantColumns)
          FROM access_grant
         WHERE organization = $1
           AND request < $2
         ORDER BY request DESC
        """
    )

    func grant(
        _ id: GrantID,
        of organization: OrganizationID
    ) throws(StoreFailure) -> Grant? {
        guard let number = try number(of: organization) else { return nil }
        let statement = try reading(Self.selectGrant)
        statement.bind(number, at: 1)
        statement.bind(id, at: 2)
        defer { statement.reset() }
        return try statement.step() ? try readGrant(statement) : nil
    }

    func openGrants(
        of holder: UserID,
        resource: ResourceID,
        account: String,
        in organization: OrganizationID
    ) throws(StoreFailure) -> [Grant] {
        guard let number = try number(of: organization) else { return [] }
        var merge = requests(
            in: .requesterAndResource(holder, resource),
            liveOnly: true,
            before: .last,
            limit: 16,
            number: number
        )
        var found: [Grant] = []
        while let request = try merge.next() {
            guard let grant = try grant(ofRequest: request, number: number) else { continue }
            if grant.state.isOpen, grant.account.isExactly(account) { found.append(grant) }
        }
        return found
    }

    func grants(
        _ filter: GrantFilter,
        before cursor: GrantID?,
        limit: Int,
        of organization: OrganizationID
    ) throws(StoreFailure) -> Page<Grant, GrantID> {
        guard let number = try number(of: organization) else {
            return Page(elements: [], next: nil)
        }
        // The cursor is the request of the last row, which is there even where a grant is not.
        let cursor = cursor.map { RequestID(high: $0.high, low: $0.low) } ?? .last
        let range: RequestRange
        switch filter.range {
        case .all:
            return try page(
                before: cursor,
                openOnly: filter.openOnly,
                limit: limit,
                number: number
            )
        case .holder(let holder):
            range = .requester(holder)
        case .resource(let resource):
            range = .resource(resource)
        case .holderAndResource(let holder, let resource):
            range = .requesterAndResource(holder, resource)
        }
        var merge = requests(
            in: range,
            liveOnly: filter.openOnly,
            before: cursor,
            limit: limit,
            number: number
        )
        var page = PageBuilder<Grant, GrantID>(limit: limit)
        while let request = try merge.next() {
            guard page.hasRoom else { return page.unfinished }
            let grant = try grant(ofRequest: request, number: number)
            page.look(at: request, grant, openOnly: filter.openOnly)
        }
        return page.finished
    }

    private func page(
        before cursor: RequestID,
        openOnly: Bool,
        limit: Int,
        number: Int64
    ) throws(StoreFailure) -> Page<Grant, GrantID> {
        let rows = try reading(Self.listAllGrants)
        rows.bind(number, at: 1)
        rows.bind(cursor, at: 2)
        defer { rows.reset() }
        var page = PageBuilder<Grant, GrantID>(limit: limit)
        while try rows.step() {
            guard page.hasRoom else { return page.unfinished }
            let grant = try readGrant(rows)
            page.look(at: grant.request, grant, openOnly: openOnly)
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
            id: try row.identifier(0),
            request: try row.identifier(1),
            holder: try row.identifier(2),
            resource: try row.identifier(3),
            account: row.text(4),
            createdAt: row.instant(5),
            startsAt: row.instant(6),
            expiresAt: row.instant(7),
            state: try row.value(8, as: GrantState.self),
            endedAt: row.instantIfAny(9),
            endReason: row.text(10),
            isWarned: row.flag(11)
        )
    }
}

extension PageBuilder<Grant, GrantID> {
    fileprivate mutating func look(at request: RequestID, _ grant: Grant?, openOnly: Bool) {
        let fits = !openOnly || grant?.state.isOpen == true
        look(at: GrantID(high: request.high, low: request.low), fits ? grant : nil)
    }
}
