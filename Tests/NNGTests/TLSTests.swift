import Foundation
import NNG
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(20)))
struct TLSTests {
    let directory: TemporaryDirectory
    let tls: MutualTLS

    init() throws {
        directory = try TemporaryDirectory()
        tls = try MutualTLS(in: directory)
    }

    /// Dials with `refused`, expects no reply, then checks that a good client still gets one.
    private func expectRefused(_ refused: TLSConfiguration) async throws {
        let server = try ReplySocket.echo()
        defer { server.close() }
        let bound = try server.listen(on: Address("tls+tcp://127.0.0.1:0"), tls: tls.server)
        let stranger = try RequestSocket(to: bound, tls: refused)
        defer { stranger.close() }
        // A good call after the stranger's attempt shows that the time was enough for one.
        async let failure = stranger.failure(of: "let me in", timeout: .seconds(1))
        let client = try RequestSocket(to: bound, tls: tls.client)
        defer { client.close() }
        #expect(try await client.call("x") == "x")
        #expect(await failure != nil)
        #expect(server.statistics.acceptedRequests == 1)
    }

    @Test func aClientWithoutACertificateIsRefused() async throws {
        try await expectRefused(
            .client(
                identity: nil, serverAuthorities: tls.authority.certificate,
                serverName: "broker.test"))
    }

    @Test func aClientOfAnotherAuthorityIsRefused() async throws {
        let other = try CertificateAuthority("other", in: directory)
        try await expectRefused(
            .client(
                identity: other.issue("gateway.test"), serverAuthorities: tls.authority.certificate,
                serverName: "broker.test"))
    }

    @Test func aServerOfAnotherAuthorityIsRefused() async throws {
        let other = try CertificateAuthority("other", in: directory)
        try await expectRefused(
            .client(
                identity: tls.authority.issue("gateway2.test"),
                serverAuthorities: other.certificate,
                serverName: "broker.test"))
    }

    @Test func aServerWithAnotherNameIsRefused() async throws {
        try await expectRefused(
            .client(
                identity: tls.authority.issue("gateway2.test"),
                serverAuthorities: tls.authority.certificate, serverName: "elsewhere.test"))
    }

    @Test func publishAndSubscribe() async throws {
        let joined = Counter()
        let publisher = try PublishSocket { event, _ in if event == .opened { joined.increment() } }
        defer { publisher.close() }
        let bound = try publisher.listen(on: Address("tls+tcp://127.0.0.1:0"), tls: tls.server)
        let received = Counter()
        let subscriber = try SubscribeSocket(maximumMessageBytes: 100)
        defer { subscriber.close() }
        try subscriber.subscribe(prefix: [])
        try subscriber.start { _ in received.increment() }
        try subscriber.dial(bound, tls: tls.client)
        await joined.reaches(1)
        publisher.publish(Message(copying: [1]))
        await received.reaches(1)
    }

    @Test func textInsteadOfFiles() throws {
        guard case .file(let path) = tls.authority.certificate else { return }
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(throws: Never.self) {
            try TLSConfiguration.client(
                identity: nil, serverAuthorities: .text(text), serverName: "broker.test")
        }
    }

    @Test func errorsNameTheFile() throws {
        let good = try tls.authority.issue("named.test")
        let (missing, bad) = (directory.file("missing.pem"), directory.file("bad.pem"))
        try Data("no PEM".utf8).write(to: URL(fileURLWithPath: bad))
        func error(_ certificate: PEM, _ key: PEM, _ authorities: PEM) -> NNGError? {
            #expect(throws: NNGError.self) {
                try TLSConfiguration.server(
                    identity: TLSIdentity(certificate: certificate, key: key),
                    clientAuthorities: authorities)
            }
        }
        let authorities = tls.authority.certificate
        #expect(
            error(good.certificate, good.key, .file(missing))?.description
                == "read CA certificates \(missing): No such file or directory")
        #expect(error(.file(bad), good.key, authorities)?.operation == "parse certificate (\(bad))")
        #expect(
            error(good.certificate, .file(bad), authorities)?.operation
                == "parse private key (\(bad))")
        #expect(error(good.certificate, good.key, .file(bad))?.code == .crypto)
    }

    @Test func configurationAndAddressMustAgree() throws {
        let server = try ReplySocket.echo()
        defer { server.close() }
        for (url, configuration) in [
            ("tls+tcp://127.0.0.1:0", nil), ("tcp://127.0.0.1:0", tls.server),
            ("tls+tcp://127.0.0.1:0", tls.client),
        ] {
            let error = #expect(throws: NNGError.self) {
                try server.listen(on: Address(url), tls: configuration)
            }
            #expect(error?.code == .invalidArgument)
        }
    }
}
