import ArgumentParser
import CountersignClient
import FoundationEssentials
import Testing

@testable import countersign

@Suite("Where the broker is and who is calling")
struct SettingsTests {
    private let contexts = ContextFile(
        current: "dev",
        contexts: [
            "dev": .init(addresses: ["ipc:///dev"], tokenFile: "/dev.jwt"),
            "prod": .init(
                addresses: ["tls+tcp://a:1", "tls+tcp://b:1"],
                tokenFile: "/prod.jwt",
                tls: TLSFiles(authority: "/ca", certificate: "/cert", key: "/key")
            ),
        ]
    )

    private func settings(
        _ arguments: [String],
        _ variables: [String: String] = [:]
    ) throws -> ConnectionSettings {
        try ConnectionSettings(
            ConnectionOptions.parse(arguments),
            environment: Environment(variables: variables),
            contexts: contexts
        )
    }

    @Test("The current context is used, or the one that is named")
    func named() throws {
        #expect(try settings([]).addresses == ["ipc:///dev"])
        #expect(try settings([]).token == .file("/dev.jwt"))
        let prod = try settings([], ["COUNTERSIGN_CONTEXT": "prod"])
        #expect(prod.addresses == ["tls+tcp://a:1", "tls+tcp://b:1"])
        #expect(prod.tls?.key == "/key")
        let dev = try settings(["--context", "dev"], ["COUNTERSIGN_CONTEXT": "prod"])
        #expect(dev.addresses == ["ipc:///dev"])
        #expect(throws: UsageError.self) { try settings(["--context", "none"]) }
    }

    @Test("The environment goes before the context, options before both")
    func precedence() throws {
        let environment = [
            "COUNTERSIGN_ADDRESS": "tcp://e:1,tcp://f:1", "COUNTERSIGN_TOKEN": "text",
            "COUNTERSIGN_TLS_CA": "/env-ca",
        ]
        let middle = try settings([], environment)
        #expect(middle.addresses == ["tcp://e:1", "tcp://f:1"])
        #expect(middle.token == .text("text"))
        #expect(middle.tls?.authority == "/env-ca")
        let top = try settings(
            ["--address", "tcp://o:1", "--token-file", "/o.jwt", "--timeout", "1m"],
            environment
        )
        #expect(top.addresses == ["tcp://o:1"])
        #expect(top.token == .file("/o.jwt"))
        #expect(top.timeout == .seconds(60))
    }

    @Test("Without any address there is advice, and a certificate needs an authority")
    func missing() throws {
        let error = #expect(throws: UsageError.self) {
            try ConnectionSettings(
                ConnectionOptions.parse([]),
                environment: Environment(variables: [:]),
                contexts: ContextFile()
            )
        }
        #expect(error?.hint?.contains("context set") == true)
        #expect(throws: UsageError.self) { try settings(["--tls-cert", "/c"]) }
    }

    @Test("Contexts are kept in a file that only the user can read")
    func file() throws {
        let directory = FileManager.default.temporaryDirectory
            .appendingPathComponent("contexts-\(RequestID())")
        defer { try? FileManager.default.removeItem(at: directory) }
        let environment = Environment(variables: ["XDG_CONFIG_HOME": directory.path])
        #expect(try ContextFile.load(environment) == ContextFile())
        try contexts.save(environment)
        #expect(try ContextFile.load(environment) == contexts)
        let path = try ContextFile.path(environment)
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        let permissions = attributes[.posixPermissions].map { "\($0)" }
        #expect(permissions == String(0o600))
        try Data("nonsense".utf8).write(to: URL(fileURLWithPath: path))
        #expect(throws: UsageError.self) { try ContextFile.load(environment) }
    }

    @Test("Setting a context changes what is named and keeps the rest")
    func change() throws {
        var context = ContextFile.Context(addresses: ["tcp://a:1"], tokenFile: "/t")
        try ContextCommand.Set.parse(["x", "--tls-ca", "/ca"]).change(&context)
        #expect(context.addresses == ["tcp://a:1"])
        #expect(context.tokenFile == "/t")
        #expect(context.tls == TLSFiles(authority: "/ca"))
        try ContextCommand.Set.parse(
            [
                "x", "--address", "tcp://b:1", "--tls-cert", "/c", "--tls-key", "/k",
                "--tls-server-name", "n",
            ]
        ).change(&context)
        #expect(context.addresses == ["tcp://b:1"])
        #expect(
            context.tls
                == TLSFiles(authority: "/ca", certificate: "/c", key: "/k", serverName: "n")
        )
        var empty = ContextFile.Context()
        let set = try ContextCommand.Set.parse(["x", "--token-file", "t"])
        #expect(throws: UsageError.self) { try set.change(&empty) }
    }
}
