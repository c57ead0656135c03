import Logging

/// Writes each log message as one line of JSON: time, level, logger, message, metadata.
struct JSONLogHandler: LogHandler {
    private let label: String
    private let output: LogOutput
    /// Set where someone gave this logger a level of its own; otherwise the output's counts.
    private var ownLevel: Logger.Level?
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?

    init(label: String, output: LogOutput, metadataProvider: Logger.MetadataProvider? = nil) {
        self.label = label
        self.output = output
        self.metadataProvider = metadataProvider
    }

    var logLevel: Logger.Level {
        get { ownLevel ?? output.level }
        set { ownLevel = newValue }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var all = metadata
        if let provided = metadataProvider?.get() { all.merge(provided) { $1 } }
        if let given = event.metadata { all.merge(given) { $1 } }
        if let error = event.error { all["error"] = "\(error)" }
        output.write(line(level: event.level, message: event.message.description, metadata: all))
    }

    private func line(
        level: Logger.Level, message: String, metadata: Logger.Metadata
    ) -> String {
        var json = JSONText()
        json.object {
            $0.member("time", Timestamp.text(of: output.now()))
            $0.member("level", level.rawValue)
            $0.member("logger", label)
            $0.member("message", Redaction.clean(message))
            if !metadata.isEmpty { $0.member("metadata", metadata) }
        }
        return json.text + "\n"
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
