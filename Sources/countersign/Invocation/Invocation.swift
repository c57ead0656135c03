import CountersignClient
import CountersignProto

/// One run of a command: the connection it uses and the terminal it writes to.
struct Invocation {
    let client: CountersignClient
    let terminal: Terminal
    private let requestID: RequestID?

    /// Connects as options, environment and contexts say. Throws `UsageError` and
    /// `CountersignError`.
    init(_ options: ConnectionOptions, _ terminal: Terminal) throws {
        let settings = try ConnectionSettings(
            options,
            environment: .current,
            contexts: ContextFile.load(.current)
        )
        let client = try CountersignClient(settings.configuration)
        self.init(client, terminal, requestID: options.requestID?.id)
    }

    init(_ client: CountersignClient, _ terminal: Terminal, requestID: RequestID? = nil) {
        self.client = client
        self.terminal = terminal
        self.requestID = requestID
    }

    /// Calls a method, with the request id that the options name if it is the call that changes
    /// something.
    func call<Request, Response>(
        _ method: MethodDescriptor<Request, Response>,
        _ request: Request,
        isMutation: Bool = true
    ) async throws -> Response {
        try await client.call(
            method,
            request,
            options: CallOptions(requestID: isMutation ? requestID : nil)
        )
    }

    /// Writes a response in the form that was asked for.
    func show(_ response: some Message, _ output: OutputOptions, _ text: String) throws {
        switch output.output {
        case .json: terminal.out(try response.json(pretty: true) + "\n")
        case .table: terminal.out(text)
        }
    }
}
