import Workflow

extension Session: DecisionWriting {
    func save(
        _ changes: [Change],
        of organization: OrganizationID
    ) throws(StoreFailure) {
        let place = try headPlace(of: organization)
        let number = heads.number(at: place)
        // Requests refer to rule sets, wherever in the decision they stand.
        for case .keepRuleSet(let ruleSet) in changes { try keep(ruleSet, number: number) }
        var version: Int64?
        for change in changes {
            switch change {
            case .insertRequest(let request, let awaiting):
                try requireNonePending(like: request, of: organization)
                try insert(request, number: number)
                try insert(awaiting, on: request.id, number: number)
            case .updateRequest(let request, let awaiting):
                try update(request, number: number)
                guard let awaiting else { continue }
                try deleteAwaiting(request.id, number: number)
                try insert(awaiting, on: request.id, number: number)
            case .insertVote(let vote, let request):
                try insert(vote, on: request, number: number)
            case .insertGrant(let grant):
                try insert(grant, number: number)
            case .updateGrant(let grant):
                try update(grant, number: number)
            case .keepRuleSet:
                continue
            case .put(let object):
                let next = version ?? heads.head(at: place).configurationVersion + 1
                version = next
                try put(object, version: next, number: number)
            }
        }
        if let version { heads.change(at: place) { $0.configurationVersion = version } }
    }
}

// MARK: - Requests

extension Session {
    private static let insertRequest = Query(
        """
        INSERT INTO access_request (
          organization, id, requester, resource, account, duration_ms, reason, ticket, starts_ms,
          created_ms, expires_ms, rules, state, step, resolved_ms, reminded_ms, is_unreachable,
          access_grant, is_live, due_ms
        )
        VALUES (
          $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
          $20
        )
        """
    )

    private static let updateRequest = Query(
        """
        UPDATE access_request
           SET state = $1,
               step = $2,
               resolved_ms = $3,
               reminded_ms = $4,
               is_unreachable = $5,
               access_grant = $6,
               due_ms = $7
         WHERE organization = $8
           AND id = $9
           AND state = 1
        """
    )

    private static let retireRequest = Query(
        """
        UPDATE access_request
           SET is_live = 0
         WHERE organization = $1
           AND id = $2
        """
    )

    private static let insertVote = Query(
        """
        INSERT INTO vote (
          organization, request, step, voter, choice, comment, cast_ms, ordinal
        )
        VALUES (
          $1, $2, $3, $4, $5, $6, $7,
          (SELECT COUNT(*) FROM vote WHERE organization = $1 AND request = $2)
        )
        """
    )

    private static let insertAwaiting = Query(
        """
        INSERT INTO awaiting (organization, request, approver_kind, approver)
        VALUES ($1, $2, $3, $4)
        ON CONFLICT DO NOTHING
        """
    )

    private static let selectAwaiting = Query(
        """
        SELECT approver_kind, approver
          FROM awaiting
         WHERE organization = $1
           AND request = $2
        """
    )

    private static let deleteAwaiting = Query(
        """
        DELETE FROM awaiting
         WHERE organization = $1
           AND request = $2
           AND approver_kind = $3
           AND approver = $4
        """
    )

    private func insert(_ request: AccessRequest, number: Int64) throws(StoreFailure) {
        let statement = try writing(Self.insertRequest)
        statement.bind(number, at: 1)
        statement.bind(request.id, at: 2)
        statement.bind(request.requester, at: 3)
        statement.bind(request.resource, at: 4)
        statement.bind(request.account, at: 5)
        statement.bind(request.duration.milliseconds, at: 6)
        statement.bind(request.reason, at: 7)
        statement.bind(request.ticket, at: 8)
        statement.bind(request.startsAt, at: 9)
        statement.bind(request.createdAt, at: 10)
        statement.bind(request.expiresAt, at: 11)
        statement.bind(request.rules, at: 12)
        statement.bind(request.state.rawValue, at: 13)
        statement.bind(request.step, at: 14)
        statement.bind(request.resolvedAt, at: 15)
        statement.bind(request.remindedAt, at: 16)
        statement.bind(request.isUnreachable, at: 17)
        statement.bind(request.grant, at: 18)
        statement.bind(request.isLive, at: 19)
        statement.bind(request.deadline, at: 20)
        try statement.run()
    }

    /// One pending request for an access. Not by a unique index, out of which every decision would
    /// take an entry: see `DESIGN.md`. Transactions that write to an organization come one after the
    /// other, so looking first is enough.
    private func requireNonePending(
        like request: AccessRequest,
        of organization: OrganizationID
    ) throws(StoreFailure) {
        let other = try pendingRequest(
            by: request.requester,
            resource: request.resource,
            account: request.account,
            of: organization
        )
        if let other { throw .conflict("\(other) is pending for the same access") }
    }

