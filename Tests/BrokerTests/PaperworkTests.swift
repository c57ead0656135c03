import CountersignClient
import CountersignProto
import Store
import Testing
import Workflow

/// Decisions are written down after they are made, many at a time. One that can't be written, which
/// no caller can bring about, takes none of the others with it.
@Suite struct PaperworkTests {
    @Test func `a decision that can't be written fails alone`() async throws {
        try await withOffice { office in
            try await office.stop()
            try office.giveUnwritableName(to: .anna)
            try await office.start()
            let before = try await office.records().count
            let (outcomes, refusal) = try await office.crowd { office in
                try await office.ask(as: .anna)
            }
            #expect(outcomes == Array(repeating: true, count: outcomes.count))
            #expect(refusal?.code == .internalError)
            // Each of the others left one event; the chain is whole.
            let records = try await office.records()
            #expect(records.map(\.seq) == Array(1...UInt64(before + outcomes.count)))
            let log = records.map { LogRecord(seq: $0.seq, event: $0.event, hash: $0.hash) }
            #expect(LogChain.firstBreak(in: log, after: 0, hash: LogChain.start) == nil)
            // What the failed command had put down is gone: Anna may ask once her name is mended.
            let open = try await office[.admin].access.listRequests(state: .pending)
            #expect(open.requests.isEmpty)
        }
    }

    @Test func `a crowd is answered and logged in full`() async throws {
        try await withOffice { office in
            let before = try await office.records().count
            let (outcomes, refusal) = try await office.crowd { office in
                try await office.ask(as: .anna)
            }
            #expect(outcomes == Array(repeating: true, count: outcomes.count))
            #expect(refusal == nil)
            let records = try await office.records()
            #expect(records.map(\.seq) == Array(1...UInt64(before + outcomes.count + 2)))
            let log = records.map { LogRecord(seq: $0.seq, event: $0.event, hash: $0.hash) }
            #expect(LogChain.firstBreak(in: log, after: 0, hash: LogChain.start) == nil)
        }
    }
}

extension Office {
    /// A display name with NUL, which no event can hold; written past all checks.
    fileprivate func giveUnwritableName(to person: Person) throws {
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

    /// While the disk is held, sixty groups are made and `call` is made once, so that they wait
    /// together. Tells which of the groups were made, and how the call was refused.
    fileprivate func crowd<Response: Sendable>(
        _ call: @escaping @Sendable (Office) async throws -> Response
    ) async throws -> (made: [Bool], refusal: CountersignError?) {
        faults.hold()
        return try await withThrowingTaskGroup(of: (Bool, CountersignError?).self) { group in
            for number in 0..<60 {
                group.addTask {
                    let name = "crowd-\(number)"
                    let group = CountersignProto.Group(name: name)
                    let made = try await self[.admin].directory.createGroup(group: group)
                    return (made.group?.name == name, nil)
                }
            }
            group.addTask {
                do {
                    _ = try await call(self)
                    return (true, nil)
                } catch let error as CountersignError {
                    return (true, error)
                }
            }
            try await eventually("a transaction waits") { faults.holdsOne ? true : nil }
            // Calls that only read are answered meanwhile; by then the others wait.
            for _ in 0..<20 { _ = try await self[.admin].directory.whoAmI() }
            faults.release()
            var results: [(Bool, CountersignError?)] = []
            for try await result in group { results.append(result) }
            return (results.map(\.0).dropLast(), results.compactMap(\.1).first)
        }
    }
}
