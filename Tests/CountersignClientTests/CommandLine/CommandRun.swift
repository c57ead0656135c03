import Synchronization

@testable import countersign

/// One command line, run to its end, and what it wrote.
struct CommandRun {
    let status: CommandStatus
    let out: String
    let error: String

    init(_ arguments: [String], at node: FakeNode? = nil) async {
        let written = Written()
        let terminal = Terminal(
            out: { text in written.out.withLock { $0 += text } },
            error: { text in written.error.withLock { $0 += text } }
        )
        // The time only ends a test that would hang.
        let connection = node.map { ["--address", $0.address, "--timeout", "10m"] } ?? []
        status = await Main.run(arguments + connection, on: terminal)
        out = written.out.withLock { $0 }
        error = written.error.withLock { $0 }
    }

    private final class Written: Sendable {
        let out = Mutex("")
        let error = Mutex("")
    }
}
