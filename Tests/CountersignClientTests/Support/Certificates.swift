import CountersignClient
import FoundationEssentials
import NNG

#if canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// An authority and the identities of a node and of a gateway, made with openssl for one test.
struct Certificates {
    let directory: String

    init() throws {
        directory =
            FileManager.default.temporaryDirectory
            .appendingPathComponent("certificates-\(RequestID())").path
        try FileManager.default.createDirectory(
            atPath: directory,
            withIntermediateDirectories: true
        )
        try Self.run(
            """
            cd \(directory) && key='-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes' &&
            openssl req -x509 $key -days 1 -subj /CN=ca -keyout ca.key -out ca.crt &&
            for name in node gateway; do
                openssl req $key -subj /CN=$name -keyout $name.key -out $name.csr &&
                openssl x509 -req -in $name.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 1 \
                    -out $name.crt || exit 1
            done
            """
        )
    }

    func remove() {
        try? FileManager.default.removeItem(atPath: directory)
    }

    /// For a client that shows the gateway's certificate, or none.
    func files(isAnonymous: Bool = false) -> TLSFiles {
        TLSFiles(
            authority: "\(directory)/ca.crt",
            certificate: isAnonymous ? nil : "\(directory)/gateway.crt",
            key: isAnonymous ? nil : "\(directory)/gateway.key",
            serverName: "node"
        )
    }

    /// For a node that requires a certificate.
    func server() throws -> TLSConfiguration {
        try .server(
            identity: TLSIdentity(
                certificate: .file("\(directory)/node.crt"),
                key: .file("\(directory)/node.key")
            ),
            clientAuthorities: .file("\(directory)/ca.crt")
        )
    }

    private static func run(_ script: String) throws {
        struct Failed: Error {}
        let words: [String] = ["sh", "-c", "(\(script)) 2>/dev/null"]
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { arguments.forEach { free($0) } }
        var process: pid_t = 0
        var status: Int32 = -1
        guard posix_spawnp(&process, "sh", nil, nil, &arguments, environ) == 0,
            waitpid(process, &status, 0) == process, status == 0
        else { throw Failed() }
    }
}
