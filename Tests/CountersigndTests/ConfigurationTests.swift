import Broker
import Foundation
import Logging
import Testing
import Workflow

@testable import countersignd

/// Reads a configuration as the daemon does, from texts.
private func configuration(
    file: String? = nil, environment: [String: String] = [:], flags: [String] = []
) throws -> ConfigurationValues {
    try ConfigurationValues(
        ConfigurationSources(
            flags: flags, environment: environment,
            file: file.map {
                try ConfigurationFile(path: "/etc/node/node.yaml", data: Data($0.utf8))
            }, directory: "/home/ada"))
}

private func problems(
    file: String? = nil, environment: [String: String] = [:], flags: [String] = []
) -> String {
    do {
        _ = try configuration(file: file, environment: environment, flags: flags)
        return "none"
    } catch {
        return "\(error)"
    }
}

struct PrecedenceTests {
    private let file = "log-level: debug\ncontexts: 7\ntimeout:\n  default: 2s\n"
    private let environment = ["COUNTERSIGN_LOG_LEVEL": "error", "COUNTERSIGN_CONTEXTS": "8"]

    @Test func `Without anything, the defaults hold`() throws {
        let values = try configuration()
        #expect(values[\.logLevel] == .info)
        #expect(values[\.contexts] == 1_024)
        #expect(values[\.http]?.description == "127.0.0.1:7080")
        #expect(values[\.listen].map(\.text) == ["tcp://127.0.0.1:7070"])
        #expect(values.entry(Settings().contexts.name).source == .standard)
    }

    @Test func `The file counts before the default`() throws {
        let values = try configuration(file: file)
        #expect(values[\.logLevel] == .debug)
        #expect(values[\.defaultTimeout] == .seconds(2))
        #expect(values.entry(Settings().defaultTimeout.name).place == "/etc/node/node.yaml:4")
    }

    @Test func `The environment counts before the file`() throws {
        let values = try configuration(file: file, environment: environment)
        #expect(values[\.logLevel] == .error)
        #expect(values[\.contexts] == 8)
        #expect(values[\.defaultTimeout] == .seconds(2))
        #expect(values.entry(Settings().contexts.name).place == "COUNTERSIGN_CONTEXTS")
    }

    @Test func `A flag counts before all`() throws {
        let values = try configuration(
            file: file, environment: environment,
            flags: ["--contexts", "9", "--timeout-default=3s"])
        #expect(values[\.logLevel] == .error)
        #expect(values[\.contexts] == 9)
        #expect(values[\.defaultTimeout] == .seconds(3))
        #expect(values.entry(Settings().contexts.name).place == "--contexts")
    }

    @Test(
        arguments: [
            (["--listen", "tcp://a:1", "--listen", "tcp://b:2"], [:], nil),
            (["--listen", "tcp://a:1,tcp://b:2"], [:], "listen: [\"tcp://c:3\"]"),
            ([], ["COUNTERSIGN_LISTEN": "tcp://a:1,tcp://b:2"], nil),
            ([], [:], "listen:\n  - tcp://a:1\n  - tcp://b:2\n"),
        ] as [([String], [String: String], String?)])
    func `A list can be given everywhere`(
        flags: [String], environment: [String: String], file: String?
    ) throws {
        let values = try configuration(file: file, environment: environment, flags: flags)
        #expect(values[\.listen].map(\.text) == ["tcp://a:1", "tcp://b:2"])
    }

    @Test func `One value of a list needs no brackets in the file`() throws {
        let values = try configuration(file: "listen: tcp://a:1")
        #expect(values[\.listen].map(\.text) == ["tcp://a:1"])
    }

    @Test func `A relative path starts where it stands`() throws {
        #expect(try configuration(file: "data: here")[\.data] == "/etc/node/here")
        #expect(try configuration(flags: ["--data", "here"])[\.data] == "/home/ada/here")
        #expect(try configuration(flags: ["--data", "/there"])[\.data] == "/there")
    }

    @Test(arguments: ["", "# nothing\n", "tls:\n  # certificate: x\n", "listen:\ntimeout:\n"])
    func `What has no value is not set`(file: String) throws {
        let values = try configuration(file: file)
        #expect(values.entry(Settings().listen.name).source == .standard)
    }
}

