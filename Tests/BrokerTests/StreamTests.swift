import CountersignProto
import NNG
import Testing

@testable import CountersignClient

/// The live stream: who gets its keys, and what they open.
@Suite struct StreamTests {
    @Test func `people get no keys, however much they may do, and services need the right`()
        async throws
    {
        try await withOffice { office in
            // Not even with a role that has the permission: it is for services.
            var role = try #require(
                try await office[.admin].directory.getRole(id: "streamers").role)
            role.members = [.person(.rita)]
            _ = try await office[.admin].directory.updateRole(role: role)
            for person in [Person.admin, .rita] {
                await expectRefusal(.permissionDenied, "PERMISSION_MISSING") {
                    try await office[person].event.openStream()
                }
            }
            await expectRefusal(.permissionDenied, "PERMISSION_MISSING") {
                try await office[.lobby].event.openStream()
            }
            let stream = try await office[.gateway].event.openStream()
            #expect(stream.addresses == [office.premises.streamAddress])
            #expect(stream.streamID.count == 16)
            #expect(stream.current?.key.count == 32 && stream.next?.key.count == 32)
            #expect(stream.current?.keyID != stream.next?.keyID)
        }
    }

    @Test func `a subscriber gets the whole log, each event once and in order`() async throws {
        try await withOffice { office in
            var events = office[.gateway].events(after: .beginning).makeAsyncIterator()
            var seen: [Event] = []
            for account in ["admin", "readonly"] {
                _ = try await office.grant(account: account)
                let head = try await office.events().last?.seq ?? 0
                while (seen.last?.seq ?? 0) < head {
                    seen.append(try #require(try await events.next()).event)
                }
            }
            #expect(try await seen == office.events())
        }
    }

    @Test(arguments: LostRight.allCases) func `a service that loses the right opens nothing more`(
        loss: LostRight
    ) async throws {
        try await withOffice { office in
            try await office.addSecondGateway()
            let old = try await Subscriber(of: office, as: Machine.gateway.rawValue)
            try await old.awaitConnection(office)

            let before = try await office.events().last?.seq ?? 0
            try await loss.happen(in: office)
            _ = try await office.ask(account: "readonly")
            let last = try await office.events().last?.seq ?? 0
            // The very event that tells of the loss is sealed already with a key it has not.
            var locked: [UInt64] = []
            while locked.last != last {
                let frame = try await old.nextFrame()
                switch old.keys.open(frame) {
                case .record(let record): #expect(record.seq <= before)
                case .unknownKey: locked.append(try #require(StreamFrame(frame)).seq)
                case .heartbeat: break
                case .nothing: Issue.record("a frame that is none")
                }
            }
            #expect(locked.filter { $0 > before }.count == Int(last - before))
            await #expect(throws: CountersignError.self) {
                try await office[.gateway].event.openStream()
            }
            // The other gateway asks for the new keys and goes on.
            let other = try await Subscriber(of: office, as: "second")
            try await other.awaitConnection(office)
        }
    }

    @Test func `a change that takes nobody's right leaves the keys as they are`() async throws {
        try await withOffice { office in
            let before = try await office[.gateway].event.openStream()
            _ = try await office[.admin].directory.suspendUser(id: Person.sam.email)
            _ = try await office[.admin].directory.deleteService(id: Machine.lobby.rawValue)
            let after = try await office[.gateway].event.openStream()
            #expect(after.current == before.current && after.next == before.next)
        }
    }

    @Test func `organizations have streams of their own`() async throws {
        try await withOffice { office in
            try await office.furnish(office.neighbour)
            let ours = try await office[.gateway].event.openStream()
            let token = office.neighbour.token(of: .gateway)
            let theirs = try await office.anybody.authenticated(by: .fixed(token)).event
                .openStream()
            #expect(ours.streamID != theirs.streamID)
            #expect(ours.current?.key != theirs.current?.key)
        }
    }
}

/// How the gateway comes to lose `ALLOW_STREAM_EVENTS`.
enum LostRight: String, CaseIterable, Sendable {
    case leavesRole, roleLosesPermission, roleDeleted, serviceDeleted

    fileprivate func happen(in office: Office) async throws {
        let directory = office[.admin].directory
        var role = try #require(try await directory.getRole(id: "streamers").role)
        switch self {
        case .leavesRole:
            role.services = []
            _ = try await directory.updateRole(role: role)
        case .roleLosesPermission:
            role.permissions = []
            _ = try await directory.updateRole(role: role)
        case .roleDeleted:
            _ = try await directory.deleteRole(id: role.id)
        case .serviceDeleted:
            _ = try await directory.deleteService(id: Machine.gateway.rawValue)
        }
    }
}

extension Office {
    /// One that keeps its right, by a role of its own.
    fileprivate func addSecondGateway() async throws {
        _ = try await self[.admin].directory.createService(
            service: Service(name: "second", subject: "second"))
        _ = try await self[.admin].directory.createRole(
            role: Role(
                name: "second streamers", permissions: [.allowStreamEvents], services: ["second"]))
    }
}

/// Someone who listens, with the keys of one OpenStream and no others.
private struct Subscriber {
    let keys: StreamKeys
    private let frames: NNGFrameSource

    init(of office: Office, as subject: String) async throws {
        let client = office.anybody.authenticated(by: .fixed(office.home.token(subject: subject)))
        let stream = try await client.event.openStream()
        var keys = StreamKeys(streamID: stream.streamID)
        keys.add(stream)
        self.keys = keys
        frames = try NNGFrameSource(
            dialing: Address(stream.addresses[0]), tls: nil, topic: stream.streamID)
    }

    /// Makes events until one arrives that the keys open.
    func awaitConnection(_ office: Office) async throws {
        try await eventually("a frame can be opened") { () -> Bool? in
            _ = try await office[.admin].directory.createGroup(
                group: Group(name: "group-\(office.now)"))
            office.advance(milliseconds: 1)
            guard let frame = try await frames.next(within: .milliseconds(20)) else { return nil }
            if case .record = keys.open(frame) { return true }
            return nil
        }
    }

    func nextFrame() async throws -> [UInt8] {
        try #require(try await frames.next(within: .seconds(600)))
    }
}
