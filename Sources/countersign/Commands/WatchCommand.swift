import ArgumentParser
import CountersignClient
import CountersignProto

struct WatchCommand: NodeCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Show events as they happen, until interrupted.",
        discussion: """
            A service with ALLOW_STREAM_EVENTS follows the live stream and verifies the hash \
            chain; everybody else sees the events that concern them. With -o json each line is one Event.
            """
    )
    static let methods = [
        AnyMethod(Methods.DirectoryService.whoAmI), AnyMethod(Methods.EventService.readEvents),
        AnyMethod(Methods.EventService.openStream),
    ]

    @Option(help: "Begin after this event, 0 for all; with the next one if not given.")
    var after: UInt64?

    @Option(help: "End after so many events.")
    var limit: Int?

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ invocation: Invocation) async throws {
        if let limit, limit <= 0 { return }
        let caller = try await invocation.client.directory.whoAmI()
        let cursor = try await cursor(invocation)
        if caller.permissions.contains(.allowStreamEvents), case .service = caller.caller {
            try await show(invocation.client.events(after: cursor), invocation)
        } else {
            try await show(invocation.client.pollEvents(after: cursor), invocation)
        }
    }

    /// Where to begin: at the head of the log if nothing is said.
    private func cursor(_ invocation: Invocation) async throws -> EventCursor {
        if let after { return EventCursor(seq: after) }
        do throws(CountersignError) {
            let page = try await invocation.client.event.readEvents(limit: 1)
            return EventCursor(epoch: page.head?.epoch ?? 0, seq: page.head?.seq ?? 0)
        } catch {
            // The beginning is not kept any more; the head can be asked for where the rest begins.
            guard error.reason == .compacted,
                let floor = error.metadata["floor"].flatMap(UInt64.init)
            else { throw error }
            let page = try await invocation.client.event.readEvents(after: floor, limit: 1)
            return EventCursor(epoch: page.head?.epoch ?? 0, seq: page.head?.seq ?? 0)
        }
    }

    private func show(
        _ events: some AsyncSequence<ClientEvent, CountersignError>,
        _ invocation: Invocation
    ) async throws {
        var left = limit ?? .max
        for try await event in events {
            switch output.output {
            case .json: invocation.terminal.out(try event.event.json(pretty: false) + "\n")
            case .table: invocation.terminal.out(EventText.line(event.event))
            }
            left -= 1
            if left == 0 { return }
        }
    }
}
