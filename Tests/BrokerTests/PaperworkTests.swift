import CountersignClient
import CountersignProto
import Store
import Testing
import Workflow

/// What is decided is encoded beside the decisions, many at a time. A decision that can't be encoded,
/// which no caller can bring about, takes none of the others with it.
@Suite struct PaperworkTests {
    @Test func `a crowd is answered and logged in full`() async throws {
        try await withOffice { office in
            let before = try await office.records().count
            let transactions = office.faults.transactions
            let asked = try await office.amongGroups { try await office.ask(as: .anna) }
            #expect(try asked.get().state == .pending)
            #expect(office.faults.transactions <= transactions + 3, "they came one by one")
            try await office.requireWholeLog(count: before + Office.crowd + 2)
        }
    }

    @Test func `a decision that can't be encoded fails alone`() async throws {
        try await withOffice { office in
            try await office.giveUnwritableName(to: .anna)
            let before = try await office.records().count
            let transactions = office.faults.transactions
            let asked = try await office.amongGroups { try await office.ask(as: .anna) }
            let error = #expect(throws: CountersignError.self) { try asked.get() }
            #expect(error?.code == .internalError)
            // That of the one that held the others up, the one that failed, and the one with care.
            #expect(office.faults.transactions <= transactions + 4, "they were tried one by one")
            try await office.requireWholeLog(count: before + Office.crowd)
            let open = try await office[.admin].access.listRequests(state: .pending)
            #expect(open.requests.isEmpty, "what the failed command had put down is gone")
        }
    }

    @Test func `a deadline that can't be told of keeps no other from being met`() async throws {
        try await withOffice { office in
            let annas = try await office.ask(as: .anna, timeToLive: .hours(1))
            let ritas = try await office.ask(as: .rita, timeToLive: .hours(1))
            try await office.giveUnwritableName(to: .anna)
            office.advance(seconds: 3_600)
            try await eventually("Rita's request has expired") {
                try await office.history(of: ritas.id).contains(.requestExpired) ? true : nil
            }
            #expect(try await office.history(of: annas.id).contains(.requestExpired) == false)
        }
    }

    @Test func `one call twice in a batch, and its id from someone else`() async throws {
        try await withOffice { office in
            let request = try await office.ask()
            let id = RequestID()
            func approval(by person: Person, comment: String = "") throws -> [UInt8] {
                let body = ApproveRequestRequest(id: request.id, comment: comment)
                return try Call(
                    Methods.AccessService.approveRequest, body,
                    token: office.home.token(of: person), id: id
                ).serialized()
            }
            let wire = try office.wire()
            let (first, other) = (try approval(by: .ben), try approval(by: .ben, comment: "no"))
            let sams = try approval(by: .sam)
            let transactions = office.faults.transactions
            let replies = try await office.amongGroups {
                async let once = wire.send(first)
                async let twice = wire.send(first)
                async let changed = wire.send(other)
                async let his = wire.send(sams)
                return try await [once, twice, changed, his]
            }.get()
            #expect(office.faults.transactions <= transactions + 3, "they came one by one")
            let read = try replies.map { try Reply(serialized: $0, limits: .reply) }
            // Whichever of Ben's came first, the two that are alike have one answer.
            #expect(replies[0] == replies[1])
            #expect(Set([read[0].reason, read[2].reason]) == ["", "REQUEST_ID_REUSED"])
            #expect(read[3].reason == "NOT_AN_APPROVER")
            #expect(try await office.history(of: request.id).filter { $0 == .vote }.count == 1)
        }
    }
}

extension Office {
    fileprivate static let crowd = 60

    /// A display name with NUL, which no event can hold; written past all checks.
    fileprivate func giveUnwritableName(to person: Person) async throws {
        try await stop()
        try putUnwritableName(of: person)
        try await start()
    }

    private func putUnwritableName(of person: Person) throws {
        let storage = try SQLiteStorage(path: premises.database)
        let objects = try storage.makeReader().read {
            try $0.configurationObjects(changedAfter: 0, of: home.organization)
        }
        for case .user(var user) in objects where user.email == person.email {
            user.displayName = "A\0na"
            try storage.makeWriter().transaction {
                try $0.save([.put(.user(user))], of: home.organization)
            }
        }
    }

    /// While the disk is held, sixty groups are made and `call` is made beside them, so that all wait
    /// together. Tells what `call` came to.
    fileprivate func amongGroups<Response: Sendable>(
        _ call: @escaping @Sendable () async throws -> Response
    ) async throws -> Result<Response, any Error> {
        faults.hold()
        return try await withThrowingTaskGroup(of: Void.self) { group in
            // One is held with the disk; whatever comes after it waits.
            for number in 0..<Self.crowd {
                if number == 1 {
                    try await eventually("a transaction waits") { faults.holdsOne ? true : nil }
                }
                group.addTask {
                    let draft = CountersignProto.Group(name: "crowd-\(number)")
                    let made = try await self[.admin].directory.createGroup(group: draft)
                    #expect(made.group?.name == draft.name)
                }
            }
            async let outcome = Result.from(call)
            // Calls that only read are answered meanwhile; by then the others wait.
            for _ in 0..<50 { _ = try await self[.admin].directory.whoAmI() }
            faults.release()
            try await group.waitForAll()
            return await outcome
        }
    }

    fileprivate func requireWholeLog(count: Int) async throws {
        let records = try await records()
        #expect(records.map(\.seq) == Array(1...UInt64(count)))
        let log = records.map { LogRecord(seq: $0.seq, event: $0.event, hash: $0.hash) }
        #expect(LogChain.firstBreak(in: log, after: 0, hash: LogChain.start) == nil)
    }
}

extension Result where Failure == any Error, Success: Sendable {
    fileprivate static func from(_ body: @Sendable () async throws -> Success) async -> Self {
        do { return .success(try await body()) } catch { return .failure(error) }
    }
}
