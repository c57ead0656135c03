import Broker
import Foundation

/// Tells scripts and tests where a running node can be reached: `addresses.json` in its data
/// directory. With port 0 in the configuration, nobody else knows.
struct AddressFile: Sendable {
    let path: String
    let node: NodeAddresses

    private struct Content: Encodable {
        let listen: [String]
        let publish: [String]
        let http: String?
    }

    /// Writes the file anew; nobody ever reads half of it.
    func write(http: HostAndPort?) throws(DaemonFailure) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let content = Content(
            listen: node.listen, publish: node.publish, http: http?.description)
        do {
            try encoder.encode(content).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw DaemonFailure("cannot write \(path): \(error.localizedDescription)")
        }
    }

    func remove() {
        unlink(path)
    }
}
