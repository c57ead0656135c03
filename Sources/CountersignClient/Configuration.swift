extension CountersignClient {
    /// Where the nodes are, who is calling, and how long to wait.
    public struct Configuration: Sendable {
        /// The call addresses of the nodes: `ipc:///path`, `tcp://host:port` or
        /// `tls+tcp://host:port`. At least one; the client stays with one that answers.
        public var addresses: [String]
        /// For `tls+tcp` addresses.
        public var tls: TLSFiles?
        /// The bearer token of the caller.
        public var token: TokenSource
        /// The deadline of a call that names none. Retries happen within it.
        public var timeout: Duration
        /// When and how often a call is sent again.
        public var retry: RetryPolicy
        /// Sent with every call, for example `traceparent`. At most 16 pairs.
        public var metadata: [String: String]

        /// Creates a configuration.
        public init(
            addresses: [String],
            tls: TLSFiles? = nil,
            token: TokenSource = .none,
            timeout: Duration = .seconds(15),
            retry: RetryPolicy = RetryPolicy(),
            metadata: [String: String] = [:]
        ) {
            self.addresses = addresses
            self.tls = tls
            self.token = token
            self.timeout = timeout
            self.retry = retry
            self.metadata = metadata
        }
    }
}

/// The files for mutual TLS, in PEM.
public struct TLSFiles: Sendable, Hashable, Codable {
    /// Certificates of the authorities that may have signed the nodes' certificates.
    public var authority: String
    /// The client's own certificate; a node normally requires one.
    public var certificate: String?
    /// The private key of ``certificate``.
    public var key: String?
    /// The name that the nodes' certificates must have; nil for the host in the address.
    public var serverName: String?

    /// Names the files.
    public init(
        authority: String,
        certificate: String? = nil,
        key: String? = nil,
        serverName: String? = nil
    ) {
        self.authority = authority
        self.certificate = certificate
        self.key = key
        self.serverName = serverName
    }
}