    /// A request that is decided stays as it is.
    private func update(_ request: AccessRequest, number: Int64) throws(StoreFailure) {
        let statement = try writing(Self.updateRequest)
        statement.bind(request.state.rawValue, at: 1)
        statement.bind(request.step, at: 2)
        statement.bind(request.resolvedAt, at: 3)
        statement.bind(request.remindedAt, at: 4)
        statement.bind(request.isUnreachable, at: 5)
        statement.bind(request.grant, at: 6)
        statement.bind(request.deadline, at: 7)
        statement.bind(number, at: 8)
        statement.bind(request.id, at: 9)
        guard try statement.run() == 1 else {
            throw .conflict("\(request.id) is not pending")
        }
        if !request.isLive { try retire(request.id, number: number) }
    }

    /// Takes a request out of the range of those that are live. A statement of its own, so that an
    /// approval, after which the request still is, leaves that index alone.
    private func retire(_ request: RequestID, number: Int64) throws(StoreFailure) {
        let statement = try writing(Self.retireRequest)
        statement.bind(number, at: 1)
        statement.bind(request, at: 2)
        try statement.run()
    }

    private func insert(
        _ vote: Vote,
        on request: RequestID,
        number: Int64
    ) throws(StoreFailure) {
        let statement = try writing(Self.insertVote)
        statement.bind(number, at: 1)
        statement.bind(request, at: 2)
        statement.bind(vote.step, at: 3)
        statement.bind(vote.voter, at: 4)
        statement.bind(vote.choice.rawValue, at: 5)
        statement.bind(vote.comment, at: 6)
        statement.bind(vote.castAt, at: 7)
        try statement.run()
    }

    private func insert(
        _ awaiting: [Subject],
        on request: RequestID,
        number: Int64
    ) throws(StoreFailure) {
        for approver in awaiting {
            let statement = try writing(Self.insertAwaiting)
            statement.bind(number, at: 1)
            statement.bind(request, at: 2)
            statement.bind(approver, at: 3)
            try statement.run()
        }
    }

    /// Row by row: to delete a range, SQLite first makes a list of it in a table.
    private func deleteAwaiting(_ request: RequestID, number: Int64) throws(StoreFailure) {
        for approver in try awaiting(request, number: number) {
            let statement = try writing(Self.deleteAwaiting)
            statement.bind(number, at: 1)
            statement.bind(request, at: 2)
            statement.bind(approver, at: 3)
            try statement.run()
        }
    }

    private func awaiting(_ request: RequestID, number: Int64) throws(StoreFailure) -> [Subject] {
        let rows = try reading(Self.selectAwaiting)
        rows.bind(number, at: 1)
        rows.bind(request, at: 2)
        defer { rows.reset() }
        var approvers: [Subject] = []
        while try rows.step() { approvers.append(try rows.subject(0)) }
        return approvers
    }
}

// MARK: - Grants

extension Session {
    private static let insertGrant = Query(
        """
        INSERT INTO access_grant (
          organization, request, id, holder, resource, account, created_ms, starts_ms, expires_ms,
          state, ended_ms, end_reason, is_warned, due_ms
        )
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
        """
    )

    private static let updateGrant = Query(
        """
        UPDATE access_grant
           SET state = $1,
               ended_ms = $2,
               end_reason = $3,
               is_warned = $4,
               due_ms = $5
         WHERE organization = $6
           AND request = $7
           AND state <= 3
        """
    )

    private func insert(_ grant: Grant, number: Int64) throws(StoreFailure) {
        let statement = try writing(Self.insertGrant)
        statement.bind(number, at: 1)
        statement.bind(grant.request, at: 2)
        statement.bind(grant.id, at: 3)
        statement.bind(grant.holder, at: 4)
        statement.bind(grant.resource, at: 5)
        statement.bind(grant.account, at: 6)
        statement.bind(grant.createdAt, at: 7)
        statement.bind(grant.startsAt, at: 8)
        statement.bind(grant.expiresAt, at: 9)
        statement.bind(grant.state.rawValue, at: 10)
        statement.bind(grant.endedAt, at: 11)
        statement.bind(grant.endReason, at: 12)
        statement.bind(grant.isWarned, at: 13)
        statement.bind(grant.deadline, at: 14)
        try statement.run()
    }

    /// A grant that is over stays as it is.
    private func update(_ grant: Grant, number: Int64) throws(StoreFailure) {
        let statement = try writing(Self.updateGrant)
        statement.bind(grant.state.rawValue, at: 1)
        statement.bind(grant.endedAt, at: 2)
        statement.bind(grant.endReason, at: 3)
        statement.bind(grant.isWarned, at: 4)
        statement.bind(grant.deadline, at: 5)
        statement.bind(number, at: 6)
        statement.bind(grant.request, at: 7)
        guard try statement.run() == 1 else {
            throw .conflict("\(grant.id) is not open")
        }
        if !grant.state.isOpen { try retire(grant.request, number: number) }
    }
}

extension AccessRequest {
    /// It is pending, or its grant is open. A request is written for the last time when it is
    /// decided; what becomes of the grant later is noted with the grant.
    fileprivate var isLive: Bool { state == .pending || grant != nil }
}