struct RefusalTests {
    @Test(arguments: [
        ("contexts: many", "/etc/node/node.yaml:1: `many` is not a whole number from 1 to 8192"),
        ("contexts: 0", "/etc/node/node.yaml:1: `0` is not a whole number from 1 to 8192"),
        ("contexts: [1, 2]", "/etc/node/node.yaml:1: takes one value, not 2"),
        (
            "log-level: verbose",
            "/etc/node/node.yaml:1: `verbose` is not one of trace, debug, info, notice, warning, "
                + "error, critical"
        ),
        ("timeout: {send: 1h}", "/etc/node/node.yaml:1: must be 100ms to 1m"),
        (
            "timeout: {send: soon}",
            "/etc/node/node.yaml:1: `soon` is not a span such as 500ms, 10s, 5m, 12h or 30d"
        ),
        ("listen: []", "/etc/node/node.yaml:1: needs at least 1"),
        (
            "listen: http://x",
            "/etc/node/node.yaml:1: `http://x` must begin with ipc://, tcp:// or "
                + "tls+tcp://"
        ),
        (
            "listen: ipc://x",
            "/etc/node/node.yaml:1: `ipc://x`: the path after ipc:// must begin "
                + "with a slash"
        ),
        (
            "http: 7080",
            "/etc/node/node.yaml:1: `7080` must be HOST:PORT, with a port of 0 to 65535"
        ),
        ("local-issuer: perhaps", "/etc/node/node.yaml:1: `perhaps` is neither true nor false"),
        ("data: ''", "/etc/node/node.yaml:1: must not be empty"),
        (
            "\ncontexst: 3",
            "/etc/node/node.yaml:2: unknown key `contexst`; did you mean `contexts`?"
        ),
        (
            "tls:\n  certifikate: x",
            "/etc/node/node.yaml:2: unknown key `tls.certifikate`; did you mean `tls.certificate`?"
        ),
        ("sausage: 3", "/etc/node/node.yaml:1: unknown key `sausage`"),
        ("tls: yes", "/etc/node/node.yaml:1: `tls` needs keys below it"),
        ("contexts: {a: 1}", "/etc/node/node.yaml:1: `contexts` has no keys below it"),
        ("[]", "/etc/node/node.yaml: the file must be a list of `key: value` lines"),
        (
            "listen: tls+tcp://x:1",
            "tls: tls+tcp:// needs all of tls.certificate, tls.key and "
                + "tls.authority"
        ),
        (
            "tls: {key: /k}",
            "tls: is set, but no address in `listen` or `publish` is tls+tcp://"
        ),
        (
            "timeout: {default: 1m, maximum: 1s}",
            "timeout.default: must not be longer than timeout.maximum"
        ),
    ])
    func `A wrong file is refused with the line and the fault`(file: String, message: String) {
        #expect(problems(file: file) == message)
    }

    @Test(arguments: [
        (["--contexst", "3"], "--contexst: unknown flag; did you mean `--contexts`?"),
        (["--contexts"], "--contexts: takes one value, not 0"),
        (["--contexts", "1", "--contexts", "2"], "--contexts: takes one value, not 2"),
        (["--contexts=x"], "--contexts: `x` is not a whole number from 1 to 8192"),
        (["stray"], "stray: unexpected argument"),
        (["--contexts=1", "stray"], "stray: unexpected argument"),
    ])
    func `A wrong flag is refused`(flags: [String], message: String) {
        #expect(problems(flags: flags) == message)
    }

    @Test func `A wrong variable is refused, a strange one is not ours`() {
        #expect(
            problems(environment: ["COUNTERSIGN_HTTP": "here", "COUNTERSIGN_TOKEN": "x"])
                == "COUNTERSIGN_HTTP: `here` must be HOST:PORT, with a port of 0 to 65535")
    }

    @Test func `All faults are told at once`() {
        let text = problems(
            file: "contexts: 0\n", environment: ["COUNTERSIGN_HTTP": "x"],
            flags: ["--batch-size", "x"])
        #expect(text.split(separator: "\n").count == 3)
    }

    @Test func `What is not YAML is refused`() {
        #expect(problems(file: "a: [1").hasPrefix("/etc/node/node.yaml: not YAML"))
    }

    @Test func `A file that is not there is named`() {
        let problems = #expect(throws: ConfigurationProblems.self) {
            try ConfigurationFile(path: "/nowhere/node.yaml")
        }
        #expect(problems?.description == "/nowhere/node.yaml: No such file or directory")
    }
}

struct IssuerSectionTests {
    private let organization = "org_00000000000000000000000001"

    @Test func `Issuers are read, their paths from the file's directory`() throws {
        let values = try configuration(
            file: """
                issuers:
                  corporate:
                    name: https://login.example.com
                    audience: countersign
                    jwks: keys.json
                    organization: \(organization)
                """)
        let issuer = try #require(values.issuers.first)
        #expect(values.issuers.count == 1)
        #expect(issuer.name == "https://login.example.com")
        #expect(issuer.audience == "countersign")
        let id = try #require(OrganizationID(organization))
        #expect(issuer.trust == .external(jwksFile: "/etc/node/keys.json", organization: id))
    }

