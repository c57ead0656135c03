import ArgumentParser

/// Where the broker is and who is calling.
struct ConnectionOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Use a named context.", valueName: "name"))
    var context: String?

    @OptionGroup var endpoint: EndpointOptions

    @Option(help: ArgumentHelp("Wait no longer than this (default: 15s).", valueName: "duration"))
    var timeout: HumanDuration?

    @Option(
        name: .customLong("request-id"),
        help: ArgumentHelp(
            "Repeat a change whose outcome is not known: it has one effect.",
            valueName: "uuid"
        )
    )
    var requestID: RequestIDArgument?
}

/// What a context consists of.
struct EndpointOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A node: ipc:///path, tcp://host:port or tls+tcp://host:port; may be repeated.",
            valueName: "address"
        )
    )
    var address: [String] = []

    @Option(
        help: ArgumentHelp("A file with the bearer token.", valueName: "file"),
        completion: .file()
    )
    var tokenFile: String?

    @Option(
        name: .customLong("tls-ca"),
        help: ArgumentHelp("PEM file of the authority for tls+tcp.", valueName: "file"),
        completion: .file()
    )
    var tlsAuthority: String?

    @Option(
        name: .customLong("tls-cert"),
        help: ArgumentHelp("PEM file of your certificate.", valueName: "file"),
        completion: .file()
    )
    var tlsCertificate: String?

    @Option(
        name: .customLong("tls-key"),
        help: ArgumentHelp("PEM file of its private key.", valueName: "file"),
        completion: .file()
    )
    var tlsKey: String?

    @Option(
        help: ArgumentHelp(
            "The name in the nodes' certificates, if not the host in the address.",
            valueName: "name"
        )
    )
    var tlsServerName: String?
}

/// How to show what comes back.
struct OutputOptions: ParsableArguments {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        /// For people.
        case table
        /// The response message in the proto3 JSON form.
        case json
    }

    @Option(name: .shortAndLong, help: "How to show the outcome.")
    var output: Format = .table
}
