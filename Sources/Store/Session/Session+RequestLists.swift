import Workflow

extension Session: RequestReading {
    private static let listAll = Query(
        """
        SELECT \(requestColumns)
          FROM access_request
         WHERE organization = $1
           AND id < $2
         ORDER BY id DESC
        """)

    private static let listByRequester = Query(
        """
        SELECT \(requestColumns)
          FROM access_request
         WHERE organization = $1
           AND requester = $2
           AND id < $3
         ORDER BY id DESC
        """)

    private static let listByResource = Query(
        """
        SELECT \(requestColumns)
          FROM access_request
         WHERE organization = $1
           AND resource = $2
           AND id < $3
         ORDER BY id DESC
        """)

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
        """)

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
        """)

    func requests(
        _ filter: RequestFilter, before cursor: RequestID?, limit: Int,
        of organization: OrganizationID
    ) throws(StoreFailure) -> Page<AccessRequest, RequestID> {
        guard let number = try number(of: organization) else {
            return Page(elements: [], next: nil)
        }
        let cursor = cursor ?? .last
        switch filter.range {
        case .all:
            let rows = try reading(Self.listAll)
            rows.bind(number, at: 1)
            rows.bind(cursor, at: 2)
            return try page(of: rows, state: filter.state, limit: limit, number: number)
        case .requester(let requester):
            let rows = try reading(Self.listByRequester)
            rows.bind(number, at: 1)
            rows.bind(requester, at: 2)
            rows.bind(cursor, at: 3)
            return try page(of: rows, state: filter.state, limit: limit, number: number)
        case .resource(let resource):
            let rows = try reading(Self.listByResource)
            rows.bind(number, at: 1)
            rows.bind(resource, at: 2)
            rows.bind(cursor, at: 3)
            return try page(of: rows, state: filter.state, limit: limit, number: number)
        case .requesterAndResource(let requester, let resource):
            var merge = requests(
                by: requester, resource, liveOnly: false, before: cursor, limit: limit,
                number: number)
            return try page(of: &merge, state: filter.state, limit: limit, number: number)
        case .awaiting(let approvers):
            guard filter.state == nil || filter.state == .pending else {
                return Page(elements: [], next: nil)
            }
            return try awaiting(approvers, before: cursor, limit: limit, number: number)
        }
    }

    private func page(
        of rows: any Statement, state: RequestState?, limit: Int, number: Int64
    ) throws(StoreFailure) -> Page<AccessRequest, RequestID> {
        defer { rows.reset() }
        var page = PageBuilder<AccessRequest, RequestID>(limit: limit)
        while try rows.step() {
            guard page.hasRoom else { return page.unfinished }
            let fits = state.map { Int64($0.rawValue) == rows.integer(11) } ?? true
            page.look(
                at: try rows.identifier(0),
                fits ? try readRequest(rows, number: number) : nil)
        }
        return page.finished
    }

    private func awaiting(
        _ approvers: [Subject], before cursor: RequestID, limit: Int, number: Int64
    ) throws(StoreFailure) -> Page<AccessRequest, RequestID> {
        precondition(approvers.count <= 1_000, "awaiting more than 1,000 approvers")
        let statement = try reading(Self.listAwaiting)
        var merge = DescendingMerge<RequestID>(
            ranges: approvers.count, before: cursor, limit: limit
        ) { (index, cursor, limit) throws(StoreFailure) in
            statement.bind(number, at: 1)
            statement.bind(approvers[index], at: 2)
            statement.bind(cursor, at: 4)
            statement.bind(limit, at: 5)
            defer { statement.reset() }
            var found: [RequestID] = []
            while try statement.step() { found.append(try statement.identifier(0)) }
            return found
        }
        return try page(of: &merge, state: nil, limit: limit, number: number)
    }

    /// The requests of one person for one resource. Those that are live and those that are over are
    /// two ranges of one index.
    func requests(
        by requester: UserID, _ resource: ResourceID, liveOnly: Bool, before cursor: RequestID,
        limit: Int, number: Int64
    ) -> DescendingMerge<RequestID> {
        DescendingMerge(
            ranges: liveOnly ? 1 : 2, before: cursor, limit: limit
        ) { [self] (index, cursor, limit) throws(StoreFailure) in
            let statement = try reading(Self.listByRequesterAndResource)
            statement.bind(number, at: 1)
            statement.bind(requester, at: 2)
            statement.bind(resource, at: 3)
            statement.bind(index == 0, at: 4)
            statement.bind(cursor, at: 5)
            statement.bind(limit, at: 6)
            defer { statement.reset() }
            var found: [RequestID] = []
            while try statement.step() { found.append(try statement.identifier(0)) }
            return found
        }
    }

    private func page(
        of merge: inout DescendingMerge<RequestID>, state: RequestState?, limit: Int, number: Int64
    ) throws(StoreFailure) -> Page<AccessRequest, RequestID> {
        var page = PageBuilder<AccessRequest, RequestID>(limit: limit)
        while let id = try merge.next() {
            guard page.hasRoom else { return page.unfinished }
            let request = try request(id, number: number)
            page.look(at: id, state == nil || request?.state == state ? request : nil)
        }
        return page.finished
    }
}
