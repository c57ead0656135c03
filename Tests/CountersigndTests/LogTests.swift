import Dispatch
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

/// A sink that stands still until it is released, like a pipe that nobody empties.
private final class StalledSink: Sendable {
    let lines = Lines()
    private let began = DispatchSemaphore(value: 0)
    private let release = DispatchSemaphore(value: 0)

    func write(_ line: String) {
        began.signal()
        release.wait()
        lines.append(line)
    }

    /// Returns when a line is about to be written.
    func waitUntilStalled() { began.wait() }

    func letGo(_ count: Int) {
        for _ in 0..<count { release.signal() }
    }
}

struct LogWriterTests {
    private let sink = StalledSink()

    private func writer(limit: Int) throws -> LogWriter {
        try LogWriter(
            limit: limit, droppedLine: { "dropped \($0)" }, sink: { [sink] in sink.write($0) })
    }

    @Test func `Who logs is not stopped by a log that stands still; what is missing is counted`()
        throws
    {
        let writer = try writer(limit: 3)
        writer.write("0")
        sink.waitUntilStalled()
        for number in 1...8 { writer.write("\(number)") }
        sink.letGo(100)
        writer.finish(within: .minutes(10))
        #expect(sink.lines.all.filter { !$0.hasPrefix("dropped") } == ["0", "1", "2", "3"])
        #expect(sink.lines.all.contains("dropped 5"))
    }

    @Test func `Lines that together are too long are dropped, too`() throws {
        let writer = try writer(limit: 100)
        writer.write("0")
        sink.waitUntilStalled()
        let long = String(repeating: "x", count: LogWriter.maximumBytes / 2)
        for _ in 0..<5 { writer.write(long) }
        sink.letGo(100)
        writer.finish(within: .minutes(10))
        #expect(sink.lines.all.contains("dropped 3"))
        #expect(sink.lines.all.filter { $0 == long }.count == 2)
    }

    @Test func `At the end all that waits is written, in order`() throws {
        let writer = try writer(limit: 1000)
        sink.letGo(1000)
        let numbers = (0..<1000).map(String.init)
        for number in numbers { writer.write(number) }
        for _ in 0..<2 { writer.finish(within: .minutes(10)) }
        #expect(sink.lines.all == numbers)
    }

    @Test func `A log that stands still does not keep the node from ending`() throws {
        let writer = try writer(limit: 10)
        writer.write("0")
        sink.waitUntilStalled()
        writer.finish(within: Span(milliseconds: 1))
        #expect(sink.lines.all.isEmpty)
        sink.letGo(1)
    }

    @Test func `Missing lines are told in the form of the log`() {
        let line = LogLine.dropped(7, at: Instant(milliseconds: 1_750_000_000_123)).text
        #expect(line.hasPrefix(#"{"time":"2025-06-15T15:06:40.123Z","level":"warning","#))
        #expect(line.hasSuffix(#","metadata":{"count":"7"}}"# + "\n"))
    }
}
