import Store
import Testing
import Workflow

@Suite struct LogTests {
    @Test(arguments: Backend.all)
    func sequencesAreDenseAndTheChainHolds(_ backend: Backend) throws {
        let store = try TestStore(backend)
        let world = World()
        try store.begin(world)
        var appended: [LogRecord] = []
        for count in [1, 3, 0, 5] { appended += try store.append(count, in: world) }
        #expect(appended.map(\.seq) == Array(1...9))
        #expect(try store.log(in: world) == appended)
        #expect(LogChain.firstBreak(in: appended, after: 0, hash: LogChain.start) == nil)
        let head = try #require(try store.head(in: world))
        #expect(head.seq == 9)
        #expect(head.hash == appended.last?.hash)
    }

    @Test(arguments: Backend.all)
    func theEventIsEncodedWithItsPlace(_ backend: Backend) throws {
        let store = try TestStore(backend)
        let world = World()
        try store.begin(world)
        let records = try store.append(2, in: world)
        let texts = records.map { String(decoding: $0.event.prefix(3), as: UTF8.self) }
        #expect(texts == ["1/1", "1/2"])
    }

    @Test(arguments: Backend.all)
    func anEventThatCannotBeEncodedTakesNoPlace(_ backend: Backend) throws {
        let store = try TestStore(backend)
        let world = World()
        try store.begin(world)
        try store.writer.transaction { writing throws in
            #expect(throws: Refused.self) {
                try writing.append(to: world.organization) { _, _ in throw Refused() }
            }
            try writing.append(to: world.organization)
        }
        #expect(try store.log(in: world).map(\.seq) == [1])
    }

    @Test(arguments: Backend.all)
    func readingIsLimitedByCountAndBytes(_ backend: Backend) throws {
        let store = try TestStore(backend)
        let world = World()
        try store.begin(world)
        try store.append(20, size: 1_000, in: world)
        func seqs(after seq: UInt64, limit: Int, bytes: Int) throws -> [UInt64] {
            try store.read {
                try $0.records(
                    after: seq,
                    limit: limit,
                    byteLimit: bytes,
                    of: world.organization
                )
            }.map(\.seq)
        }
        #expect(try seqs(after: 0, limit: 3, bytes: .max) == [1, 2, 3])
        #expect(try seqs(after: 18, limit: 10, bytes: .max) == [19, 20])
        #expect(try seqs(after: 20, limit: 10, bytes: .max) == [])
        #expect(try seqs(after: .max, limit: 10, bytes: .max) == [])
        #expect(try seqs(after: 5, limit: 10, bytes: 1) == [6])
        let some = try seqs(after: 0, limit: 20, bytes: 4_000)
        #expect((3...5).contains(some.count))
    }

    @Test(arguments: Backend.all)
    func checkpointsAreFoundByRange(_ backend: Backend) throws {
        let store = try TestStore(backend)
        let world = World()
        try store.begin(world)
        #expect(try store.read { try $0.lastCheckpoint(of: world.organization) } == nil)
        let checkpoints = [3, 7, 12].map {
            LogCheckpoint(seq: $0, body: [1, UInt8($0)], signature: [2], keyID: "key-1")
        }
        for checkpoint in checkpoints {
            try store.command { try $0.save(checkpoint, of: world.organization) }
        }
        try store.read { reading throws in
            let organization = world.organization
            #expect(try reading.lastCheckpoint(of: organization) == checkpoints[2])
            #expect(
                try reading.checkpoints(after: 3, through: 12, of: organization)
                    == Array(checkpoints[1...])
            )
            #expect(
                try reading.checkpoints(after: 0, through: 7, of: organization)
                    == Array(checkpoints[..<2])
            )
            #expect(try reading.checkpoints(after: 0, through: .max, of: organization).count == 3)
        }
    }
}

@Suite struct LogChainTests {
    private func chain(_ count: Int) -> [LogRecord] {
        var hash = LogChain.start
        return (1...count).map { seq in
            let event = Array("event \(seq)".utf8)
            hash = LogChain.hash(of: event, after: hash)
            return LogRecord(seq: UInt64(seq), event: event, hash: hash)
        }
    }

    private func firstBreak(_ records: [LogRecord]) -> UInt64? {
        LogChain.firstBreak(in: records, after: 0, hash: LogChain.start)
    }

    /// SHA-256 of 32 zero bytes and `abc`, as `sha256sum` computes it.
    @Test func theHashIsSHA256OfThePreviousHashAndTheEvent() {
        let hash = LogChain.hash(of: Array("abc".utf8), after: LogChain.start)
        let digits = hash.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        #expect(digits == "365aa7d8f7f9402c4b9434502b4cc89ddb09fe50d7cd95b493b834c62d5a5370")
    }

    @Test func aWholeLogVerifies() {
        #expect(firstBreak(chain(5)) == nil)
        #expect(firstBreak([]) == nil)
    }

