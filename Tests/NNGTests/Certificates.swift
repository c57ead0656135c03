import Glibc
import NNG

/// A certificate authority for one test, made with openssl; its certificates live for a day.
struct CertificateAuthority {
    let directory: TemporaryDirectory
    let name: String

    var certificate: PEM { .file(directory.file("\(name).crt")) }

    init(_ name: String = "ca", in directory: TemporaryDirectory) throws {
        self.directory = directory
        self.name = name
        try openssl(
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1"
                + " -subj /CN=\(name) -keyout @\(name).key -out @\(name).crt")
    }

    /// A new identity whose certificate names `host`.
    func issue(_ host: String) throws -> TLSIdentity {
        let file = "\(name)-\(host)"
        try openssl(
            "req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=\(host)"
                + " -addext subjectAltName=DNS:\(host) -keyout @\(file).key -out @\(file).csr")
        try openssl(
            "x509 -req -in @\(file).csr -CA @\(name).crt -CAkey @\(name).key -CAcreateserial"
                + " -copy_extensions copy -days 1 -out @\(file).crt")
        return TLSIdentity(
            certificate: .file(directory.file("\(file).crt")),
            key: .file(directory.file("\(file).key")))
    }

    /// Runs openssl; words that begin with @ are files in the directory.
    ///
    /// Not with Foundation's Process: it uses select(2), and other tests have over 1,024 files
    /// open.
    private func openssl(_ arguments: String) throws {
        let words =
            ["openssl"]
            + arguments.split(separator: " ").map { word in
                word.hasPrefix("@") ? directory.file(String(word.dropFirst())) : String(word)
            }
        var pointers: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { pointers.forEach { free($0) } }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        var process: pid_t = 0
        var status: Int32 = -1
        guard posix_spawnp(&process, "openssl", &actions, nil, &pointers, environ) == 0,
            waitpid(process, &status, 0) == process, status == 0
        else { throw OpenSSLError(arguments: arguments) }
    }

    struct OpenSSLError: Error {
        var arguments: String
    }
}

/// What a mutual TLS connection needs on both sides.
struct MutualTLS {
    let authority: CertificateAuthority
    let server: TLSConfiguration
    let client: TLSConfiguration

    init(in directory: TemporaryDirectory) throws {
        authority = try CertificateAuthority(in: directory)
        server = try .server(
            identity: authority.issue("broker.test"), clientAuthorities: authority.certificate)
        client = try .client(
            identity: authority.issue("gateway.test"), serverAuthorities: authority.certificate,
            serverName: "broker.test")
    }
}
