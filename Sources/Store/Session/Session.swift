import Workflow

/// The SQL of the contract, on one connection. A reader has one, and so has the writer.
final class Session {
    let connection: any Connection
    /// The heads of the organizations that this transaction writes to.
    var heads = HeadBook()
    var ruleSets = KeptRuleSets()
    /// What the database calls an organization: a small number. It never changes.
    private var numbers: [OrganizationID: Int64] = [:]
    private var ids: [Int64: OrganizationID] = [:]
    private var statements: [(any Statement)?] = []
    private var savepoint = Savepoint.none
    /// What the transaction can't survive, if it was not the database that said so.
    private var loss: StoreFailure?

    private enum Savepoint {
        /// No command runs.
        case none
        /// A command runs that has written nothing yet.
        case due
        case set
    }

    init(_ connection: any Connection) {
        self.connection = connection
    }

    /// The statement of a query that reads, ready to be bound.
    func reading(_ query: Query) throws(StoreFailure) -> any Statement {
        if query.index < statements.count, let statement = statements[query.index] {
            return statement
        }
        let statement = try connection.prepare(query.text)
        while statements.count <= query.index { statements.append(nil) }
        statements[query.index] = statement
        return statement
    }

    /// The statement of a query that writes, ready to be bound. The first one of a command sets the
    /// savepoint, so that a command that is refused costs none.
    func writing(_ query: Query) throws(StoreFailure) -> any Statement {
        if savepoint == .due {
            try connection.setSavepoint()
            savepoint = .set
        }
        return try reading(query)
    }
}

// MARK: - Transactions

extension Session {
    func begin(_ kind: TransactionKind) throws(StoreFailure) {
        loss = nil
        try connection.begin(kind)
    }

    /// Writes the heads that moved, and commits.
    func commit() throws(StoreFailure) {
        if let loss { throw loss }
        if let organization = heads.gap {
            throw .broken("\(organization) has events that were not written")
        }
        for (number, head) in heads.changed { try update(head, number: number) }
        try connection.commit()
        heads.removeAll()
        ruleSets.settle()
    }

    /// Notes that the transaction must not be committed, whoever catches the failure.
    func lose(_ failure: StoreFailure) -> StoreFailure {
        loss = loss ?? failure
        return failure
    }

    func rollBack() {
        connection.rollBack()
        heads.removeAll()
        ruleSets.forgetUnsettled()
        forgetNumbers()
    }

    func command<Result>(_ body: () throws -> Result) throws -> Result {
        precondition(savepoint == .none, "a command inside a command")
        savepoint = .due
        heads.beginCommand()
        ruleSets.beginCommand()
        do {
            let result = try body()
            if savepoint == .set { try connection.releaseSavepoint() }
            savepoint = .none
            return result
        } catch {
            try undoCommand()
            throw error
        }
    }

    private func undoCommand() throws(StoreFailure) {
        let wasSet = savepoint == .set
        savepoint = .none
        heads.undoCommand()
        ruleSets.undoCommand()
        if wasSet {
            forgetNumbers()
            try connection.rollBackToSavepoint()
        }
    }
}

// MARK: - Organizations' numbers

extension Session {
    private static let findNumber = Query(
        """
        SELECT number
          FROM organization
         WHERE id = $1
        """
    )

    private static let findID = Query(
        """
        SELECT id
          FROM organization
         WHERE number = $1
        """
    )

    /// nil if there is no such organization.
    func number(of organization: OrganizationID) throws(StoreFailure) -> Int64? {
        if let number = numbers[organization] { return number }
        let statement = try reading(Self.findNumber)
        statement.bind(organization, at: 1)
        defer { statement.reset() }
        guard try statement.step() else { return nil }
        let number = statement.integer(0)
        numbers[organization] = number
        return number
    }

    /// The number of an organization that is written to, which must be there.
    func existingNumber(of organization: OrganizationID) throws(StoreFailure) -> Int64 {
        guard let number = try number(of: organization) else {
            throw .conflict("there is no organization \(organization)")
        }
        return number
    }

    func organization(numbered number: Int64) throws(StoreFailure) -> OrganizationID {
        if let id = ids[number] { return id }
        let statement = try reading(Self.findID)
        statement.bind(number, at: 1)
        defer { statement.reset() }
        guard try statement.step() else { throw .broken("there is no organization \(number)") }
        let id: OrganizationID = try statement.identifier(0)
        ids[number] = id
        return id
    }

    /// An organization made in a transaction that is undone has no number any more.
    private func forgetNumbers() {
        numbers.removeAll()
        ids.removeAll()
    }
}
