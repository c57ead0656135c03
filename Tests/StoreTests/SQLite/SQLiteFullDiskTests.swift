import Foundation
import Glibc
import Store
import Testing
import Workflow

/// A disk that fills up: a small file system in memory, filled by a file beside the database.
@Suite(.enabled(if: SmallDisk.isAllowed, "needs the right to mount a file system"))
struct SQLiteFullDiskTests {
    @Test func writesAreRefusedReadsGoOnAndItRecovers() throws {
        let disk = try SmallDisk(megabytes: 8)
        let storage = try Backend.sqlite.open(disk.directory)
        let writer = try storage.makeWriter()
        let reader = try storage.makeReader()
        let world = World()
        let organization = world.organization
        try writer.transaction { try $0.createOrganization(organization, at: world.now) }

        func append() throws {
            try writer.transaction { writing throws in
                _ = try writing.command { try writing.append(20, size: 2_000, to: organization) }
            }
            try? writer.checkpoint()
        }
        func readLog() throws -> [LogRecord] {
            try reader.read {
                try $0.records(after: 0, limit: .max, byteLimit: .max, of: organization)
            }
        }

        var acknowledged = 0
        for round in 1...3 {
            try disk.fill(leaving: 300_000)
            var refused = 0
            for _ in 0..<200 where refused < 5 {
                do {
                    try append()
                    acknowledged += 20
                } catch {
                    guard case .full = error as? StoreFailure else { throw error }
                    refused += 1
                }
            }
            #expect(refused == 5, "round \(round): the disk did not fill up")
            #expect(try readLog().count == acknowledged)
            try disk.empty()
            try append()
            acknowledged += 20
            let log = try readLog()
            #expect(log.count == acknowledged)
            #expect(LogChain.firstBreak(in: log, after: 0, hash: LogChain.start) == nil)
        }
    }

    /// The failure of one command is the failure of its transaction, even if it is caught.
    @Test func aFullDiskIsNotPassedOver() throws {
        let disk = try SmallDisk(megabytes: 8)
        let storage = try Backend.sqlite.open(disk.directory)
        let writer = try storage.makeWriter()
        let world = World()
        let organization = world.organization
        try writer.transaction { try $0.createOrganization(organization, at: world.now) }
        try disk.fill(leaving: 0)
        #expect(
            performing: {
                try writer.transaction { writing throws in
                    for _ in 0..<3 {
                        try? writing.command {
                            _ = try writing.append(2_000, size: 2_000, to: organization)
                        }
                    }
                }
            },
            throws: { error in
                if case .full = error as? StoreFailure { true } else { false }
            }
        )
        try disk.empty()
        try writer.transaction { writing throws in
            #expect(try writing.append(to: organization).map(\.seq) == [1])
        }
    }
}

/// A file system of a few megabytes in memory, for as long as it lives.
final class SmallDisk {
    static let isAllowed: Bool = (try? SmallDisk(megabytes: 1)) != nil

    let directory: URL
    private var filling: URL { directory.appending(path: "filling") }

    init(megabytes: Int) throws {
        directory = FileManager.default.temporaryDirectory
            .appending(path: "countersign-disk-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        guard mount("tmpfs", directory.path, "tmpfs", 0, "size=\(megabytes)m") == 0 else {
            let reason = errno
            try FileManager.default.removeItem(at: directory)
            throw POSIXError(POSIXErrorCode(rawValue: reason) ?? .EPERM)
        }
    }

    deinit {
        umount2(directory.path, Int32(MNT_DETACH))
        try? FileManager.default.removeItem(at: directory)
    }

    /// Leaves about so many bytes free.
    func fill(leaving bytes: Int) throws {
        try Data().write(to: filling)
        let free =
            try FileManager.default
            .attributesOfFileSystem(forPath: directory.path)[.systemFreeSize] as? Int ?? 0
        let file = try FileHandle(forWritingTo: filling)
        try file.write(contentsOf: Data(repeating: 0x2E, count: max(0, free - bytes)))
        try file.close()
    }

    func empty() throws {
        try FileManager.default.removeItem(at: filling)
    }
}
