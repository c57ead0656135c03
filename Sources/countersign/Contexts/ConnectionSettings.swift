import CountersignClient

/// The connection that options, environment and contexts lead to, in this order.
struct ConnectionSettings {
    var addresses: [String]
    var token: Token
    var tls: TLSFiles?
    var timeout: Duration

    enum Token: Hashable {
        case none
        case file(String)
        case text(String)
    }

    /// Throws if no address is named anywhere, or the named context does not exist.
    init(
        _ options: ConnectionOptions,
        environment: Environment,
        contexts: ContextFile
    ) throws(UsageError) {
        let context = try Self.context(options, environment, contexts)
        let endpoint = options.endpoint
        let fromEnvironment =
            environment["COUNTERSIGN_ADDRESS"]?
            .split(separator: ",").map(String.init) ?? []
        let candidates = [endpoint.address, fromEnvironment, context.addresses]
        guard let addresses = candidates.first(where: { !$0.isEmpty }) else {
            throw UsageError(
                "no node is named",
                hint: "countersign context set NAME --address ipc:///… --token-file FILE"
            )
        }
        self.addresses = addresses
        token = Self.token(endpoint, environment, context)
        tls = try Self.tls(endpoint, environment, context)
        timeout = options.timeout?.duration ?? .seconds(15)
    }

    private static func context(
        _ options: ConnectionOptions,
        _ environment: Environment,
        _ file: ContextFile
    ) throws(UsageError) -> ContextFile.Context {
        let asked = options.context ?? environment["COUNTERSIGN_CONTEXT"]
        guard let name = asked ?? file.current else { return ContextFile.Context() }
        guard let context = file.contexts[name] else {
            throw UsageError(
                "there is no context '\(name)'",
                hint: "countersign context list shows them"
            )
        }
        return context
    }

    private static func token(
        _ endpoint: EndpointOptions,
        _ environment: Environment,
        _ context: ContextFile.Context
    ) -> Token {
        if let file = endpoint.tokenFile { return .file(file) }
        if let file = environment["COUNTERSIGN_TOKEN_FILE"] { return .file(file) }
        if let text = environment["COUNTERSIGN_TOKEN"] { return .text(text) }
        return context.tokenFile.map { .file($0) } ?? .none
    }

    private static func tls(
        _ endpoint: EndpointOptions,
        _ environment: Environment,
        _ context: ContextFile.Context
    ) throws(UsageError) -> TLSFiles? {
        let authority =
            endpoint.tlsAuthority ?? environment["COUNTERSIGN_TLS_CA"] ?? context.tls?.authority
        let certificate =
            endpoint.tlsCertificate ?? environment["COUNTERSIGN_TLS_CERT"]
            ?? context.tls?.certificate
        let key = endpoint.tlsKey ?? environment["COUNTERSIGN_TLS_KEY"] ?? context.tls?.key
        guard let authority else {
            if certificate == nil, key == nil { return nil }
            throw UsageError("a TLS certificate needs --tls-ca too")
        }
        let serverName =
            endpoint.tlsServerName ?? environment["COUNTERSIGN_TLS_SERVER_NAME"]
            ?? context.tls?.serverName
        return TLSFiles(
            authority: authority,
            certificate: certificate,
            key: key,
            serverName: serverName
        )
    }

    /// A person waits: a node that is away is reported soon.
    var configuration: CountersignClient.Configuration {
        let source: TokenSource =
            switch token {
            case .none: .none
            case .file(let path): .file(path)
            case .text(let text): .fixed(text)
            }
        return CountersignClient.Configuration(
            addresses: addresses,
            tls: tls,
            token: source,
            timeout: timeout,
            retry: RetryPolicy(maximumAttempts: max(3, 2 * addresses.count))
        )
    }
}
