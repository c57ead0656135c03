import Broker
import CountersignClient
import CountersignProto
import Synchronization
import Testing

/// ReadEvents with `wait_ms`.
@Suite struct LongPollTests {
    private func head(_ office: Office) async throws -> UInt64 {
        try await office[.admin].event.readEvents(after: 0, limit: 1).head?.seq ?? 0
    }

    @Test func `a poll waits for news and is woken by it`() async throws {
        try await withOffice { office in
            let head = try await head(office)
            let poll = Task {
                try await office[.admin].event.readEvents(after: head, waitMs: 25_000)
            }
            // Whether it comes first or the event: it must see it.
            let request = try await office.ask()
            let page = try await poll.value
            let first = try Event(serialized: try #require(page.records.first).event)
            #expect(first.seq == head + 1 && first.kind == .requestCreated)
            #expect(first.subjectID == request.id)
        }
    }

    @Test func `a poll is not ended by what does not concern the reader`() async throws {
        try await withOffice { office in
            let head = try await head(office)
            let poll = Task {
                try await office[.sam].event.readEvents(after: head, waitMs: 25_000)
            }
            try await office.approve(try await office.ask(), as: .ben)
            var sam = try #require(
                try await office[.admin].directory.getUser(id: Person.sam.email).user)
            sam.displayName = "Sam the Second"
            _ = try await office[.admin].directory.updateUser(user: sam)
            let page = try await poll.value
            let events = try page.records.map { try Event(serialized: $0.event) }
            #expect(events.map(\.kind) == [.userChanged])
            #expect(page.nextAfter == events.first?.seq)
        }
    }

    @Test func `a poll ends with nothing when its time is up`() async throws {
        try await withOffice { office in
            let head = try await head(office)
            let page = try await office[.admin].event.readEvents(after: head, waitMs: 0)
            #expect(page.records.isEmpty && page.nextAfter == head)
            #expect(page.head?.seq == head)
        }
    }

    @Test func `a poll whose deadline is before its wait answers then, and not with an error`()
        async throws
    {
        try await withOffice { office in
            var reply = try await pollPastItsDeadline(in: office)
            // The time may have passed while the call was on its way to where it waits.
            for _ in 0..<20 where reply.status == .deadlineExceeded {
                reply = try await pollPastItsDeadline(in: office)
            }
            #expect(reply.status == .ok, "\(reply.message)")
            let page = try ReadEventsResponse(serialized: reply.body, limits: .reply)
            #expect(page.records.isEmpty)
        }
    }

    /// The reply to a poll of someone whom no event concerns, while time passes.
    private func pollPastItsDeadline(in office: Office) async throws -> Reply {
        // No deadline of its own: it is the node's standard one, ten seconds.
        var call = try Call(
            Methods.EventService.readEvents,
            ReadEventsRequest(after: try await head(office), waitMs: 25_000),
            token: office.home.token(of: .sam))
        call.timeoutMs = 0
        let frame = try call.serialized()
        let wire = try office.wire()
        let answer = Answer()
        let poll = Task { answer.set(try await wire.send(frame)) }
        let bytes = try await eventually("the poll is answered") {
            office.advance(seconds: 10)
            // Makes the feed look at the clock, which it would do by itself in ten seconds.
            _ = try await office[.admin].directory.createGroup(
                group: Group(name: "group-\(office.now)"))
            return answer.bytes
        }
        try await poll.value
        return try Reply(serialized: bytes, limits: .reply)
    }

    @Test func `a node that drains ends its polls`() async throws {
        try await withOffice { office in
            let head = try await head(office)
            let polls = (0..<FeedLimits().waitersPerCaller).map { _ in
                Task { try await office[.sam].event.readEvents(after: head, waitMs: 25_000) }
            }
            // One more call on the same connection: those before it are with the node.
            _ = try await office[.sam].directory.whoAmI()
            try await office.stop()
            for poll in polls {
                let error = await #expect(throws: CountersignError.self) { try await poll.value }
                #expect(error?.code == .unavailable || error?.code == .cancelled, "\(error!)")
            }
            try await office.start()
        }
    }

    @Test func `someone suspended while they wait hears nothing more`() async throws {
        try await withOffice { office in
            let head = try await head(office)
            let poll = Task {
                try await office[.carl].event.readEvents(after: head, waitMs: 25_000)
            }
            _ = try await office[.carl].directory.whoAmI()
            _ = try await office[.admin].directory.suspendUser(id: Person.carl.email)
            let error = await #expect(throws: CountersignError.self) { try await poll.value }
            #expect(error?.reason == "USER_SUSPENDED")
        }
    }

    @Test func `the client's poll yields what concerns the person, live`() async throws {
        try await withOffice { office in
            var events = office[.ben].pollEvents(wait: .seconds(5)).makeAsyncIterator()
            let request = try await office.ask()
            while let event = try await events.next() {
                guard event.event.kind == .stepStarted else { continue }
                #expect(event.event.subjectID == request.id)
                break
            }
        }
    }
}

/// What a call in the background has brought.
private final class Answer: Sendable {
    private let kept = Mutex<[UInt8]?>(nil)

    var bytes: [UInt8]? { kept.withLock { $0 } }

    func set(_ bytes: [UInt8]) { kept.withLock { $0 = bytes } }
}
