import Foundation

/// The directory that holds all a node keeps: database, keys, and where it can be reached.
struct DataDirectory: Sendable {
    let path: String

    var database: String { path + "/countersign.db" }
    /// The key of the local issuer.
    var issuerKey: String { path + "/issuer.key" }
    /// The key that signs checkpoints of the log.
    var logKey: String { path + "/log.key" }
    /// Written by a running node: the addresses it really has.
    var addresses: String { path + "/addresses.json" }
    /// Written by `init`.
    var configuration: String { path + "/countersignd.yaml" }

    /// Makes the directory, for its owner alone, unless it is there.
    func create() throws(DaemonFailure) {
        let exists = FileManager.default.fileExists(atPath: path)
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true)
            if !exists { chmod(path, 0o700) }
        } catch {
            throw DaemonFailure("cannot make the directory \(path): \(error.localizedDescription)")
        }
        guard access(path, W_OK | X_OK) == 0 else {
            throw DaemonFailure("cannot write to \(path): \(String(cString: strerror(errno)))")
        }
    }

    /// Throws unless `countersignd init` made the directory.
    func requireMade() throws(DaemonFailure) {
        guard FileManager.default.fileExists(atPath: database) else {
            throw DaemonFailure(
                "there is no node in \(path); make one with `countersignd init --data \(path)`, "
                    + "or name the right directory with --data or --config")
        }
    }
}

/// Why the daemon can't do it: one message for a person.
struct DaemonFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
