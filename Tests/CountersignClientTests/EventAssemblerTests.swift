import CountersignProto
import Testing

@testable import CountersignClient

@Suite("Assembling the log from a stream")
struct EventAssemblerTests {
    private let log: TestLog

    init() throws {
        log = try TestLog(count: 10)
    }

    /// An assembler that has seen the log up to `seq` and waits for frames.
    private func caughtUp(to seq: Int) throws -> EventAssembler {
        var short = log
        short.records.removeSubrange(seq...)
        var assembler = EventAssembler(after: .beginning)
        assembler.opened(head: short.head, heartbeatInterval: .seconds(1), now: .zero)
        try assembler.page(short.page(after: 0, limit: 500))
        for record in short.records {
            guard case .yield(let event) = assembler.next(now: .zero) else {
                Issue.record("event \(record.seq) is missing")
                return assembler
            }
            #expect(event.record == record)
        }
        #expect(assembler.next(now: .zero) == .wait(until: .seconds(2)))
        return assembler
    }

    private func read(after seq: UInt64) -> EventAssembler.Step {
        .read(ReadEventsRequest(after: seq, limit: 500, epoch: 1))
    }

    private func yielded(_ assembler: inout EventAssembler) -> UInt64? {
        guard case .yield(let event) = assembler.next(now: .zero) else { return nil }
        return event.position.seq
    }

    @Test("First the stream is opened, then the log is read, then frames are awaited")
    func start() throws {
        var assembler = EventAssembler(after: .beginning)
        #expect(assembler.next(now: .zero) == .open(address: 0))
        assembler.opened(head: log.head, heartbeatInterval: .seconds(1), now: .zero)
        let first = ReadEventsRequest(after: 0, limit: 500, epoch: 0)
        #expect(assembler.next(now: .zero) == .read(first))
        try assembler.page(log.page(after: 0, limit: 4))
        #expect((1...4).map { _ in yielded(&assembler) } == [1, 2, 3, 4])
        #expect(assembler.next(now: .zero) == read(after: 4))
        try assembler.page(log.page(after: 4, limit: 500))
        #expect((5...10).map { _ in yielded(&assembler) } == [5, 6, 7, 8, 9, 10])
        #expect(assembler.next(now: .zero) == .wait(until: .seconds(2)))
    }

    @Test("The next frame is handed out; an old one is not")
    func frames() throws {
        var assembler = try caughtUp(to: 4)
        assembler.frame(log.records[3], now: .zero)
        #expect(assembler.next(now: .zero) == .wait(until: .seconds(2)))
        assembler.frame(log.records[4], now: .zero)
        #expect(yielded(&assembler) == 5)
    }

    @Test("A frame beyond the next leads to the log, and is not handed out twice")
    func gap() throws {
        var assembler = try caughtUp(to: 4)
        assembler.frame(log.records[6], now: .zero)
        #expect(assembler.next(now: .zero) == read(after: 4))
        try assembler.page(log.page(after: 4, limit: 500))
        assembler.frame(log.records[7], now: .zero)
        #expect((5...10).map { _ in yielded(&assembler) } == [5, 6, 7, 8, 9, 10])
    }

    @Test("A heartbeat beyond the cursor leads to the log; one at the cursor does not")
    func heartbeat() throws {
        var assembler = try caughtUp(to: 4)
        assembler.heartbeat(LogPosition(epoch: 1, seq: 4), now: .seconds(1))
        #expect(assembler.next(now: .zero) == .wait(until: .seconds(3)))
        assembler.heartbeat(LogPosition(epoch: 1, seq: 5), now: .seconds(2))
        #expect(assembler.next(now: .zero) == read(after: 4))
    }

    @Test("Silence leads to the log; a second one opens the stream at the next address")
    func silence() throws {
        var assembler = try caughtUp(to: 4)
        assembler.silence(now: .seconds(2))
        #expect(assembler.next(now: .zero) == read(after: 4))
        try assembler.page(ReadEventsResponse(nextAfter: 4, head: LogPosition(epoch: 1, seq: 4)))
        #expect(assembler.next(now: .zero) == .wait(until: .seconds(4)))
        assembler.silence(now: .seconds(4))
        #expect(assembler.next(now: .zero) == .open(address: 1))
    }

    @Test("What has been heard ends the count of silences")
    func silenceBroken() throws {
        var assembler = try caughtUp(to: 4)
        for second in [2, 5, 8] {
            assembler.silence(now: .seconds(second))
            try assembler.page(
                ReadEventsResponse(nextAfter: 4, head: LogPosition(epoch: 1, seq: 4))
            )
            assembler.heartbeat(LogPosition(epoch: 1, seq: 4), now: .seconds(second + 1))
            #expect(assembler.next(now: .zero) == .wait(until: .seconds(second + 3)))
        }
    }

    @Test("An unknown key opens the stream again, at most once in a heartbeat interval")
    func unknownKey() throws {
        var assembler = try caughtUp(to: 4)
        assembler.unknownKey(now: .milliseconds(900))
        #expect(assembler.next(now: .zero) == .wait(until: .seconds(2)))
        assembler.unknownKey(now: .seconds(1))
        #expect(assembler.next(now: .zero) == .open(address: 0))
        assembler.opened(
            head: LogPosition(epoch: 1, seq: 5),
            heartbeatInterval: .seconds(1),
            now: .seconds(1)
        )
        #expect(assembler.next(now: .zero) == read(after: 4))
    }

