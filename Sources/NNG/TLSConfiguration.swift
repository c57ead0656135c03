import CNNG

/// Who an endpoint is: its certificate, with intermediates after it, and the private key to it.
package struct TLSIdentity: Hashable, Sendable {
    package var certificate: PEM
    package var key: PEM

    package init(certificate: PEM, key: PEM) {
        self.certificate = certificate
        self.key = key
    }
}

/// How an endpoint speaks TLS: version 1.2, and the peer's certificate is always verified.
///
/// One configuration may serve many listeners or dialers. That the key belongs to the certificate
/// is not checked here: with the wrong key every handshake fails.
package final class TLSConfiguration: @unchecked Sendable {
    // Sound because the configuration is complete when init returns and nothing changes it after;
    // nng counts its own references to it under its own lock.
    let pointer: OpaquePointer
    let isServer: Bool

    /// For listeners. A client must show a certificate of one of `clientAuthorities`.
    /// - Throws: an error that names the file which is missing, unreadable or no PEM.
    package static func server(
        identity: TLSIdentity, clientAuthorities: PEM
    ) throws(NNGError) -> TLSConfiguration {
        let configuration = try TLSConfiguration(isServer: true)
        try configuration.trust(clientAuthorities)
        try configuration.present(identity)
        return configuration
    }

    /// For dialers. The server must show a certificate of one of `serverAuthorities` that names
    /// `serverName`.
    /// - Throws: an error that names the file which is missing, unreadable or no PEM.
    package static func client(
        identity: TLSIdentity?, serverAuthorities: PEM, serverName: String
    ) throws(NNGError) -> TLSConfiguration {
        guard !serverName.isEmpty else {
            throw NNGError(.invalidArgument, "TLS server name", detail: "must not be empty")
        }
        let configuration = try TLSConfiguration(isServer: false)
        try configuration.trust(serverAuthorities)
        if let identity {
            try configuration.present(identity)
        }
        try check(
            nng_tls_config_server_name(configuration.pointer, serverName),
            "TLS server name \(serverName)")
        return configuration
    }

    private init(isServer: Bool) throws(NNGError) {
        pointer = try Self.allocate(isServer ? NNG_TLS_MODE_SERVER : NNG_TLS_MODE_CLIENT)
        self.isServer = isServer
        try check(nng_tls_config_version(pointer, NNG_TLS_1_2, NNG_TLS_1_2), "require TLS 1.2")
        // Fault (1.5.2): a listener's default is to ask clients for no certificate at all.
        try check(
            nng_tls_config_auth_mode(pointer, NNG_TLS_AUTH_MODE_REQUIRED),
            "require the peer's certificate")
    }

    deinit {
        nng_tls_config_free(pointer)
    }

    private func trust(_ authorities: PEM) throws(NNGError) {
        let certificates = try authorities.load("CA certificates")
        try check(
            nng_tls_config_ca_chain(pointer, certificates, nil),
            "parse CA certificates (\(authorities.name))")
    }

    private func present(_ identity: TLSIdentity) throws(NNGError) {
        let certificate = try identity.certificate.load("certificate")
        let key = try identity.key.load("private key")
        try Self.requireCertificate(certificate, name: identity.certificate.name)
        try check(
            nng_tls_config_own_cert(pointer, certificate, key, nil),
            "parse private key (\(identity.key.name))")
    }

    /// nng parses certificate and key in one call and does not say which was bad: the certificate
    /// is parsed alone first, in a configuration of its own.
    private static func requireCertificate(_ certificate: String, name: String) throws(NNGError) {
        let scratch = try allocate(NNG_TLS_MODE_CLIENT)
        defer { nng_tls_config_free(scratch) }
        try check(nng_tls_config_ca_chain(scratch, certificate, nil), "parse certificate (\(name))")
    }

    private static func allocate(_ mode: nng_tls_mode) throws(NNGError) -> OpaquePointer {
        var allocated: OpaquePointer?
        try check(nng_tls_config_alloc(&allocated, mode), "make a TLS configuration")
        return allocated!
    }
}
