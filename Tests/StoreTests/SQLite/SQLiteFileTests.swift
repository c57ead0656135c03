import CSQLite
import Foundation
import Store
import Testing
import Workflow

/// What is true of the file, and of files that are not ours.
@Suite struct SQLiteFileTests {
    private func withDirectory(_ body: (URL) throws -> Void) throws {
        let directory = FileManager.default.temporaryDirectory
            .appending(path: "countersign-file-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        try body(directory)
    }

    private func execute(_ script: String, on path: String) {
        var database: OpaquePointer?
        #expect(sqlite3_open(path, &database) == SQLITE_OK)
        #expect(sqlite3_exec(database, script, nil, nil, nil) == SQLITE_OK)
        sqlite3_close(database)
    }

    private func failure(opening path: String) -> StoreFailure? {
        #expect(throws: StoreFailure.self) { try SQLiteStorage(path: path) }
    }

    @Test func itsFilesAreForTheirOwnerAlone() throws {
        try withDirectory { directory in
            let storage = try SQLiteStorage(path: directory.appending(path: "store.db").path)
            let files = try FileManager.default.contentsOfDirectory(atPath: directory.path)
            #expect(Set(files).isSuperset(of: ["store.db", "store.db-wal", "store.db.lock"]))
            for file in files {
                let attributes = try FileManager.default.attributesOfItem(
                    atPath: directory.appending(path: file).path
                )
                #expect(attributes[.posixPermissions] as? Int == 0o600, "\(file)")
            }
            #expect(storage.name == "sqlite")
            #expect(storage.schemaVersion >= 1)
        }
    }

    @Test func aSecondUserOfTheFileIsSentToPostgreSQL() throws {
        try withDirectory { directory in
            let path = directory.appending(path: "store.db").path
            try withExtendedLifetime(SQLiteStorage(path: path)) {
                guard case .unavailable(let message) = failure(opening: path) else {
                    Issue.record("the lock does not hold")
                    return
                }
                #expect(message.contains("PostgreSQL"))
            }
            _ = try SQLiteStorage(path: path)
        }
    }

    @Test func aNewerSchemaIsRefused() throws {
        try withDirectory { directory in
            let path = directory.appending(path: "store.db").path
            _ = try SQLiteStorage(path: path)
            execute("INSERT INTO schema_migration VALUES (1000, 'of the future')", on: path)
            guard case .broken(let message) = failure(opening: path) else {
                Issue.record("a newer schema is opened")
                return
            }
            #expect(message.contains("1000"))
        }
    }

    @Test func theDatabaseOfAnotherProgramIsRefusedAndLeftAlone() throws {
        try withDirectory { directory in
            let path = directory.appending(path: "other.db").path
            execute("CREATE TABLE theirs (x)", on: path)
            let before = try Data(contentsOf: URL(filePath: path))
            guard case .broken = failure(opening: path) else {
                Issue.record("another program's database is opened")
                return
            }
            #expect(try Data(contentsOf: URL(filePath: path)) == before)
        }
    }

    @Test func aFileThatIsNoDatabaseIsRefused() throws {
        try withDirectory { directory in
            let path = directory.appending(path: "notes.txt").path
            try Data(repeating: 0x61, count: 8_192).write(to: URL(filePath: path))
            guard case .broken = failure(opening: path) else {
                Issue.record("a text file is opened")
                return
            }
        }
    }

    @Test func aDirectoryThatIsNotThereIsSaid() throws {
        guard case .unavailable(let message) = failure(opening: "/nonexistent/store.db") else {
            Issue.record("opened in a directory that is not there")
            return
        }
        #expect(message.contains("/nonexistent/store.db"))
    }

    @Test func theLogDoesNotGrowWithoutBound() throws {
        let store = try TestStore(.sqlite)
        let world = World()
        try store.begin(world)
        let log = store.directory.appending(path: "store.db-wal").path
        var largest = 0
        for _ in 0..<40 {
            try store.append(500, size: 2_000, in: world)
            try store.writer.checkpoint()
            let size = try FileManager.default.attributesOfItem(atPath: log)[.size] as? Int
            largest = max(largest, size ?? 0)
        }
        #expect(largest < 32 << 20)
        #expect(try store.log(in: world).count == 20_000)
    }
}