    @Test("A promise that the log does not keep does not lead to reading without end")
    func emptyPage() throws {
        var assembler = try caughtUp(to: 4)
        assembler.heartbeat(LogPosition(epoch: 1, seq: 9), now: .zero)
        #expect(assembler.next(now: .zero) == read(after: 4))
        try assembler.page(ReadEventsResponse(nextAfter: 4, head: LogPosition(epoch: 1, seq: 9)))
        #expect(assembler.next(now: .zero) == .wait(until: .seconds(2)))
    }
}

@Suite("The largest event")
struct LargestEventTests {
    @Test("It is handed out, be it from the log or from a frame")
    func isHandedOut() throws {
        var log = try TestLog()
        for _ in 0..<2 { try log.append(.manyMembers) }
        var assembler = EventAssembler(after: .beginning)
        assembler.opened(head: LogPosition(), heartbeatInterval: .seconds(1), now: .zero)
        try assembler.page(ReadEventsResponse(records: [log.records[0]], head: log.head))
        assembler.frame(log.records[1], now: .zero)
        for record in log.records {
            guard case .yield(let event) = assembler.next(now: .zero) else {
                Issue.record("event \(record.seq) is missing")
                return
            }
            #expect(event.record == record)
            #expect(event.event.snapshot == .manyMembers)
        }
    }

    @Test("Its frame is opened")
    func frame() throws {
        var log = try TestLog()
        try log.append(.manyMembers)
        let sealer = FrameSealer()
        var keys = StreamKeys(streamID: sealer.streamID)
        keys.add(OpenStreamResponse(current: sealer.streamKey))
        guard case .record(let record) = keys.open(try sealer.record(log.records[0])) else {
            Issue.record("the frame holds no record")
            return
        }
        #expect(record == log.records[0])
    }
}

@Suite("A log that can't be trusted")
struct DamagedLogTests {
    @Test("A frame that does not continue the chain leads to the log, which decides")
    func forgedFrame() throws {
        let log = try TestLog(count: 2)
        var assembler = EventAssembler(after: .beginning)
        assembler.opened(head: LogPosition(), heartbeatInterval: .seconds(1), now: .zero)
        try assembler.page(ReadEventsResponse(head: LogPosition(epoch: 1, seq: 0)))
        var forged = log.records[0]
        forged.hash[0] ^= 1
        assembler.frame(forged, now: .zero)
        let request = ReadEventsRequest(after: 0, limit: 500, epoch: 1)
        #expect(assembler.next(now: .zero) == .read(request))
        let error = #expect(throws: CountersignError.self) {
            try assembler.page(ReadEventsResponse(records: [forged], head: log.head))
        }
        #expect(error?.code == .dataLoss)
        #expect(error?.reason == .chainBroken)
    }

    @Test("A page with a hole is DATA_LOSS")
    func hole() throws {
        let log = try TestLog(count: 3)
        var assembler = EventAssembler(after: .beginning)
        let error = #expect(throws: CountersignError.self) {
            try assembler.page(
                ReadEventsResponse(records: [log.records[0], log.records[2]], head: log.head)
            )
        }
        #expect(error?.reason == .logNotDense)
    }

    @Test("A record whose event has another number is DATA_LOSS")
    func otherNumber() throws {
        let log = try TestLog(count: 2)
        var record = EventRecord(seq: 1, event: log.records[1].event)
        record.hash = HashChain.hash(of: record.event, after: HashChain.start)
        var assembler = EventAssembler(after: .beginning)
        let error = #expect(throws: CountersignError.self) {
            try assembler.page(ReadEventsResponse(records: [record], head: log.head))
        }
        #expect(error?.reason == .malformedEvent)
    }

    @Test("A restored log ends the subscription")
    func restored() throws {
        let log = try TestLog(count: 2, epoch: 2)
        var assembler = EventAssembler(after: EventCursor(epoch: 1, seq: 1))
        let error = #expect(throws: CountersignError.self) {
            try assembler.page(log.page(after: 1, limit: 10))
        }
        #expect(error?.code == .aborted)
        #expect(error?.reason == .epochChanged)
    }

    @Test("A log that went through a restore is read from the beginning")
    func mixedEpochs() throws {
        var log = try TestLog(count: 2, epoch: 1)
        log.epoch = 2
        try log.append()
        var assembler = EventAssembler(after: .beginning)
        try assembler.page(log.page(after: 0, limit: 10))
        #expect(assembler.cursor.epoch == 2)
        #expect(assembler.cursor.seq == 3)
    }

    @Test("A cursor with a hash is verified at once, one without from its second record on")
    func cursors() throws {
        let log = try TestLog(count: 3)
        let wrong = EventCursor(epoch: 1, seq: 1, hash: [UInt8](repeating: 9, count: 32))
        var strict = EventAssembler(after: wrong)
        #expect(throws: CountersignError.self) {
            try strict.page(log.page(after: 1, limit: 10))
        }
        var trusting = EventAssembler(after: EventCursor(epoch: 1, seq: 1))
        try trusting.page(log.page(after: 1, limit: 1))
        var broken = log.records[2]
        broken.hash[5] ^= 4
        #expect(throws: CountersignError.self) {
            try trusting.page(ReadEventsResponse(records: [broken], head: log.head))
        }
    }
}
