import CountersignProto
import Store
import Testing
import Workflow

@testable import Broker

@Suite struct EventFeedTests {
    private let clock = ManualNodeClock()
    private let organization = OrganizationID.numbered(1)

    private func feed(
        _ publisher: RecordingPublisher,
        limits: FeedLimits = FeedLimits()
    ) -> EventFeed {
        EventFeed(publisher: publisher, clock: clock, limits: limits)
    }

    @Test func `a subscriber gets every record after the head it was told, in order`() throws {
        let publisher = RecordingPublisher()
        let feed = feed(publisher)
        feed.seed(head: LogPosition(epoch: 3, seq: 10), of: organization)
        let opening = feed.openStream(of: organization)
        #expect(opening.head == LogPosition(epoch: 3, seq: 10))
        #expect(opening.heartbeatInterval == .seconds(1))
        feed.commit(11...12, of: organization)
        feed.commit(13...13, of: organization)
        #expect(feed.position(of: organization) == LogPosition(epoch: 3, seq: 13))
        #expect(publisher.take().isEmpty)

        #expect(feed.turn(within: .zero))
        let frames = publisher.take()
        #expect(frames.count == 3)
        for (seq, frame) in zip(UInt64(11)..., frames) {
            let opened = try OpenedFrame(frame, with: opening.current.bytes)
            #expect(opened.streamID == opening.streamID)
            #expect(opened.keyID == opening.current.id)
            #expect(opened.kind == 1)
            #expect(opened.seq == seq)
            let record = try EventRecord(serialized: opened.content)
            let expected = LogRecord.numbered(seq)
            #expect(
                record == EventRecord(seq: seq, event: expected.event, hash: expected.hash)
            )
        }
    }

    @Test func `nothing is sealed for an organization without a stream`() {
        let publisher = RecordingPublisher()
        let feed = feed(publisher)
        _ = feed.openStream(of: .numbered(2))
        feed.commit(1...5, of: organization)
        #expect(feed.turn(within: .zero))
        #expect(publisher.take().isEmpty)
        #expect(feed.position(of: organization) == LogPosition(epoch: 1, seq: 5))
        #expect(feed.droppedRecords == 0)
    }

    @Test func `nothing is sent while nobody subscribes`() throws {
        let publisher = RecordingPublisher(subscriberCount: 0)
        let feed = feed(publisher)
        _ = feed.openStream(of: organization)
        feed.commit(1...5, of: organization)
        clock.advance(by: .seconds(1))
        #expect(feed.turn(within: .zero))
        #expect(publisher.take().isEmpty)
        publisher.subscribe()
        feed.commit(6...6, of: organization)
        #expect(feed.turn(within: .zero))
        #expect(publisher.take().count == 1)
        #expect(feed.droppedRecords == 0)
    }

    @Test func `opening a stream again gives the same keys and the new head`() {
        let feed = feed(RecordingPublisher())
        let first = feed.openStream(of: organization)
        feed.commit(1...4, of: organization)
        let second = feed.openStream(of: organization)
        #expect(second.streamID == first.streamID)
        #expect(second.current.bytes == first.current.bytes)
        #expect(second.next.bytes == first.next.bytes)
        #expect(second.head.seq == 4)
        #expect(feed.openStream(of: .numbered(2)).streamID != first.streamID)
    }

    @Test func `after rotating at once neither key of before opens a frame`() throws {
        let publisher = RecordingPublisher()
        let feed = feed(publisher)
        let before = feed.openStream(of: organization)
        // Committed before and sealed after: the new key holds for it, too.
        feed.commit(1...1, of: organization)
        feed.rotateAtOnce(organization)
        feed.commit(2...2, of: organization)
        #expect(feed.turn(within: .zero))
        let after = feed.openStream(of: organization)
        let frames = publisher.take()
        #expect(frames.count == 2)
        for frame in frames {
            #expect(try OpenedFrame(frame, with: after.current.bytes).keyID == after.current.id)
            #expect(throws: (any Error).self) {
                try OpenedFrame(frame, with: before.current.bytes)
            }
            #expect(throws: (any Error).self) { try OpenedFrame(frame, with: before.next.bytes) }
        }
    }

    @Test func `a day later frames are sealed with the key that was next`() throws {
        let publisher = RecordingPublisher()
        let feed = feed(publisher)
        let opening = feed.openStream(of: organization)
        clock.advance(by: .days(1))
        feed.commit(1...1, of: organization)
        #expect(feed.turn(within: .zero))
        let frame = try #require(publisher.take().first)
        #expect(try OpenedFrame(frame, with: opening.next.bytes).keyID == opening.next.id)
    }

    @Test func `each stream says every interval where its log stands`() throws {
        let publisher = RecordingPublisher()
        let feed = feed(publisher)
        feed.seed(head: LogPosition(epoch: 2, seq: 7), of: organization)
        let openings = [organization, .numbered(2)].map { feed.openStream(of: $0) }

        clock.advance(by: Span(milliseconds: 999))
        feed.tick()
        #expect(publisher.take().isEmpty)
        clock.advance(by: Span(milliseconds: 1))
        feed.tick()
        feed.tick()
        let frames = publisher.take()
        #expect(frames.count == 2)
        let frame = try #require(frames.first { $0.starts(with: openings[0].streamID) })
        let opened = try OpenedFrame(frame, with: openings[0].current.bytes)
        #expect(opened.kind == 2)
        #expect(opened.seq == 7)
        #expect(
            try Heartbeat(serialized: opened.content)
                == Heartbeat(
                    head: LogPosition(epoch: 2, seq: 7),
                    time: ProtoTimestamp(milliseconds: clock.wall().milliseconds)
                )
        )

        // Missed ones are not made up for.
        clock.advance(by: .seconds(10))
        feed.tick()
        feed.tick()
        #expect(publisher.take().count == 2)
    }

    @Test func `what goes beyond the queue is dropped and counted, and the heartbeat shows it`()
        throws
    {
        let publisher = RecordingPublisher()
        var limits = FeedLimits()
        limits.queuedRecords = 4
        let feed = feed(publisher, limits: limits)
        let opening = feed.openStream(of: organization)
        feed.commit(1...3, of: organization)
        feed.commit(4...5, of: organization)  // does not fit
        feed.commit(6...6, of: organization)
        #expect(feed.droppedRecords == 2)
        #expect(feed.position(of: organization).seq == 6)

        #expect(feed.turn(within: .zero))
        let seqs = try publisher.take().map { try OpenedFrame($0, with: opening.current.bytes).seq }
        #expect(seqs == [1, 2, 3, 6])

        feed.commit(7...12, of: organization)  // more at once than ever fits
        clock.advance(by: .seconds(1))
        #expect(feed.turn(within: .zero))
        #expect(feed.droppedRecords == 8)
        let heartbeat = try #require(publisher.take().first)
        #expect(try OpenedFrame(heartbeat, with: opening.current.bytes).seq == 12)

        feed.commit(13...16, of: organization)
        #expect(feed.turn(within: .zero))
        #expect(publisher.take().count == 4)
    }

    @Test func `a record too long for a frame is a gap`() throws {
        let publisher = RecordingPublisher()
        let feed = feed(publisher)
        let opening = feed.openStream(of: organization)
        feed.committed(
            [.numbered(1, eventBytes: 65_536), .numbered(2)],
            of: organization
        )
        #expect(feed.turn(within: .zero))
        let frames = publisher.take()
        #expect(frames.count == 1)
        #expect(try OpenedFrame(frames[0], with: opening.current.bytes).seq == 2)
        #expect(feed.droppedRecords == 1)
    }

    @Test func `closing publishes what was committed and ends the thread`() throws {
        let publisher = RecordingPublisher()
        let feed = feed(publisher)
        _ = feed.openStream(of: organization)
        let thread = try OSThread(name: "feed") { feed.run() }
        for seq in 1...2_000 as ClosedRange<UInt64> { feed.commit(seq...seq, of: organization) }
        feed.close()
        thread.join()
        #expect(publisher.take().count == 2_000)
    }
}
