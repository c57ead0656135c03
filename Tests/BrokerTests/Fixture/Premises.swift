import Foundation

/// A temporary directory for one database and its sockets, removed with this object.
final class Premises: Sendable {
    let path: String

    init() throws {
        // Short: the path of an ipc socket has little room.
        path = "/tmp/cst-" + UUID().uuidString.prefix(13)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    var database: String { path + "/countersign.db" }
    var callAddress: String { "ipc://" + path + "/call" }
    var streamAddress: String { "ipc://" + path + "/stream" }
}
