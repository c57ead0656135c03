import ArgumentParser
import CountersignClient
import CountersignProto

struct EventCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "event",
        abstract: "Read the log of events.",
        subcommands: [Read.self, WatchCommand.self]
    )
}

extension EventCommand {
    struct Read: CallCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read the events that you may see, from a position on."
        )
        static let method = Methods.EventService.readEvents

        @Option(help: "The last event already seen.") var after: UInt64 = 0
        @Option(help: "How many events, at most 1000.") var limit: UInt32 = 100
        @Option(help: ArgumentHelp("Wait for news, at most 25s.", valueName: "duration"))
        var wait: HumanDuration?
        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func request() throws -> ReadEventsRequest {
            let wait = wait?.seconds ?? 0
            guard wait <= 25 else { throw UsageError("--wait is at most 25s") }
            return ReadEventsRequest(after: after, limit: limit, waitMs: UInt32(wait) * 1000)
        }

        func text(of response: ReadEventsResponse) -> String {
            let lines = response.records.map { record in
                (try? Event(serialized: record.event, limits: .reply)).map(EventText.line)
                    ?? "#\(record.seq)  can't be decoded\n"
            }
            return lines.isEmpty ? "Nothing found.\n" : lines.joined()
        }
    }
}
