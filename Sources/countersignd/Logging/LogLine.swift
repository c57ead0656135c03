import Logging
import Workflow

/// One message of the log, without the secrets that someone may have put into it.
struct LogLine {
    var time: Instant
    var level: Logger.Level
    var logger: String
    var message: String
    var metadata: Logger.Metadata = [:]

    /// One line of JSON, with its end.
    var text: String {
        var json = JSONText()
        json.object {
            $0.member("time", Timestamp.text(of: time))
            $0.member("level", level.rawValue)
            $0.member("logger", logger)
            $0.member("message", Redaction.clean(message))
            if !metadata.isEmpty { $0.member("metadata", metadata) }
        }
        return json.text + "\n"
    }

    /// Says that lines are missing.
    static func dropped(_ count: Int, at time: Instant) -> LogLine {
        LogLine(
            time: time, level: .warning, logger: "log",
            message: "lines were dropped: the log is not read as fast as it is written",
            metadata: ["count": "\(count)"])
    }
}

extension JSONText {
    mutating func member(_ key: String, _ metadata: Logger.Metadata) {
        member(key) { json in
            json.object { object in
                for (name, value) in metadata.sorted(by: { $0.key < $1.key }) {
                    if Redaction.isSecret(name) {
                        object.member(name, Redaction.mark)
                    } else {
                        object.member(name) { $0.value(value) }
                    }
                }
            }
        }
    }

    private mutating func value(_ value: Logger.Metadata.Value) {
        switch value {
        case .string(let text): string(Redaction.clean(text))
        case .stringConvertible(let thing): string(Redaction.clean(thing.description))
        case .array(let values):
            array(values) { json, value in json.value(value) }
        case .dictionary(let inner):
            object { object in
                for (name, value) in inner.sorted(by: { $0.key < $1.key }) {
                    object.member(name) { $0.value(value) }
                }
            }
        }
    }
}
