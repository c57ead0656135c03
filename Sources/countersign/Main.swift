import ArgumentParser

#if canImport(Musl)
    import Musl
#else
    import Glibc
#endif

@main
enum Main {
    static func main() async {
        let status = await run([String](CommandLine.arguments.dropFirst()), on: .standard)
        exit(status.rawValue)
    }

    /// Runs one command line and says how the process is to end.
    static func run(_ arguments: [String], on terminal: Terminal) async -> CommandStatus {
        do {
            var command = try Countersign.parseAsRoot(arguments)
            if let nodeCommand = command as? any NodeCommand {
                try await nodeCommand.run(Invocation(nodeCommand.connection, terminal))
            } else if let localCommand = command as? any LocalCommand {
                try await localCommand.run(terminal)
            } else {
                try command.run()
            }
            return .success
        } catch {
            return report(error, on: terminal)
        }
    }

    private static func report(_ error: any Error, on terminal: Terminal) -> CommandStatus {
        if let known = error as? any ReportableError {
            terminal.error(known.report)
            return known.status
        }
        let isHelp = Countersign.exitCode(for: error) == .success
        let text = Countersign.fullMessage(for: error) + "\n"
        isHelp ? terminal.out(text) : terminal.error(text)
        return isHelp ? .success : .usage
    }
}
