import Foundation

/// An echo server in a child process.
struct Echo {
    private let process: Process
    private let address: String

    init(in directory: String, replyBytes: Int) throws {
        address = "ipc://\(directory)/echo.ipc"
        process = try Children.start(
            OwnProgram.path,
            ["echo-server", "--address", address, "--reply-bytes", "\(replyBytes)"],
            output: .nullDevice,
            errors: .standardError
        )
    }

    var processIdentifier: pid_t { process.processIdentifier }

    /// Connects, as soon as it listens.
    func lanes(inFlight: Int, connections: Int) throws -> CallLanes {
        let limit = Monotonic.now() + 10_000_000_000
        while true {
            do {
                return try CallLanes(
                    address: address,
                    inFlight: inFlight,
                    connections: connections
                )
            } catch {
                guard Monotonic.now() < limit else { throw error }
                Monotonic.sleep(until: Monotonic.now() + 5_000_000)
            }
        }
    }

    func stop() { Children.stop(process) }
}
