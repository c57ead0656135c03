import CountersignProto
import FoundationEssentials
import Testing

@testable import CountersignClient

@Suite("Tokens")
struct TokenTests {
    @Test("A token file is read for every call, without the white space around the token")
    func file() async throws {
        let path = FileManager.default.temporaryDirectory
            .appendingPathComponent("token-\(RequestID.unique())").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let token = TokenSource.file(path)
        for text in ["one", "two"] {
            try Data("\n\(text) \n".utf8).write(to: URL(fileURLWithPath: path))
            #expect(try await token.current() == text)
        }
    }

    @Test("A token that can't be had is UNAUTHENTICATED, and nothing is sent")
    func missing() async throws {
        struct Expired: Error {}
        let node = try FakeNode { _ in try .ok(WhoAmIResponse()) }
        let client = try CountersignClient.impatient([node.address])
        for token in [TokenSource.file("/nonexistent"), .provider { throw Expired() }] {
            let caller = client.authenticated(by: token)
            let error = await failure { () throws(CountersignError) in
                try await caller.directory.whoAmI()
            }
            #expect(error?.code == .unauthenticated)
            #expect(error?.reason == .tokenUnavailable)
        }
        #expect(node.calls.isEmpty)
        client.close()
        node.close()
    }

    @Test("A client for another caller sends the other token over the same connection")
    func authenticated() async throws {
        let node = try FakeNode { _ in try .ok(WhoAmIResponse()) }
        let client = try CountersignClient.impatient([node.address])
        _ = try await client.directory.whoAmI()
        _ = try await client.authenticated(by: .provider { "person" }).directory.whoAmI()
        #expect(node.calls.map(\.bearerToken) == ["token", "person"])
        client.close()
        node.close()
    }
}
