import CountersignProto
import Testing

@testable import CountersignClient

/// A stream that loses, repeats, reorders and forges, and a log that grows meanwhile.
private struct BadStream {
    var random: SeededGenerator
    var log: TestLog
    let total: Int
    /// Frames and heartbeats on their way, in the order in which they will arrive.
    private var pending: [Arrival] = []
    private var now = Duration.zero

    private enum Arrival {
        case record(EventRecord)
        case heartbeat(LogPosition)
    }

    init(random: SeededGenerator, total: Int) throws {
        self.random = random
        self.total = total
        log = try TestLog()
    }

    private mutating func chance(_ percent: Int) -> Bool {
        Int.random(in: 0..<100, using: &random) < percent
    }

    /// The log grows a little; its frames go on their way, or do not.
    private mutating func grow() throws {
        for _ in 0..<Int.random(in: 0...3, using: &random) where log.records.count < total {
            try log.append()
            var arrivals = [Arrival.record(log.records[log.records.count - 1])]
            if chance(30) { arrivals = [] }
            if chance(15) { arrivals += arrivals }
            if chance(20) { arrivals.append(.heartbeat(log.head)) }
            for arrival in arrivals {
                let place = chance(25) ? Int.random(in: 0...pending.count, using: &random) : nil
                pending.insert(arrival, at: place ?? pending.count)
            }
        }
    }

    /// Lets a frame, a silence, an unknown key or a forgery happen.
    private mutating func happen(to assembler: inout EventAssembler) {
        now += .milliseconds(Int.random(in: 0...800, using: &random))
        if chance(5) { assembler.unknownKey(now: now) }
        if chance(5), var forged = log.records.randomElement(using: &random) {
            forged.seq = assembler.cursor.seq + 1
            assembler.frame(forged, now: now)
        }
        guard !pending.isEmpty, !chance(10) else { return assembler.silence(now: now) }
        switch pending.removeFirst() {
        case .record(let record): assembler.frame(record, now: now)
        case .heartbeat(let head): assembler.heartbeat(head, now: now)
        }
    }

    mutating func run() throws -> [EventRecord] {
        var assembler = EventAssembler(after: .beginning)
        var yielded: [EventRecord] = []
        while yielded.count < total {
            try grow()
            switch assembler.next(now: now) {
            case .yield(let event):
                yielded.append(event.record)
            case .open:
                assembler.opened(head: log.head, heartbeatInterval: .seconds(1), now: now)
            case .read(let request):
                let limit = Int.random(in: 1...5, using: &random)
                try assembler.page(log.page(after: request.after, limit: limit))
            case .wait:
                happen(to: &assembler)
            }
        }
        return yielded
    }
}

@Suite("Assembling the log from a stream at random")
struct EventAssemblerRandomTests {
    @Test("Whatever is lost, repeated, reordered or forged, the log comes out exactly")
    func exactly() throws {
        var random = SeededGenerator()
        print("COUNTERSIGN_TEST_SEED=\(random.seed)")
        for _ in 0..<50 {
            var stream = try BadStream(random: random, total: 200)
            let yielded = try stream.run()
            #expect(yielded == stream.log.records, "seed \(random.seed)")
            random = stream.random
        }
    }
}
