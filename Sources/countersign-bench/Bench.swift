import Foundation

/// What the suites share: sizes, the report, a directory, the node's program.
final class Bench {
    let options: Options
    let sizes: Sizes
    let report: Report
    let directory: String
    /// The node with many requests, once a suite has filled it; growth makes it, memory uses it too.
    var filled: FilledNode?
    private let isTemporary: Bool

    init(_ options: Options) throws {
        self.options = options
        sizes = Sizes(options)
        directory =
            options.data
            ?? FileManager.default.temporaryDirectory
            .appendingPathComponent("countersign-bench.\(getpid())").path
        isTemporary = options.data == nil
        try FileManager.default.createDirectory(
            atPath: directory,
            withIntermediateDirectories: true
        )
        report = Report(machine: try Machine(dataDirectory: directory), isJSON: options.json)
        Children.stopOnSignals(removing: isTemporary ? directory : nil)
    }

    /// Stops what was started and removes what nobody asked to keep.
    func cleanUp() {
        filled?.node.stop()
        Children.stopAll()
        if isTemporary { try? FileManager.default.removeItem(atPath: directory) }
    }

    /// A new node with a new organization, running.
    func makeNode(
        _ name: String,
        shape: OrganizationShape = .standard
    ) async throws -> (NodeProcess, BenchOrganization) {
        progress("\(name): making a node and its organization")
        let path = "\(directory)/\(name)"
        try? FileManager.default.removeItem(atPath: path)
        let node = NodeProcess(program: nodeProgram, directory: path, flags: options.nodeFlag)
        try node.initialize()
        _ = try await node.start()
        return (node, try await BenchOrganization.make(on: node, shape: shape))
    }

    private var nodeProgram: String {
        options.node ?? ProcessInfo.processInfo.environment["COUNTERSIGND"]
            ?? OwnProgram.directory + "/countersignd"
    }
}

/// This program, for starting it again in another role.
enum OwnProgram {
    static let path: String =
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
        ?? CommandLine.arguments[0]

    static var directory: String { (path as NSString).deletingLastPathComponent }
}

/// Why a benchmark can't go on: one message for a person.
struct BenchFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// Tells whoever waits what is going on, on standard error.
func progress(_ text: String) {
    FileHandle.standardError.write(Data("# \(text)\n".utf8))
}
