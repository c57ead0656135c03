import Foundation
import Testing
import Workflow

@testable import Store

/// A failure in the middle of a transaction. The database is made to have no room for more pages:
/// SQLite then fails in the statement and not in the commit, as when its cache spills to a full
/// disk.
@Suite struct SQLiteLostTransactionTests {
    private let directory = FileManager.default.temporaryDirectory
        .appending(path: "countersign-lost-\(UUID().uuidString)")
    private let connection: SQLiteConnection
    private let writer: DatabaseWriter
    private let world = World()

    init() throws {
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let path = directory.appending(path: "store.db").path
        _ = try SQLiteStorage(path: path)
        connection = try SQLiteConnection(path: path, role: .writer)
        try connection.useWriteAheadLog()
        writer = DatabaseWriter(Session(connection)) {}
        try writer.transaction { [world] in
            try $0.createOrganization(world.organization, at: world.now)
        }
        let pages = try connection.pragma("page_count")
        try connection.execute("PRAGMA max_page_count = \(pages + 8)")
    }

    @Test func aFailureThatIsCaughtIsNotPassedOver() throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        var outcomes: [Result<Void, any Error>] = []
        #expect(
            performing: {
                try writer.transaction { writing throws in
                    outcomes = (1...30).map { _ in append(1, size: 3_000, to: writing) }
                }
            },
            throws: isFull
        )
        #expect(outcomes.count { isFull($0) } > 10)
        try writer.transaction { writing throws in
            #expect(try writing.head(of: world.organization)?.seq == 0)
            #expect(try writing.append(to: world.organization).map(\.seq) == [1])
        }
    }

    /// After the failure there would be room for a small command; it fails all the same.
    @Test func aSmallCommandAfterTheFailureFailsToo() throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        var outcomes: [Result<Void, any Error>] = []
        #expect(
            performing: {
                try writer.transaction { writing throws in
                    outcomes = [30, 1].map { append($0, size: 3_000, to: writing) }
                }
            },
            throws: isFull
        )
        #expect(outcomes.map { isFull($0) } == [true, true])
        try writer.transaction { writing throws in
            #expect(try writing.head(of: world.organization)?.seq == 0)
        }
    }

    private func append(
        _ count: Int,
        size: Int,
        to writing: any Writing
    ) -> Result<Void, any Error> {
        Result {
            try writing.command { () throws in
                _ = try writing.append(count, size: size, to: world.organization)
            }
        }
    }

    private func isFull(_ outcome: Result<Void, any Error>) -> Bool {
        switch outcome {
        case .success: false
        case .failure(let error): isFull(error)
        }
    }

    private func isFull(_ error: any Error) -> Bool {
        if case .full = error as? StoreFailure { true } else { false }
    }
}
