import Workflow

extension Session: RequestReading {
    private static let listAll = Query(
        """
        SELECT \(requestColumns)
          FROM access_request
         WHERE organization = $1
           AND id < $2
         ORDER BY id DESC
        """
    )

    func requests(
        _ filter: RequestFilter,
        before cursor: RequestID?,
        limit: Int,
        of organization: OrganizationID
    ) throws(StoreFailure) -> Page<AccessRequest, RequestID> {
        guard let number = try number(of: organization) else {
            return Page(elements: [], next: nil)
        }
        let cursor = cursor ?? .last
        let range: RequestRange
        switch filter.range {
        case .all:
            return try page(before: cursor, state: filter.state, limit: limit, number: number)
        case .requester(let requester):
            range = .requester(requester)
        case .resource(let resource):
            range = .resource(resource)
        case .requesterAndResource(let requester, let resource):
            range = .requesterAndResource(requester, resource)
        case .awaiting(let approvers):
            var merge = requests(
                awaiting: approvers,
                before: cursor,
                limit: limit,
                number: number
            )
            return try page(of: &merge, state: filter.state, limit: limit, number: number)
        }
        var merge = requests(
            in: range,
            liveOnly: filter.state == .pending,
            before: cursor,
            limit: limit,
            number: number
        )
        return try page(of: &merge, state: filter.state, limit: limit, number: number)
    }

    private func page(
        before cursor: RequestID,
        state: RequestState?,
        limit: Int,
        number: Int64
    ) throws(StoreFailure) -> Page<AccessRequest, RequestID> {
        let rows = try reading(Self.listAll)
        rows.bind(number, at: 1)
        rows.bind(cursor, at: 2)
        defer { rows.reset() }
        var page = PageBuilder<AccessRequest, RequestID>(limit: limit)
        while try rows.step() {
            guard page.hasRoom else { return page.unfinished }
            let found = try requestState(in: rows)
            page.look(
                at: try rows.identifier(0),
                found == state ?? found ? try readRequest(rows, number: number) : nil
            )
        }
        return page.finished
    }

    private func page(
        of merge: inout DescendingMerge<RequestID>,
        state: RequestState?,
        limit: Int,
        number: Int64
    ) throws(StoreFailure) -> Page<AccessRequest, RequestID> {
        var page = PageBuilder<AccessRequest, RequestID>(limit: limit)
        while let id = try merge.next() {
            guard page.hasRoom else { return page.unfinished }
            page.look(at: id, try request(id, inState: state, number: number))
        }
        return page.finished
    }
}
