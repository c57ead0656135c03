import Foundation
import Store
import Testing
import Workflow

/// A store with data of its own, a writer, and a second handle that reads.
final class TestStore {
    let backend: Backend
    let directory: URL
    private(set) var storage: any Storage
    private(set) var writer: any Writer
    private(set) var reader: any Reader

    init(_ backend: Backend) throws {
        self.backend = backend
        directory = FileManager.default.temporaryDirectory
            .appending(path: "countersign-store-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        storage = try backend.open(directory)
        writer = try storage.makeWriter()
        reader = try storage.makeReader()
    }

    deinit {
        try? FileManager.default.removeItem(at: directory)
    }

    /// Closes everything and opens it again, as a node that starts anew does.
    func reopen() throws {
        reader = NoReader()
        writer = NoWriter()
        storage = NoStorage()
        storage = try backend.open(directory)
        writer = try storage.makeWriter()
        reader = try storage.makeReader()
    }

    /// Runs `body` as the one command of a transaction.
    @discardableResult
    func command<Result>(_ body: (any Writing) throws -> Result) throws -> Result {
        try writer.transaction { store in
            try store.command { try body(store) }
        }
    }

    func read<Result>(_ body: (any Reading) throws -> Result) throws -> Result {
        try reader.read(body)
    }
}

/// Hold the places while a store is closed.
private final class NoStorage: Storage {
    let name = "none"
    let schemaVersion = 0

    func makeReader() throws(StoreFailure) -> any Reader { throw .unavailable("closed") }
    func makeWriter() throws(StoreFailure) -> any Writer { throw .unavailable("closed") }
}

private final class NoReader: Reader {
    func read<Result>(_ body: (any Reading) throws -> Result) throws -> Result {
        throw StoreFailure.unavailable("closed")
    }
}

private final class NoWriter: Writer {
    func transaction<Result>(_ body: (any Writing) throws -> Result) throws -> Result {
        throw StoreFailure.unavailable("closed")
    }

    func checkpoint() throws(StoreFailure) {}
}
