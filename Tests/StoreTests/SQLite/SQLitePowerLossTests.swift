import Foundation
import Store
import Testing
import Workflow

/// What a power failure leaves behind: the files as they are on disk, the log cut anywhere.
///
/// Everything that SQLite has synced is in the files, and of what it has not, any part may be
/// missing; copies of the files, with the log cut short, are what a node finds when it starts
/// again.
@Suite struct SQLitePowerLossTests {
    @Test func whatWasCommittedIsThereAndWhatWasNotIsNot() throws {
        let store = try TestStore(.sqlite)
        var world = World()
        try store.begin(world)
        let (first, second) = (world.request(), world.request())
        let copy = try Copy()
        try store.save([.insertRequest(first, awaiting: [])], in: world)
        try store.append(3, in: world)
        try store.writer.transaction { writing throws in
            try writing.command {
                try writing.save([.insertRequest(second, awaiting: [])], of: world.organization)
                try writing.append(3, to: world.organization)
            }
            try copy.take(of: store)
        }
        let survivor = try copy.open()
        try survivor.makeReader().read { reading throws in
            let organization = world.organization
            #expect(try reading.request(first.id, of: organization) == first)
            #expect(try reading.request(second.id, of: organization) == nil)
            let log = try reading.records(
                after: 0,
                limit: 100,
                byteLimit: .max,
                of: organization
            )
            #expect(log.count == 3)
            #expect(LogChain.firstBreak(in: log, after: 0, hash: LogChain.start) == nil)
            #expect(try reading.head(of: organization)?.hash == log.last?.hash)
        }
    }

    /// Whatever the place of the cut, whole transactions are there up to some point, and every one
    /// that had been committed by the time the log was that long.
    @Test func aLogThatIsCutHoldsWholeTransactions() throws {
        let store = try TestStore(.sqlite)
        var world = World()
        try store.begin(world)
        var committed: [(logBytes: Int, seq: UInt64)] = [(try store.logBytes, 0)]
        for _ in 0..<30 {
            let request = world.request()
            try store.command { writing throws in
                try writing.save(
                    [.insertRequest(request, awaiting: [])],
                    of: world.organization
                )
                try writing.append(1 + world.number(below: 4), size: 700, to: world.organization)
            }
            committed.append((try store.logBytes, try #require(try store.head(in: world)).seq))
        }
        for _ in 0..<25 {
            let cut =
                committed[0].logBytes
                + world.number(below: committed.last!.logBytes - committed[0].logBytes + 1)
            let copy = try Copy()
            try copy.take(of: store, logBytes: cut)
            let survivor = try copy.open()
            let expected = committed.last { $0.logBytes <= cut }!.seq
            try survivor.makeReader().read { reading throws in
                let organization = world.organization
                let head = try #require(try reading.head(of: organization))
                let log = try reading.records(
                    after: 0,
                    limit: .max,
                    byteLimit: .max,
                    of: organization
                )
                #expect(head.seq == expected, "log cut at \(cut) bytes")
                #expect(log.count == Int(expected))
                #expect(LogChain.firstBreak(in: log, after: 0, hash: LogChain.start) == nil)
            }
            // And it goes on from there.
            try survivor.makeWriter().transaction { writing throws in
                let next = try writing.append(to: world.organization).map(\.seq)
                #expect(next == [expected + 1])
            }
        }
    }
}

extension TestStore {
    fileprivate var logBytes: Int {
        get throws {
            let path = directory.appending(path: "store.db-wal").path
            return try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
        }
    }
}

/// A copy of a store's files.
private final class Copy {
    private let directory: URL

    init() throws {
        directory = FileManager.default.temporaryDirectory
            .appending(path: "countersign-copy-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: directory)
    }

    /// Another process copies: closing a file of SQLite's in this one would drop its locks.
    func take(of store: TestStore, logBytes: Int? = nil) throws {
        for file in ["store.db", "store.db-wal"] {
            let copying = Process()
            copying.executableURL = URL(filePath: "/bin/cp")
            copying.arguments = [
                store.directory.appending(path: file).path, directory.appending(path: file).path,
            ]
            try copying.run()
            copying.waitUntilExit()
            #expect(copying.terminationStatus == 0)
        }
        if let logBytes {
            let log = try FileHandle(
                forWritingTo: directory.appending(path: "store.db-wal")
            )
            try log.truncate(atOffset: UInt64(logBytes))
            try log.close()
        }
    }

    func open() throws -> any Storage {
        try Backend.sqlite.open(directory)
    }
}
