public import CountersignProto

/// A connection to the nodes of one Countersign installation, and who is calling.
///
///     let client = try CountersignClient(
///         .init(addresses: ["tls+tcp://broker-1:7440", "tls+tcp://broker-2:7440"],
///               tls: TLSFiles(authority: "ca.pem", certificate: "gw.pem", key: "gw.key"),
///               token: .file("/run/secrets/gateway.jwt")))
///     let made = try await client.access.createRequest(
///         resource: "prod-db", account: "admin", duration: .init(milliseconds: 7_200_000))
///
/// Every call may be repeated on another node when one does not answer: each carries a request id,
/// and the broker gives a repeated id one effect and the same reply. A client is made once and
/// shared; calls run concurrently. A gateway that acts for people derives one client for each
/// person with ``authenticated(by:)``; all share the same connections.
public final class CountersignClient: Sendable {
    /// What the client was made with.
    public let configuration: Configuration

    let nodes: Nodes

    /// Creates a client. Nothing is sent before the first call.
    ///
    /// Throws ``CountersignError`` with code `invalidArgument` if there is no address, one is
    /// malformed, or a TLS file can't be used.
    public convenience init(_ configuration: Configuration) throws(CountersignError) {
        let transport = try NNGTransport(configuration)
        self.init(configuration, transport: transport)
    }

    /// Creates a client on another transport.
    package convenience init(_ configuration: Configuration, transport: any Transport) {
        self.init(
            configuration,
            nodes: Nodes(transport, addresses: configuration.addresses)
        )
    }

    private init(_ configuration: Configuration, nodes: Nodes) {
        self.configuration = configuration
        self.nodes = nodes
    }

    /// A client that calls as somebody else, over the same connections.
    public func authenticated(by token: TokenSource) -> CountersignClient {
        var copy = configuration
        copy.token = token
        return CountersignClient(copy, nodes: nodes)
    }

    /// Closes the connections, also of the clients derived from this one. Calls in flight fail
    /// with code `cancelled`; whether they took effect is not known. Connections also close when
    /// the last client that shares them is gone.
    public func close() {
        nodes.close()
    }

    /// Calls a method and waits for its response.
    ///
    /// Throws ``CountersignError``: what the node refused, or why no node answered in time.
    public func call<Request, Response>(
        _ method: MethodDescriptor<Request, Response>,
        _ request: Request,
        options: CallOptions = CallOptions()
    ) async throws(CountersignError) -> Response {
        var outgoing = try OutgoingCall(method.name, request, options, configuration)
        outgoing.token = try await configuration.token.current()
        let reply = try await nodes.exchange(outgoing, policy: configuration.retry)
        return try reply.response(of: method.name, requestID: outgoing.requestID)
    }
}
