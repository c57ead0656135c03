import CountersignClient
import CountersignProto
import NNG
import Testing

@Suite("Mutual TLS")
struct TLSTests {
    @Test("A client with a certificate is served, one without is not")
    func mutual() async throws {
        let certificates = try Certificates()
        defer { certificates.remove() }
        let node = try FakeNode(at: "tls+tcp://127.0.0.1:0", tls: certificates.server()) { _ in
            try .ok(HealthCheckResponse(status: .serving))
        }
        func client(_ tls: TLSFiles, connectTimeout: Duration) throws -> CountersignClient {
            try CountersignClient(
                .init(
                    addresses: [node.address],
                    tls: tls,
                    timeout: .seconds(600),
                    retry: RetryPolicy(maximumAttempts: 1, connectTimeout: connectTimeout)
                )
            )
        }
        let known = try client(certificates.files(), connectTimeout: .seconds(600))
        #expect(try await known.health.check().status == .serving)
        let anonymous = try client(
            certificates.files(isAnonymous: true),
            connectTimeout: .seconds(2)
        )
        let error = await failure { () throws(CountersignError) in
            try await anonymous.health.check()
        }
        #expect(error?.code == .unavailable)
        #expect(node.calls.count == 1)
        known.close()
        anonymous.close()
        node.close()
    }
}