    @Test func aPartVerifiesFromTheRecordBefore() {
        let records = chain(5)
        let part = records[2...]
        #expect(LogChain.firstBreak(in: part, after: 2, hash: records[1].hash) == nil)
        #expect(LogChain.firstBreak(in: part, after: 2, hash: records[0].hash) == 3)
    }

    @Test func aChangeAnOmissionAndASwapAreFound() {
        var changed = chain(5)
        changed[2].event[0] ^= 1
        #expect(firstBreak(changed) == 3)
        var shortened = chain(5)
        shortened.remove(at: 3)
        #expect(firstBreak(shortened) == 4)
        var swapped = chain(5)
        swapped.swapAt(0, 1)
        #expect(firstBreak(swapped) == 1)
        var rehashed = chain(5)
        rehashed[1].hash[31] ^= 1
        #expect(firstBreak(rehashed) == 2)
    }
}

/// Events take their places first and are written later.
@Suite struct LogPlaceTests {
    private func record(_ seq: UInt64, after hash: [UInt8]) -> LogRecord {
        let event = Array("event \(seq)".utf8)
        return LogRecord(seq: seq, event: event, hash: LogChain.hash(of: event, after: hash))
    }

    @Test(arguments: Backend.all)
    func placesOfManyCommandsAreFilledAtTheEnd(_ backend: Backend) throws {
        let store = try TestStore(backend)
        let world = World()
        try store.begin(world)
        let organization = world.organization
        try store.writer.transaction { writing throws in
            let first = try writing.command { try writing.reserve(2, of: organization) }
            #expect(throws: Refused.self) {
                try writing.command {
                    let undone = try writing.reserve(3, of: organization)
                    #expect(undone.seq == 3)
                    throw Refused()
                }
            }
            let second = try writing.command { try writing.reserve(1, of: organization) }
            #expect([first.seq, second.seq] == [1, 3])
            #expect(try writing.head(of: organization)?.seq == 3)
            #expect(try writing.head(of: organization)?.hash == LogChain.start)
            var hash = LogChain.start
            for seq in 1...3 as ClosedRange<UInt64> {
                let record = record(seq, after: hash)
                try writing.append([record], after: hash, to: organization)
                hash = record.hash
            }
        }
        let log = try store.log(in: world)
        #expect(log.map(\.seq) == [1, 2, 3])
        #expect(LogChain.firstBreak(in: log, after: 0, hash: LogChain.start) == nil)
        #expect(try store.head(in: world)?.hash == log.last?.hash)
    }

    @Test(arguments: Backend.all)
    func aPlaceLeftEmptyFailsTheTransaction(_ backend: Backend) throws {
        let store = try TestStore(backend)
        let world = World()
        try store.begin(world)
        #expect(throws: StoreFailure.self) {
            try store.writer.transaction { writing throws in
                _ = try writing.reserve(2, of: world.organization)
                try writing.append(
                    [record(1, after: LogChain.start)],
                    after: LogChain.start,
                    to: world.organization
                )
            }
        }
        #expect(try store.log(in: world).isEmpty)
        #expect(try store.head(in: world)?.seq == 0)
    }

    @Test(arguments: Backend.all, [0, 2, 3])
    func aRecordInAnotherPlaceFailsTheTransaction(_ backend: Backend, seq: UInt64) throws {
        let store = try TestStore(backend)
        let world = World()
        try store.begin(world)
        #expect(throws: StoreFailure.self) {
            try store.writer.transaction { writing throws in
                _ = try writing.reserve(1, of: world.organization)
                // Whoever catches it can't commit all the same.
                try? writing.append(
                    [record(seq, after: LogChain.start)],
                    after: LogChain.start,
                    to: world.organization
                )
                try writing.append(
                    [record(1, after: LogChain.start)],
                    after: LogChain.start,
                    to: world.organization
                )
            }
        }
        #expect(try store.log(in: world).isEmpty)
        // The next transaction is another one.
        try store.append(1, in: world)
        #expect(try store.log(in: world).map(\.seq) == [1])
    }

    @Test(arguments: Backend.all)
    func aRecordChainedToAnythingElseFailsTheTransaction(_ backend: Backend) throws {
        let store = try TestStore(backend)
        let world = World()
        try store.begin(world)
        try store.append(1, in: world)
        #expect(throws: StoreFailure.self) {
            try store.writer.transaction { writing throws in
                let hash = try #require(try writing.head(of: world.organization)?.hash)
                _ = try writing.reserve(1, of: world.organization)
                try? writing.append(
                    [record(2, after: LogChain.start)],
                    after: LogChain.start,
                    to: world.organization
                )
                try writing.append([record(2, after: hash)], after: hash, to: world.organization)
            }
        }
        #expect(try store.log(in: world).map(\.seq) == [1])
        try store.append(1, in: world)
        #expect(try store.log(in: world).map(\.seq) == [1, 2])
    }
}