    @Test(arguments: [
        ("issuers: {x: {nam: y}}", "unknown key `issuers.x.nam`; did you mean `issuers.x.name`?"),
        ("issuers: {x: {name: y}}", "`issuers.x.jwks` needs one value"),
        ("issuers: {x: }", "none"),
        ("issuers: {x: y}", "`issuers.x` needs keys below it"),
        (
            "issuers: {x: {name: y, audience: z, jwks: k, organization: acme}}",
            "`acme` is not the id of an organization (org_…)"
        ),
        (
            "issuers: {x: {name: countersign-local, audience: z, jwks: k, "
                + "organization: org_00000000000000000000000001}}",
            "`countersign-local` is the node's own issuer"
        ),
    ])
    func `A wrong issuer is refused`(file: String, message: String) {
        #expect(problems(file: file).contains(message))
    }
}

struct ConfigurationTextTests {
    @Test func `The example file is the one that is committed`() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "../../deploy/config/countersignd.yaml")
        let committed = try String(contentsOf: file, encoding: .utf8)
        #expect(
            committed == ExampleFile.text(),
            "run `countersignd config example >deploy/config/countersignd.yaml`")
    }

    @Test func `The example file is a configuration, and sets nothing`() throws {
        let values = try configuration(file: ExampleFile.text())
        for setting in Settings.all {
            #expect(values.entry(setting.name).source == .standard, "\(setting.name)")
        }
    }

    @Test func `Every default of the example file can be uncommented`() throws {
        let text = ExampleFile.text().split(separator: "\n", omittingEmptySubsequences: false)
            .map { line in
                let isSetting = Settings.all.contains { setting in
                    let key = setting.name.components.last ?? ""
                    return line.trimmingPrefix { $0 == " " }.hasPrefix("# \(key):")
                }
                return isSetting ? line.replacing("# ", with: "", maxReplacements: 1) : line
            }
            .joined(separator: "\n")
        let values = try configuration(file: text)
        for setting in Settings.all {
            #expect(values.entry(setting.name).texts == setting.standardTexts, "\(setting.name)")
        }
    }

    @Test func `A chosen value stands in the file that init writes`() throws {
        let given = try configuration(
            environment: ["COUNTERSIGN_LOG_LEVEL": "debug"], flags: ["--http", "127.0.0.1:0"])
        let directory = DataDirectory(path: "/srv/a b")
        let text = ExampleFile.text(values: InitialConfiguration.settings(given, directory))
        let values = try configuration(file: text)
        #expect(values[\.data] == "/srv/a b")
        #expect(values[\.http]?.port == 0)
        #expect(values[\.logLevel] == .debug)
        #expect(
            values[\.listen].map(\.text) == ["ipc:///srv/a b/node.ipc", "tcp://127.0.0.1:7070"])
    }

    @Test func `A socket whose path is too long is left out`() throws {
        let directory = DataDirectory(path: "/" + String(repeating: "d", count: 100))
        let settings = InitialConfiguration.settings(try configuration(), directory)
        #expect(settings[Settings().listen.name] == ["tcp://127.0.0.1:7070"])
    }

    @Test func `The report says each value and where it comes from`() throws {
        let values = try configuration(file: "contexts: 7", flags: ["--log-level", "debug"])
        let lines = ConfigurationReport.text(values).split(separator: "\n").map { line in
            line.split(separator: " ", omittingEmptySubsequences: true).map(String.init)
        }
        #expect(lines.contains(["contexts", "7", "/etc/node/node.yaml:1"]))
        #expect(lines.contains(["log-level", "debug", "--log-level"]))
        #expect(lines.contains(["batch-size", "256", "default"]))
    }

    @Test func `Names are spelled in three ways, no two alike`() {
        let name = Settings().certificate.name
        #expect(name.description == "tls.certificate")
        #expect(name.flag == "--tls-certificate")
        #expect(name.variable == "COUNTERSIGN_TLS_CERTIFICATE")
        #expect(Set(Settings.all.map(\.name.flag)).count == Settings.all.count)
        #expect(Settings.all.count == 22)
    }

    @Test func `Changes between two configurations say what they take`() throws {
        let changes = SettingChange.between(
            try configuration(), try configuration(flags: ["--log-level=debug", "--contexts=9"]))
        #expect(
            changes == [
                SettingChange(
                    name: Settings().logLevel.name, old: "info", new: "debug", effect: .reload),
                SettingChange(
                    name: Settings().contexts.name, old: "1024", new: "9", effect: .restart),
            ])
    }
}

struct SpanSpellingTests {
    @Test(
        arguments: [
            ("500ms", 500), ("10s", 10_000), ("5m", 300_000), ("12h", 43_200_000),
            ("30d", 2_592_000_000), ("0s", 0), ("90s", 90_000),
        ] as [(String, Int64)])
    func `Spans are read and written`(text: String, milliseconds: Int64) throws {
        let span = try #require(Span(spelled: text))
        #expect(span.milliseconds == milliseconds)
        #expect(Span(spelled: span.spelled) == span)
    }

    @Test(arguments: ["", "5", "s", "-5s", "1.5s", "5 s", "5S", "9223372036854775807d", "٥s"])
    func `What is no span is refused`(text: String) {
        #expect(Span(spelled: text) == nil)
    }
}
