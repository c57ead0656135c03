import Workflow

extension Session: HeadReading, HeadWriting {
    private static let insertOrganization = Query(
        """
        INSERT INTO organization (
          id, epoch, seq, hash, time_ms, configuration_version, reachability_version
        )
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """
    )

    private static let selectHead = Query(
        """
        SELECT epoch, seq, hash, time_ms, configuration_version, reachability_version
          FROM organization
         WHERE number = $1
        """
    )

    private static let updateHead = Query(
        """
        UPDATE organization
           SET epoch = $1,
               seq = $2,
               hash = $3,
               time_ms = $4,
               configuration_version = $5,
               reachability_version = $6
         WHERE number = $7
        """
    )

    private static let selectOrganizations = Query(
        """
        SELECT id
          FROM organization
         ORDER BY id
        """
    )

    func createOrganization(
        _ id: OrganizationID,
        at now: Instant
    ) throws(StoreFailure) {
        let head = Head(
            epoch: 1,
            seq: 0,
            hash: LogChain.start,
            time: now,
            configurationVersion: 0,
            reachabilityVersion: 0
        )
        let statement = try writing(Self.insertOrganization)
        statement.bind(id, at: 1)
        bind(head, to: statement, from: 2)
        try statement.run()
    }

    func head(of organization: OrganizationID) throws(StoreFailure) -> Head? {
        if let place = heads.place(of: organization) { return heads.head(at: place) }
        guard let number = try number(of: organization) else { return nil }
        return try readHead(number)
    }

    func organizations() throws(StoreFailure) -> [OrganizationID] {
        let statement = try reading(Self.selectOrganizations)
        defer { statement.reset() }
        var found: [OrganizationID] = []
        while try statement.step() { found.append(try statement.identifier(0)) }
        return found
    }

    func setReachabilityVersion(
        _ version: Int64,
        of organization: OrganizationID
    ) throws(StoreFailure) {
        let place = try headPlace(of: organization)
        heads.change(at: place) { $0.reachabilityVersion = version }
    }

    func advanceTime(
        to now: Instant,
        of organization: OrganizationID
    ) throws(StoreFailure) {
        let place = try headPlace(of: organization)
        precondition(now >= heads.head(at: place).time, "organization time goes back")
        heads.change(at: place) { $0.time = now }
    }

    /// Where the head of an organization is that is written to; it is read at first use.
    func headPlace(of organization: OrganizationID) throws(StoreFailure) -> Int {
        if let place = heads.place(of: organization) { return place }
        let number = try existingNumber(of: organization)
        guard let head = try readHead(number) else {
            throw .broken("organization \(number) has no head")
        }
        return heads.insert(head, of: organization, number: number)
    }

    func update(_ head: Head, number: Int64) throws(StoreFailure) {
        let statement = try reading(Self.updateHead)
        bind(head, to: statement, from: 1)
        statement.bind(number, at: 7)
        try statement.run()
    }

    private func bind(_ head: Head, to statement: any Statement, from position: Int32) {
        statement.bind(Int64(head.epoch), at: position)
        statement.bind(Int64(head.seq), at: position + 1)
        statement.bind(head.hash, at: position + 2)
        statement.bind(head.time, at: position + 3)
        statement.bind(head.configurationVersion, at: position + 4)
        statement.bind(head.reachabilityVersion, at: position + 5)
    }

    private func readHead(_ number: Int64) throws(StoreFailure) -> Head? {
        let statement = try reading(Self.selectHead)
        statement.bind(number, at: 1)
        defer { statement.reset() }
        guard try statement.step() else { return nil }
        return Head(
            epoch: UInt64(statement.integer(0)),
            seq: UInt64(statement.integer(1)),
            hash: statement.array(2),
            time: statement.instant(3),
            configurationVersion: statement.integer(4),
            reachabilityVersion: statement.integer(5)
        )
    }
}
