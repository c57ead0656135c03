import CountersignClient
import CountersignProto
import Testing

@Suite struct AuthorizationTests {
    @Test func `every method does for each sort of caller what the table says`() async throws {
        try await withOffice { office in
            try await office.furnish(office.neighbour)
            let table = AuthorizationTable(of: try await Things(in: office))
            #expect(Set(table.rows.map(\.method)) == Set(Methods.all.map(\.name)))
            #expect(table.rows.count == Methods.all.count)

            let wire = try office.wire()
            for row in table.rows {
                for (caller, outcome) in row.outcomes {
                    let head = try await office.head()
                    let reply = try await wire.send(
                        Call(
                            method: row.method, requestID: RequestID().bytes,
                            bearerToken: office.token(of: caller), body: row.body))
                    #expect(
                        Outcome(reply) == outcome,
                        "\(row.method) by \(caller): \(reply.reason) \(reply.message)")
                    // Whatever others did, it was not done here.
                    guard caller != .admin else { continue }
                    #expect(try await office.head() == head, "\(row.method) by \(caller)")
                }
            }
        }
    }
}

extension Office {
    fileprivate func token(of caller: AuthorizationTable.Caller) -> String {
        switch caller {
        case .nobody: ""
        case .service: home.token(of: .lobby)
        case .user: home.token(of: .sam)
        case .other: neighbour.token(of: .admin)
        case .admin: home.token(of: .admin)
        }
    }

    fileprivate func head() async throws -> UInt64 {
        try await self[.admin].event.readEvents(after: 0, limit: 1).head?.seq ?? 0
    }
}
