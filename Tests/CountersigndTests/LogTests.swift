import Foundation
import Logging
import Synchronization
import Testing
import Workflow

@testable import countersignd

/// Keeps what is logged.
private final class Lines: Sendable {
    private let lines = Mutex<[String]>([])
    var all: [String] { lines.withLock { $0 } }
    func append(_ line: String) { lines.withLock { $0.append(line) } }
}

struct LogTests {
    private let lines = Lines()
    private let output: LogOutput

    init() {
        output = LogOutput(
            level: .info, now: { Instant(milliseconds: 1_750_000_000_123) },
            sink: { [lines] in lines.append($0) })
    }

    private func logger(_ provider: Logger.MetadataProvider? = nil) -> Logger {
        Logger(label: "test") { [output] label in
            JSONLogHandler(label: label, output: output, metadataProvider: provider)
        }
    }

    @Test func `A message is one line of JSON, members in order`() {
        logger().info("hello", metadata: ["b": "2", "a": "1"])
        #expect(
            lines.all == [
                #"{"time":"2025-06-15T15:06:40.123Z","level":"info","logger":"test","#
                    + #""message":"hello","metadata":{"a":"1","b":"2"}}"# + "\n"
            ])
    }

    @Test func `Whatever is in a message, the line is JSON and says the same`() throws {
        let nasty = "quote \" slash \\ line\nbreak tab\t nul\u{0} bell\u{7} é 🗝 \u{2028}"
        logger().error(
            "\(nasty)", metadata: ["list": [.string(nasty), ["k": "v"]], "\(nasty)": "x"])
        let line = try #require(lines.all.first)
        #expect(line.dropLast().contains("\n") == false)
        let json = try #require(
            try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        #expect(json["message"] as? String == nasty)
        let metadata = try #require(json["metadata"] as? [String: Any])
        #expect(metadata[nasty] as? String == "x")
        let list = try #require(metadata["list"] as? [Any])
        #expect(list[0] as? String == nasty)
        #expect(list[1] as? [String: String] == ["k": "v"])
    }

    @Test func `Metadata of the logger, the provider and the message go together`() {
        var logger = logger(Logger.MetadataProvider { ["a": "provider", "b": "provider"] })
        logger[metadataKey: "a"] = "logger"
        logger[metadataKey: "c"] = "logger"
        logger.info("m", metadata: ["b": "message"])
        #expect(lines.all[0].contains(#"{"a":"provider","b":"message","c":"logger"}"#))
    }

    @Test func `The level can change while loggers are in use`() {
        let logger = logger()
        logger.debug("unseen")
        output.level = .debug
        logger.debug("seen")
        output.level = .error
        logger.warning("unseen")
        #expect(lines.all.count == 1)
        #expect(lines.all[0].contains(#""level":"debug","logger":"test","message":"seen""#))
    }

    @Test func `Tokens are never logged`() {
        let token = "eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJhbGljZSJ9.c2ln-_w"
        logger().info(
            "refused \(token), again \(token)",
            metadata: [
                "bearerToken": "abc", "call": .string("Bearer \(token)"),
                "nested": ["deep": .array([.string(token)])],
            ])
        let line = lines.all[0]
        #expect(!line.contains("eyJ"))
        #expect(!line.contains("abc"))
        #expect(line.contains("refused [redacted], again [redacted]"))
    }

    @Test func `A word that only begins like a token is kept`() {
        logger().info("eyJ is how tokens begin")
        #expect(lines.all[0].contains("eyJ is how tokens begin"))
    }
}
